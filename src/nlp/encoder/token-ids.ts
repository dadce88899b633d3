import type { Tensor } from '../tensor/engine.js'
import type { TokenForm } from '../text/morpheme.js'
import type { Padding } from './kinds/kind.js'
import { openVocabulary, UNKNOWN, type Vocabulary } from './vocabulary.js'

/** Space for the inputs of the serving graph, grown to the largest batch so far. */
export interface IdBuffers {
  words: BigInt64Array
  ngrams: BigInt64Array
  scale: Float32Array
  lengths: BigInt64Array
}

export interface TokenIds {
  buffers(): IdBuffers
  /**
   * The serving graph's inputs for rows of tokens, in `buffers`; an empty row becomes one unknown token, null is a row of padding.
   *
   * @returns lengths: of the rows as they were laid out
   */
  feeds(
    rows: readonly (readonly TokenForm[] | null)[],
    buffers: IdBuffers,
  ): { feeds: Record<string, Tensor>; steps: number; lengths: readonly number[] }
}

interface Numbers {
  word: number
  ngrams: number[]
}

const NOTHING: Numbers = { word: UNKNOWN, ngrams: [] }

/** Room for `length` numbers, cleared; the old one where it is large enough. */
function roomFor(old: BigInt64Array, length: number): BigInt64Array {
  return old.length < length ? new BigInt64Array(length) : old.fill(0n, 0, length)
}

/** Numbers below 2³¹ are written through the lower halves of the 64 bits: a BigInt for each would be an object. Little-endian. */
const lowerHalves = (values: BigInt64Array): Int32Array => new Int32Array(values.buffer)

/** @param padding where a shorter row's padding stands */
export function tokenIds(vocabulary: Vocabulary, padding: Padding = 'post'): TokenIds {
  const open = openVocabulary(vocabulary)
  // A corpus shares one object among all tokens of a form, and is read many documents at a time; the forms of a single one are new,
  // and what would be kept for them would only have to be forgotten again.
  const known = new WeakMap<TokenForm, Numbers>()
  const madeOf = (form: TokenForm): Numbers => ({ word: open.wordId(form), ngrams: open.ngramIds(form) })
  const numbersOf = (form: TokenForm | undefined, keep: boolean): Numbers => {
    if (form === undefined) return NOTHING
    if (!keep) return madeOf(form)
    const before = known.get(form)
    if (before !== undefined) return before
    const numbers = madeOf(form)
    known.set(form, numbers)
    return numbers
  }

  return {
    buffers: () => ({
      words: new BigInt64Array(0),
      ngrams: new BigInt64Array(0),
      scale: new Float32Array(0),
      lengths: new BigInt64Array(0),
    }),
    feeds(rows, buffers) {
      const size = rows.length
      const lengths = rows.map((row) => (row === null ? 0 : Math.max(1, row.length)))
      const steps = Math.max(...lengths)
      const tokens = rows.map((document, b) => Array.from({ length: lengths[b] }, (_, t) => numbersOf(document?.[t], size > 1)))
      let width = 1
      for (const row of tokens) for (const { ngrams } of row) width = Math.max(width, ngrams.length)

      buffers.words = roomFor(buffers.words, size * steps)
      buffers.ngrams = roomFor(buffers.ngrams, size * steps * width)
      buffers.lengths = roomFor(buffers.lengths, size)
      if (buffers.scale.length < size * steps) buffers.scale = new Float32Array(size * steps)
      buffers.scale.fill(0, 0, size * steps)
      const words = lowerHalves(buffers.words)
      const ngrams = lowerHalves(buffers.ngrams)
      const documentLengths = lowerHalves(buffers.lengths)
      for (const [b, row] of tokens.entries()) {
        documentLengths[2 * b] = lengths[b]
        const from = b * steps + (padding === 'pre' ? steps - lengths[b] : 0)
        for (const [t, numbers] of row.entries()) {
          const at = from + t
          words[2 * at] = numbers.word
          const count = numbers.ngrams.length
          if (count > 0) buffers.scale[at] = 1 / count
          for (let k = 0; k < count; k++) ngrams[2 * (at * width + k)] = numbers.ngrams[k]
        }
      }
      const ids = (data: BigInt64Array, ...dims: number[]): Tensor => ({ dtype: 'int64', dims, data })
      const feeds: Record<string, Tensor> = {
        word_ids: ids(buffers.words.subarray(0, size * steps), size, steps),
        lengths: ids(buffers.lengths.subarray(0, size), size),
      }
      if (vocabulary.ngrams !== 'none') {
        feeds.ngram_ids = ids(buffers.ngrams.subarray(0, size * steps * width), size, steps, width)
        feeds.ngram_scale = { dtype: 'float32', dims: [size, steps, 1], data: buffers.scale.subarray(0, size * steps) }
      }
      return { feeds, steps, lengths }
    },
  }
}
