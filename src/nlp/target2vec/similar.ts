import { type Asked, queryOf, type Search, searchWords, type VectorSpace, type WordHit } from './space.js'

/**
 * Words used like this one: the nearest word vectors to v(word), or to v(word) + v(target). `search` runs by cosine over
 * `space.vectors`. The word itself is left out. Throws UNKNOWN_WORD, UNKNOWN_TARGET.
 */
export function similar(
  space: VectorSpace,
  search: Search,
  word: Asked,
  { target, k = 10 }: { target?: string; k?: number } = {},
): WordHit[] {
  const { row, query } = queryOf(space, word, target)
  return searchWords(space, search, query, k, [row])
}
