import type { Tensor } from '../tensor/engine.js'
import type { TokenForm } from '../text/morpheme.js'
import { PADDING, STEP_INPUTS } from './fed-steps.js'
import type { Padding } from './kinds/kind.js'
import { openVocabulary, UNKNOWN, type Vocabulary } from './vocabulary.js'

/**
 * Space for the inputs of the serving graph, grown to the largest batch so far. Numbers of 64 bits lie in pairs of halves, the lower first
 * (little-endian), of which only the lower ones are written: a BigInt for each would be an object.
 */
export interface IdBuffers {
  words: Int32Array
  ngrams: Int32Array
  scale: Float32Array
  lengths: Int32Array
  valid: Float32Array
  share: Float32Array
  mask: Float32Array
}

/** A row of tokens; null is a row of padding. */
type Row = readonly TokenForm[] | null

export interface TokenIds {
  buffers(): IdBuffers
  /**
   * The serving graph's inputs for rows of tokens, in `buffers`, those of fed-steps.ts among them; an empty row becomes one unknown
   * token, null is a row of padding.
   *
   * @returns lengths: of the rows as they were laid out
   */
  feeds(rows: readonly Row[], buffers: IdBuffers): { feeds: Record<string, Tensor>; steps: number; lengths: readonly number[] }
}

/** Room for `length` numbers of 64 bits, cleared; the old one where it is large enough. */
const roomFor = (old: Int32Array, length: number): Int32Array =>
  old.length < 2 * length ? new Int32Array(2 * length) : old.fill(0, 0, 2 * length)

const integers = (halves: Int32Array, ...dims: number[]): Tensor => ({
  dtype: 'int64',
  dims,
  data: new BigInt64Array(
    halves.buffer as ArrayBuffer,
    0,
    dims.reduce((product, size) => product * size, 1),
  ),
})

/** Which steps hold tokens, see STEP_INPUTS: step by step, as the encoder reads. */
function stepFeeds(lengths: readonly number[], steps: number, padding: Padding, buffers: IdBuffers): Record<string, Tensor> {
  const rows = lengths.length
  const size = rows * steps
  for (const name of ['valid', 'share', 'mask'] as const) if (buffers[name].length < size) buffers[name] = new Float32Array(size)
  const valid = buffers.valid.subarray(0, size).fill(0)
  const share = buffers.share.subarray(0, size).fill(0)
  const mask = buffers.mask.subarray(0, size).fill(-PADDING)
  for (const [r, length] of lengths.entries()) {
    const start = padding === 'pre' ? steps - length : 0
    for (let t = start; t < start + length; t++) {
      valid[t * rows + r] = 1
      share[t * rows + r] = 1 / length
      mask[t * rows + r] = 0
    }
  }
  const column = (data: Float32Array): Tensor => ({ dtype: 'float32', dims: [steps, rows, 1], data })
  return { [STEP_INPUTS.valid]: column(valid), [STEP_INPUTS.share]: column(share), [STEP_INPUTS.mask]: column(mask) }
}

/** @param padding where a shorter row's padding stands */
export function tokenIds(vocabulary: Vocabulary, padding: Padding = 'post'): TokenIds {
  const open = openVocabulary(vocabulary)
  // A corpus shares one object among all tokens of a form, and is read many documents at a time; the forms of a single one are new,
  // and what would be kept for them would only have to be forgotten again.
  const known = new WeakMap<TokenForm, readonly number[]>()
  const ngramsOf = (form: TokenForm, keep: boolean): readonly number[] => {
    if (!keep) return open.ngramIds(form)
    const before = known.get(form)
    if (before !== undefined) return before
    const ids = open.ngramIds(form)
    known.set(form, ids)
    return ids
  }

  function ngramFeeds(
    rows: readonly Row[],
    starts: readonly number[],
    steps: number,
    buffers: IdBuffers,
  ): Record<string, Tensor> {
    const size = rows.length
    const bags = rows.map((row) => (row ?? []).map((form) => ngramsOf(form, size > 32)))
    let width = 1
    for (const row of bags) for (const bag of row) width = Math.max(width, bag.length)
    buffers.ngrams = roomFor(buffers.ngrams, size * steps * width)
    if (buffers.scale.length < size * steps) buffers.scale = new Float32Array(size * steps)
    buffers.scale.fill(0, 0, size * steps)
    for (const [b, row] of bags.entries()) {
      for (const [t, bag] of row.entries()) {
        const at = starts[b] + t
        if (bag.length > 0) buffers.scale[at] = 1 / bag.length
        for (let k = 0; k < bag.length; k++) buffers.ngrams[2 * (at * width + k)] = bag[k]
      }
    }
    return {
      ngram_ids: integers(buffers.ngrams, size, steps, width),
      ngram_scale: { dtype: 'float32', dims: [size, steps, 1], data: buffers.scale.subarray(0, size * steps) },
    }
  }

  return {
    buffers: () => ({
      words: new Int32Array(0),
      ngrams: new Int32Array(0),
      scale: new Float32Array(0),
      lengths: new Int32Array(0),
      valid: new Float32Array(0),
      share: new Float32Array(0),
      mask: new Float32Array(0),
    }),
    feeds(rows, buffers) {
      const size = rows.length
      const lengths = rows.map((row) => (row === null ? 0 : Math.max(1, row.length)))
      const steps = Math.max(...lengths)
      const starts = lengths.map((length, b) => b * steps + (padding === 'pre' ? steps - length : 0))
      const words = roomFor(buffers.words, size * steps)
      const ends = roomFor(buffers.lengths, size)
      buffers.words = words
      buffers.lengths = ends
      for (let b = 0; b < size; b++) {
        const [row, start] = [rows[b], starts[b]]
        ends[2 * b] = lengths[b]
        if (row?.length === 0) words[2 * start] = UNKNOWN
        else if (row) for (let t = 0; t < row.length; t++) words[2 * (start + t)] = open.wordId(row[t])
      }
      const feeds: Record<string, Tensor> = {
        word_ids: integers(words, size, steps),
        lengths: integers(ends, size),
        ...stepFeeds(lengths, steps, padding, buffers),
      }
      if (vocabulary.ngrams !== 'none') Object.assign(feeds, ngramFeeds(rows, starts, steps, buffers))
      return { feeds, steps, lengths }
    },
  }
}
