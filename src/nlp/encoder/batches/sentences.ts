import { coverage, kept, roundLength, usualLength } from './length.js'

/** Most sentences of a document that are read, and most tokens of a sentence. */
export interface SentenceGrid {
  sentences: number
  words: number
}

/** Longer sentences go on in the next row: of IMDb's reviews, padding is 45 % then, and 62 % with rows of 64 tokens. */
const USUAL_WORDS = 32
/** Batches have a multiple of so many sentences. */
const STEP = 2

export const roundSentences = (count: number): number => Math.max(STEP, Math.ceil(count / STEP) * STEP)

/**
 * The rows in which a document is read, as places among its tokens: a sentence each, a sentence of more than `words` tokens in
 * several pieces. Of a document with more than `sentences` rows, the first and the last half are read. One empty row, if it has
 * no tokens.
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
 * Sentences and tokens of a sentence that are read unless the user says so: mean + 2 standard deviations of either, rounded up, of
 * the tokens at most 32.
 *
 * @param words tokens of a sentence, if the user says so
 *
 * @param breaks places within documents, breakOffsets: those of document d, as of a BatchCorpus
 */
export function chooseGrid(
  offsets: Uint32Array,
  breaks: Uint32Array,
  breakOffsets: Uint32Array,
  words = chooseWords(offsets, breaks, breakOffsets),
): SentenceGrid {
  const ends = rowOffsets(offsets, breaks, breakOffsets, words)
  return { sentences: roundSentences(usualLength(ends.documents)), words }
}

/** Share of the documents whose rows are all read. */
export function gridCoverage(
  offsets: Uint32Array,
  breaks: Uint32Array,
  breakOffsets: Uint32Array,
  { sentences, words }: SentenceGrid,
): number {
  return coverage(rowOffsets(offsets, breaks, breakOffsets, words).documents, sentences)
}

const chooseWords = (...corpus: [Uint32Array, Uint32Array, Uint32Array]): number =>
  Math.min(USUAL_WORDS, roundLength(usualLength(rowOffsets(...corpus, Number.POSITIVE_INFINITY).rows)))

/** Where rows end among all tokens, and documents among all rows. */
function rowOffsets(offsets: Uint32Array, breaks: Uint32Array, breakOffsets: Uint32Array, words: number) {
  const documents = new Uint32Array(offsets.length)
  const rows: number[] = [0]
  for (let d = 0; d + 1 < offsets.length; d++) {
    const starts = breaks.subarray(breakOffsets[d], breakOffsets[d + 1])
    const own = sentenceRows(offsets[d + 1] - offsets[d], starts, { sentences: Number.POSITIVE_INFINITY, words })
    for (const [, to] of own) rows.push(offsets[d] + to)
    documents[d + 1] = documents[d] + own.length
  }
  return { documents, rows: Uint32Array.from(rows) }
}
