import type { Intent } from './intent-names.js'
import type { MessageKey } from './messages.js'
import type { Shape } from './shape.js'
import type { Opinion } from './talk.js'
import type { Services, Turn } from './turn.js'

/** Intents that are answered with one text and change nothing. */
export const SMALL_TALK = {
  help: 'help',
  thanks: 'thanks',
  greeting: 'greeting',
  who: 'who',
  insult: 'insult',
} as const satisfies Partial<Record<Intent, MessageKey>>

const ODD: Partial<Record<Shape, MessageKey>> = {
  empty: 'odd.empty',
  long: 'odd.long',
  emoji: 'odd.emoji',
  noise: 'odd.noise',
  gibberish: 'odd.gibberish',
  foreign: 'odd.foreign',
}

/** What to say to an utterance that nothing else could be made of. */
export const unclearSentence = (turn: Turn): string => turn.say((ODD[turn.shape] ?? 'odd.unclear') as 'odd.unclear')

/** What to say to who tells of something else: nothing is claimed but what they felt, where that is plain. Null for orders and questions. */
export function chatSentence(
  turn: Turn,
  { probabilities }: Opinion,
  { texts: { intents }, recognizer, options }: Services,
): string | null {
  if (!/[가-힣]{2}/.test(turn.text)) return null
  const [disliked, liked] = recognizer.targets.map((target) => probabilities[target] ?? 0)
  if (intents.isOrder(turn.text) || /[?？]\s*$/.test(turn.text)) return null
  const isToBe = intents.endsAs('willSee', turn.text) || intents.endsAs('unseen', turn.text)
  if (Math.max(disliked, liked) < options.threshold || isToBe || intents.is('habit', turn.text)) return turn.say('chat.plain')
  return turn.say(disliked > liked ? 'chat.disliked' : 'chat.liked')
}
