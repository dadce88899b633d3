import { probabilities } from '../../encoder/calibrate.js'
import type { Encoder } from '../../encoder/infer.js'
import type { Falls } from './curves.js'
import { type Words, without } from './words.js'

/** A document that words can be taken out of. */
export interface Erasure {
  /** The class that the whole document is read as, and how probable it is. */
  label: number
  probability: number
  falls: Falls
  /** Whether the document without a set of words is read as another class. @throws MalgwiError MODEL_RUN_FAILED */
  flips(set: bigint): Promise<boolean>
}

interface Reading {
  probability: number
  label: number
}

/** Texts that are read at once. */
const AT_ONCE = 1024

/**
 * Reads a document, and then whatever is left of it without some of its words: probabilities are those of all classes, calibrated, under
 * the balanced prior, as an analysis has them. What was read once is remembered.
 *
 * @throws MalgwiError MODEL_RUN_FAILED
 */
export async function eraseWords(
  words: Words,
  { logits, calibration }: Pick<Encoder, 'logits' | 'calibration'>,
): Promise<Erasure> {
  const classes = calibration.bias.length
  const known = new Map<bigint, Reading>()
  let label: number | undefined

  async function read(sets: readonly bigint[]): Promise<void> {
    const fresh = [...new Set(sets)].filter((set) => !known.has(set))
    for (let from = 0; from < fresh.length; from += AT_ONCE) {
      const some = fresh.slice(from, from + AT_ONCE)
      const p = probabilities(await logits(some.map((set) => without(words, set))), calibration, 'balanced')
      for (const [i, set] of some.entries()) {
        const own = p.subarray(i * classes, (i + 1) * classes)
        const likeliest = own.indexOf(Math.max(...own))
        label ??= likeliest
        known.set(set, { probability: own[label], label: likeliest })
      }
    }
  }

  await read([0n])
  const whole = known.get(0n)!
  return {
    ...whole,
    async falls(sets) {
      await read(sets)
      return sets.map((set) => whole.probability - known.get(set)!.probability)
    },
    async flips(set) {
      await read([set])
      return known.get(set)!.label !== whole.label
    },
  }
}
