import {
  type Asked,
  combine,
  labelVector,
  type Search,
  searchWords,
  type VectorSpace,
  type WordHit,
  wordRow,
  wordVector,
} from './space.js'

/**
 * What `word` becomes under another target: the nearest word vectors to v(word) − v(from) + v(to), e.g. 최악 − 부정 + 긍정. `from`
 * and `to` are labels. `search` runs by cosine over `space.vectors`. The word itself is left out. Throws UNKNOWN_WORD, UNKNOWN_TARGET.
 */
export function analogy(
  space: VectorSpace,
  search: Search,
  word: Asked,
  { from, to, k = 10 }: { from: string; to: string; k?: number },
): WordHit[] {
  const row = wordRow(space, word)
  const parts = [
    [wordVector(space, row), 1],
    [labelVector(space, from), -1],
    [labelVector(space, to), 1],
  ] as const
  return searchWords(space, search, combine(parts, space.dimensions), k, [row])
}
