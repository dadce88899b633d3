import type { LocalIndex } from './types.js'

export type Searcher = Pick<LocalIndex, 'search'>

/** Share of the oracle's `k` nearest that the index finds too, over all queries: recall@k. */
export function recallAt(k: number, index: Searcher, oracle: Searcher, queries: readonly Float32Array[]): number {
  let found = 0
  let all = 0
  for (const query of queries) {
    const wanted = new Set(oracle.search(query, k).map((hit) => hit.id))
    all += wanted.size
    for (const hit of index.search(query, k)) if (wanted.has(hit.id)) found++
  }
  return all === 0 ? 1 : found / all
}
