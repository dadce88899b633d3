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

/**
 * What to say to who tells of something else: nothing is claimed but what they felt, where that is plain, and nothing of who only asks. Short
 * from the second time on. Null for orders.
 */
export function chatSentence(
  turn: Turn,
  { probabilities }: Opinion,
  { texts: { intents }, recognizer, options }: Services,
): string | null {
  const { text, talk } = turn
  if (!/[가-힣]{2}/.test(text) || intents.isOrder(text)) return null
  const asks = intents.first(['questions', 'asksAbout'], text) !== null
  if (talk.quiet) return turn.say(asks ? 'chat.asked' : 'chat.quiet')
  if (/[?？]\s*$/.test(text)) return null
  if (asks) return turn.say('chat.asked')
  const [disliked, liked] = recognizer.targets.map((target) => probabilities[target] ?? 0)
  const isToBe = intents.endsAs('willSee', text) || intents.endsAs('unseen', text)
  const isFelt = Math.max(disliked, liked) >= Math.max(options.threshold, options.alone) && !isToBe && !intents.is('habit', text)
  const key = !isFelt ? 'chat.plain' : disliked > liked ? 'chat.disliked' : 'chat.liked'
  return turn.say((talk.said[key] ?? 0) > 0 ? 'chat.again' : key)
}
