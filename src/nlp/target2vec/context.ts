import { type Asked, queryOf, type Search, searchWords, type VectorSpace, type WordHit } from './space.js'

/**
 * Words said around this one, by those who felt so: the largest inner products (v(word) + v(target)) · c. `search` runs by inner
 * product over the output vectors. The sum is the objective's own: log p(c | word) + log p(c | target), each an inner product but for
 * what is the same for all c, so the vectors go in as they were trained, not normalised. The word itself is left out. Throws
 * UNKNOWN_WORD, UNKNOWN_TARGET.
 */
export function context(
  space: VectorSpace,
  search: Search,
  word: Asked,
  { target, k = 10 }: { target?: string; k?: number } = {},
): WordHit[] {
  const { row, query } = queryOf(space, word, target)
  return searchWords(space, search, query, k, [row])
}
