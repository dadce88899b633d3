import type { Intents } from './intents.js'
import { filmName } from './phrasing.js'
import type { NamedItem } from './talk.js'
import type { Services, Turn } from './turn.js'

type Unseen = 'unseen' | 'willSee'

/** Whether a text says that something was not seen, or will be: then nothing was felt of it. */
export const unseenIn = (text: string, intents: Intents): Unseen | null =>
  intents.first(['unseen', 'willSee'], text) ?? intents.first(['unseen', 'willSee'], intents.withoutScene(text))

/** What to say to that: how it was may be told afterwards. */
export const unseenSentence = (
  turn: Turn,
  unseen: Unseen,
  item: Pick<NamedItem, 'id' | 'title'> | null,
  services: Services,
): string =>
  unseen === 'willSee' && item
    ? turn.say('recommend.accepted', { film: filmName(turn, item, services) })
    : turn.say('how.notSeen')
