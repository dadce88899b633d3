import { MalgwiError } from '../errors.js'

export type Metric = 'cosine' | 'ip'
export type Filter = (id: number) => boolean

export interface Hit {
  /** Row of the vector in the matrix the index was made from. */
  id: number
  /** Cosine in [-1, 1] or inner product; higher is nearer. */
  score: number
}

/** What every index answers, whatever finds the neighbours. */
export interface VectorIndex {
  readonly size: number
  readonly dimensions: number
  readonly metric: Metric
  /**
   * The `k` nearest ids that pass `filter`, best first, ties by id; all of them where there are fewer. A query of zeros has no
   * direction, so under cosine it has no neighbours either.
   * @throws MalgwiError INDEX_QUERY for a query of another length or with a value that is not finite, or a `k` that is no count
   */
  search(query: Float32Array, k: number, filter?: Filter): Hit[]
}

/** Refuses what no index can answer. Both indexes ask here, so that they refuse alike. */
export function checkQuery(query: Float32Array, k: number, dimensions: number): void {
  if (query.length !== dimensions) {
    throw new MalgwiError('INDEX_QUERY', `it holds vectors of ${dimensions} values, the query has ${query.length}`)
  }
  if (!allFinite(query)) throw new MalgwiError('INDEX_QUERY', 'the query has a value that is not a finite number')
  if (!(Number.isInteger(k) && k >= 0)) throw new MalgwiError('INDEX_QUERY', `k is ${k}, and must be a whole number from 0 up`)
}

/**
 * Number of rows of a matrix, row-major `[rows, dimensions]`.
 * @throws MalgwiError INDEX_BROKEN where it is no whole number
 */
export function countRows(vectors: Float32Array, dimensions: number): number {
  if (!(Number.isInteger(dimensions) && dimensions > 0 && vectors.length % dimensions === 0)) {
    throw new MalgwiError('INDEX_BROKEN', `${vectors.length} values are no whole number of vectors of ${dimensions}`)
  }
  return vectors.length / dimensions
}

export function allFinite(values: Float32Array): boolean {
  // x − x is 0 for a finite x and NaN for the others: no branch in the loop, which runs over whole matrices at start.
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i]
  return sum === 0
}
