import { recallAt, type Searcher } from './recall.js'
import type { Hit } from './types.js'

/** What efSearch is chosen from. */
export const EF_STEPS = [10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 512, 768]
const NEIGHBOURS = 10
/** Above the 0.99 that is asked of an index, by what a thousand queries can be wrong about it. */
export const ENOUGH_RECALL = 0.992
const EF_PER_RESULT = 4

/**
 * The narrowest search that finds enough of the ten nearest: wider ones find little more and take longer.
 * @param indexAt the index with a given efSearch
 * @param queries of the kind that will be asked; a thousand of them tell recall to about 0.002
 */
export function leastEfSearch(
  indexAt: (efSearch: number) => Searcher,
  oracle: Searcher,
  queries: readonly Float32Array[],
): number {
  const answers = new Map<Float32Array, Hit[]>(queries.map((query) => [query, oracle.search(query, NEIGHBOURS)]))
  const remembered: Searcher = { search: (query) => answers.get(query)! }
  const enough = (ef: number) => recallAt(NEIGHBOURS, indexAt(ef), remembered, queries) >= ENOUGH_RECALL
  return EF_STEPS.find(enough) ?? EF_STEPS[EF_STEPS.length - 1]
}

/**
 * How wide to search for `k` results: the last of many are found less surely than the first, so it is as much wider than k as efSearch is
 * than the ten that it is chosen for, up to four times.
 */
export function widthFor(efSearch: number, k: number): number {
  return Math.max(efSearch, Math.ceil(Math.min(EF_PER_RESULT, efSearch / NEIGHBOURS) * k))
}
