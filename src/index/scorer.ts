import type { Rows } from './rows.js'

/** Scores one query against rows, in double precision: every local index scores with it, so their scores are equal. */
export interface Scorer {
  /** Sets the query; false where it has no direction (zeros under cosine). */
  begin(query: Float32Array): boolean
  score(slot: number): number
}

/** A row of zeros has cosine 0 with everything. */
export function makeScorer(rows: Rows): Scorer {
  const { dimensions, metric } = rows
  const scaled = new Float64Array(dimensions)
  return {
    begin(query) {
      const norm = metric === 'cosine' ? euclideanNorm(query) : 1
      if (norm === 0) return false
      for (let j = 0; j < dimensions; j++) scaled[j] = query[j] / norm
      return true
    },
    score(slot) {
      const product = innerProduct(rows.vectors, slot * dimensions, scaled)
      return rows.inverseNorms ? product * rows.inverseNorms[slot] : product
    },
  }
}

/** Σ vectors[start + j] · query[j], in double precision. */
export function innerProduct(vectors: Float32Array, start: number, query: Float32Array | Float64Array): number {
  const dimensions = query.length
  const whole = dimensions - (dimensions % 4)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let j = 0; j < whole; j += 4) {
    a += vectors[start + j] * query[j]
    b += vectors[start + j + 1] * query[j + 1]
    c += vectors[start + j + 2] * query[j + 2]
    d += vectors[start + j + 3] * query[j + 3]
  }
  for (let j = whole; j < dimensions; j++) a += vectors[start + j] * query[j]
  return a + b + (c + d)
}

export function euclideanNorm(vector: Float32Array | Float64Array): number {
  let squares = 0
  for (let j = 0; j < vector.length; j++) squares += vector[j] * vector[j]
  return Math.sqrt(squares)
}
