import type { Intent } from './intent-names.js'
import type { Intents } from './intents.js'

/** Understood in the midst of anything, in this order. */
const INTERRUPTIONS = [
  'forget',
  'silence',
  'startOver',
  'cancel',
  'goodbye',
  'why',
  'facts',
  'help',
  'thanks',
  'greeting',
  'who',
  'insult',
  'confused',
] as const satisfies Intent[]

type Interruption = (typeof INTERRUPTIONS)[number]

/** What interrupts; of several sentences that all do ('고마워요. 수고하세요') what comes first in the order above. */
export function interruptionIn(text: string, intents: Intents): Interruption | null {
  const whole = intents.first(INTERRUPTIONS, text)
  if (whole) return whole
  const sentences = intents.sentences(text)
  const found = sentences.map((sentence) => intents.first(INTERRUPTIONS, sentence))
  if (sentences.length < 2 || found.includes(null)) return null
  return INTERRUPTIONS.find((intent) => found.includes(intent)) ?? null
}
