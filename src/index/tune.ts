import { recallAt } from './recall.js'
import type { Hit, VectorIndex } from './types.js'

const STEPS = [40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 256, 384, 512]
const NEIGHBOURS = 10
/** Above the 0.98 that is asked of an index, by what a thousand queries can be wrong about it. */
const ENOUGH = 0.987

/**
 * The narrowest search that finds enough of the ten nearest: wider ones find little more and take longer.
 * @param indexAt the index with a given efSearch
 * @param queries of the kind that will be asked; a thousand of them tell recall to about 0.002
 */
export function leastEfSearch(
  indexAt: (efSearch: number) => VectorIndex,
  oracle: VectorIndex,
  queries: readonly Float32Array[],
): number {
  const answers = new Map<Float32Array, Hit[]>(queries.map((query) => [query, oracle.search(query, NEIGHBOURS)]))
  const remembered: VectorIndex = { ...oracle, search: (query) => answers.get(query)! }
  return STEPS.find((ef) => recallAt(NEIGHBOURS, indexAt(ef), remembered, queries) >= ENOUGH) ?? STEPS[STEPS.length - 1]
}
