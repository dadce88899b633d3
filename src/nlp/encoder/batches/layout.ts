import type { BatchCorpus } from './corpus.js'
import { kept } from './length.js'
import { roundSentences, type SentenceGrid, sentenceRows } from './sentences.js'

/** How documents are laid out in rows: one each, or one for each of their sentences. */
export interface Layout {
  /** Documents are sorted by this number, so that a batch's need like room. */
  room(doc: number): number
  rows(doc: number): number
  /** Tokens of its longest row. */
  longest(doc: number): number
  /** Writes the form numbers of a row, at least one. Returns how many. */
  read(doc: number, row: number, into: Uint32Array): number
}

/** A row a document. */
export function documentLayout({ tokens, offsets, emptyForm }: BatchCorpus, maxLength: number): Layout {
  const length = (doc: number): number => Math.min(offsets[doc + 1] - offsets[doc], maxLength)
  return {
    room: length,
    rows: () => 1,
    longest: length,
    read(doc, _, into) {
      const start = offsets[doc]
      const end = offsets[doc + 1]
      const { head, tail } = kept(end - start, maxLength)
      if (head === 0) into[0] = emptyForm
      for (let t = 0; t < head; t++) into[t] = tokens[start + t]
      for (let t = 0; t < tail; t++) into[head + t] = tokens[end - tail + t]
      return Math.max(1, head + tail)
    },
  }
}

/** A row a sentence. */
export function sentenceLayout(corpus: BatchCorpus, grid: SentenceGrid): Layout {
  const { tokens, offsets, breaks, breakOffsets, emptyForm } = corpus
  if (!breaks || !breakOffsets) throw new Error('a grid of sentences needs a corpus that says where they begin')
  const docs = offsets.length - 1
  const first = new Uint32Array(docs + 1)
  const longest = new Uint32Array(docs)
  const from: number[] = []
  const to: number[] = []
  for (let d = 0; d < docs; d++) {
    const starts = breaks.subarray(breakOffsets[d], breakOffsets[d + 1])
    for (const [start, end] of sentenceRows(offsets[d + 1] - offsets[d], starts, grid)) {
      from.push(offsets[d] + start)
      to.push(offsets[d] + end)
      longest[d] = Math.max(longest[d], end - start)
    }
    first[d + 1] = from.length
  }
  return {
    // By rows first: by rows × longest, few long rows and many short ones would meet in a batch that is both long and high.
    room: (doc) => roundSentences(first[doc + 1] - first[doc]) * (grid.words + 1) + longest[doc],
    rows: (doc) => first[doc + 1] - first[doc],
    longest: (doc) => longest[doc],
    read(doc, row, into) {
      const start = from[first[doc] + row]
      const length = to[first[doc] + row] - start
      if (length === 0) into[0] = emptyForm
      for (let t = 0; t < length; t++) into[t] = tokens[start + t]
      return Math.max(1, length)
    },
  }
}
