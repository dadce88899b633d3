import type { WordPiece } from './wordpiece.js'

/** Documents as numbers of word pieces: tokens[offsets[d] .. offsets[d + 1]) are document d's, without [CLS] and [SEP]. */
export interface PieceCorpus {
  tokens: Uint32Array
  offsets: Uint32Array
}

/** How often each eojeol occurs in normalised texts. */
export function countEojeols(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) for (const eojeol of eojeolsOf(text)) counts.set(eojeol, (counts.get(eojeol) ?? 0) + 1)
  return counts
}

const eojeolsOf = (text: string): string[] => text.split(' ').filter((eojeol) => eojeol !== '')

/** Word pieces of normalised texts, one document each; an eojeol is encoded once. */
export function encodeTexts(texts: Iterable<string>, wordpiece: WordPiece): PieceCorpus {
  const known = new Map<string, number[]>()
  const tokens: number[] = []
  const offsets = [0]
  for (const text of texts) {
    for (const eojeol of eojeolsOf(text)) {
      const ids = known.get(eojeol) ?? wordpiece.encode(eojeol).ids
      known.set(eojeol, ids)
      for (const id of ids) tokens.push(id)
    }
    offsets.push(tokens.length)
  }
  return { tokens: Uint32Array.from(tokens), offsets: Uint32Array.from(offsets) }
}
