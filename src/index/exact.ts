import { saveIndex } from './index-file.js'
import { Rows } from './rows.js'
import { openScan } from './scan.js'
import { makeScorer } from './scorer.js'
import { checkAdded, checkQuery, type LocalIndex, type Metric } from './types.js'

/**
 * A scan over row-major `[rows, dimensions]` vectors by a SIMD kernel, which has a copy of them: exact, so it is what the others are
 * measured against, and as fast as a graph up to the size that `chooseIndex` knows.
 * @throws MalgwiError INDEX_BROKEN for a matrix that is not whole or not finite
 */
export function exactIndex(vectors: Float32Array, dimensions: number, metric: Metric): LocalIndex {
  return exactOver(new Rows(vectors, dimensions, metric))
}

export function exactOver(rows: Rows): LocalIndex {
  const { dimensions, metric } = rows
  const scan = openScan(rows, makeScorer(rows))
  return {
    dimensions,
    metric,
    get size() {
      return rows.size
    },
    search(query, k, filter) {
      checkQuery(query, k, dimensions)
      return scan.search(query, k, filter)
    },
    add(ids, added) {
      checkAdded(ids, added, dimensions)
      for (const [at, id] of ids.entries()) {
        scan.changed(rows.put(id, added.subarray(at * dimensions, (at + 1) * dimensions)))
      }
    },
    remove: (ids) => ids.filter((id) => rows.drop(id) >= 0).length,
    save: (path) => saveIndex(path, { rows }),
  }
}
