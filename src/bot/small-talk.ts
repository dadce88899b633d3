import type { Intent } from './intent-names.js'
import type { MessageKey } from './messages.js'
import type { Shape } from './shape.js'
import type { Turn } from './turn.js'

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
