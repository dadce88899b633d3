import { kept, roundLength, usualLength } from '../batches.js'

/** Most sentences of a document that are read, and most tokens of a sentence. */
export interface SentenceGrid {
  sentences: number
  words: number
}

/** Batches have a multiple of so many sentences. */
const SENTENCE_STEP = 2

export const roundSentences = (count: number): number => Math.max(SENTENCE_STEP, Math.ceil(count / SENTENCE_STEP) * SENTENCE_STEP)

/**
 * The rows in which a document is read, as places among its tokens: a sentence each, a sentence of more than `words` tokens in
 * several pieces. Of a document with more than `sentences` rows, the first and the last half are read. One empty row, if it has no
 * tokens.
 */
export function sentenceRows(
  length: number,
  starts: ArrayLike<number>,
  { sentences, words }: SentenceGrid,
): [from: number, to: number][] {
  const rows: [number, number][] = []
  let from = 0
  for (let s = 0; s <= starts.length; s++) {
    const to = s < starts.length ? Math.min(starts[s], length) : length
    for (; from < to; from = Math.min(from + words, to)) rows.push([from, Math.min(from + words, to)])
  }
  if (rows.length === 0) return [[0, 0]]
  const { head, tail } = kept(rows.length, sentences)
  return tail === 0 ? rows : [...rows.slice(0, head), ...rows.slice(rows.length - tail)]
}

/**
 * Sentences and tokens of a sentence that are read unless the user says so: mean + 2 standard deviations of either, rounded up.
 *
 * @param breaks places within documents, breakOffsets: those of document d, as of a BatchCorpus
 */
export function chooseGrid(offsets: Uint32Array, breaks: Uint32Array, breakOffsets: Uint32Array): SentenceGrid {
  const docs = offsets.length - 1
  const rowOffsets = new Uint32Array(docs + 1)
  const ends: number[] = [0]
  for (let d = 0; d < docs; d++) {
    const starts = breaks.subarray(breakOffsets[d], breakOffsets[d + 1])
    const whole = { sentences: Number.POSITIVE_INFINITY, words: Number.POSITIVE_INFINITY }
    const rows = sentenceRows(offsets[d + 1] - offsets[d], starts, whole)
    for (const [, to] of rows) ends.push(offsets[d] + to)
    rowOffsets[d + 1] = rowOffsets[d] + rows.length
  }
  return { sentences: roundSentences(usualLength(rowOffsets)), words: roundLength(usualLength(Uint32Array.from(ends))) }
}
