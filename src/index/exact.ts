import { makeScorer, type Scorer } from './scorer.js'
import { TopK } from './top-k.js'
import { checkQuery, countRows, type Filter, type Hit, type Metric, type VectorIndex } from './types.js'

/**
 * A plain scan over row-major `[rows, dimensions]` vectors, which it keeps without copying: the oracle that HNSW is measured
 * against, and the right index for a few thousand vectors.
 * @throws MalgwiError INDEX_BROKEN for a matrix that is not whole or not finite
 */
export function exactIndex(vectors: Float32Array, dimensions: number, metric: Metric): VectorIndex {
  const size = countRows(vectors, dimensions)
  return exactOver(makeScorer(vectors, dimensions, metric), size, dimensions, metric)
}

export function exactOver(scorer: Scorer, size: number, dimensions: number, metric: Metric): VectorIndex {
  return {
    size,
    dimensions,
    metric,
    search(query, k, filter) {
      checkQuery(query, k, dimensions)
      return scan(scorer, size, query, k, filter)
    },
  }
}

/** The search itself, for whoever has checked the query. */
export function scan(scorer: Scorer, size: number, query: Float32Array, k: number, filter?: Filter): Hit[] {
  if (k === 0 || !scorer.begin(query)) return []
  const best = new TopK(Math.min(k, size))
  for (let id = 0; id < size; id++) {
    const score = scorer.score(id)
    // The filter is the caller's and may be slow: asked only about what would be kept. Ids rise, so an equal score loses.
    if (score > best.floor && (!filter || filter(id))) best.offer(id, score)
  }
  return best.hits()
}
