import type { Intents } from './intents.js'
import { filmName } from './phrasing.js'
import type { Opinion } from './talk.js'
import { film, type Services, type Turn } from './turn.js'

type Unseen = 'unseen' | 'willSee'

/** Whether a text says that something was not seen, or will be: then nothing was felt of it. */
export const unseenIn = (text: string, intents: Intents): Unseen | null =>
  intents.first(['unseen', 'willSee'], text) ?? intents.first(['unseen', 'willSee'], intents.withoutScene(text))

/** Whether a text that says more than that it will be seen says so in the end: '다들 재밌다던데 나도 봐야지'. Who sees it again has seen it. */
export const plansToSee = (text: string, intents: Intents): boolean =>
  intents.endsAs('willSee', text) && !intents.isPast(text) && !intents.is('noPlan', text)

/** What an utterance names that will be seen, be it in the catalogue or not; null where that could be several things. */
export function plannedName(turn: Turn, { item, candidates, phrase }: Opinion, services: Services): string | null {
  if (item) return filmName(turn, item, services)
  const titles = new Set(candidates.map(({ title }) => title))
  if (titles.size > 0) return titles.size === 1 ? film(candidates[0].title) : null
  return phrase === null ? null : film(phrase)
}

/** What to say to that: how it was may be told afterwards. @param name of what will be seen */
export const unseenSentence = (turn: Turn, unseen: Unseen, name: string | null): string =>
  unseen === 'willSee' && name ? turn.say('recommend.accepted', { film: name }) : turn.say('how.notSeen')
