import { recallAt, type Searcher } from './recall.js'
import type { Hit } from './types.js'

const STEPS = [40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 512, 768]
const NEIGHBOURS = 10
/** Above the 0.99 that is asked of an index, by what a thousand queries can be wrong about it. */
const ENOUGH = 0.992

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
  return STEPS.find((ef) => recallAt(NEIGHBOURS, indexAt(ef), remembered, queries) >= ENOUGH) ?? STEPS[STEPS.length - 1]
}
