import type { TokenForm, Utterance } from '../../text/morpheme.js'
import { unitNumbers, unitsOf } from '../units.js'

/** A document as it is taken apart: its words are eojeol, a negation and what it negates being one (units.ts). */
export interface Words {
  count: number
  morphemes: readonly TokenForm[]
  /** For each morpheme the word that it is in. */
  wordOf: readonly number[]
  /** For each word the eojeol that it has. */
  eojeols: readonly (readonly number[])[]
}

export function wordsOf(utterance: Utterance): Words {
  const units = unitsOf(utterance)
  return {
    count: units.length,
    morphemes: utterance.morphemes,
    wordOf: unitNumbers(utterance),
    eojeols: units.map(({ from, to }) => Array.from({ length: to + 1 - from }, (_, i) => from + i)),
  }
}

/** Heat of morphemes summed to words. */
export function heatOfWords({ count, wordOf }: Words, heat: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(count)
  for (const [at, word] of wordOf.entries()) sums[word] += heat[at]
  return sums
}

/** A document without the words of a set: their morphemes are left out, and the others stand as they stood. */
export function without({ morphemes, wordOf }: Words, set: bigint): TokenForm[] {
  return morphemes.filter((_, at) => ((set >> BigInt(wordOf[at])) & 1n) === 0n)
}
