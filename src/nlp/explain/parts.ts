import { eojeolsOf } from '../encoder/huggingface/morphemes.js'
import type { TokenForm } from '../text/morpheme.js'

/** What of a document is read alone, or left out, as one. */
export interface Parts {
  count: number
  /** For each token the part that it is in. */
  partOf: ArrayLike<number>
  /** Tokens of each part; 0 where the document has none of it. */
  sizes: Uint32Array
}

/** @param units for each token the number of its unit, from 0; none: the eojeol are the parts */
export function partsOf(tokens: readonly TokenForm[], units?: ArrayLike<number>): Parts {
  const partOf = units ?? eojeolsOf(tokens).places.map(({ eojeol }) => eojeol)
  let count = 0
  for (let i = 0; i < tokens.length; i++) count = Math.max(count, partOf[i] + 1)
  const sizes = new Uint32Array(count)
  for (let i = 0; i < tokens.length; i++) sizes[partOf[i]]++
  return { count, partOf, sizes }
}

/** Gives the value of each part to its tokens, in equal shares. */
export const sharedOut = ({ partOf, sizes }: Parts, tokens: number, heatOf: (part: number) => number): Float32Array =>
  Float32Array.from({ length: tokens }, (_, i) => heatOf(partOf[i]) / sizes[partOf[i]])
