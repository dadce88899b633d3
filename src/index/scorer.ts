import { MalgwiError } from '../errors.js'
import { allFinite, type Metric } from './types.js'

/** Scores one query against rows of a matrix, in double precision: both indexes score with it, so their scores are equal. */
export interface Scorer {
  /** 1/‖row‖ of each row, 0 for a row of zeros; null for inner products. */
  readonly inverseNorms: Float64Array | null
  /** Sets the query; false where it has no direction (zeros under cosine). */
  begin(query: Float32Array): boolean
  score(row: number): number
}

/**
 * `vectors` is row-major `[rows, dimensions]`; a row of zeros has cosine 0 with everything.
 * @throws MalgwiError INDEX_BROKEN for a value that is not finite
 */
export function makeScorer(vectors: Float32Array, dimensions: number, metric: Metric): Scorer {
  const inverseNorms = metric === 'cosine' ? inverseRowNorms(vectors, dimensions) : null
  const finite = inverseNorms ? inverseNorms.every(Number.isFinite) : allFinite(vectors)
  if (!finite) throw new MalgwiError('INDEX_BROKEN', 'a vector has a value that is not a finite number')
  const scaled = new Float64Array(dimensions)
  return {
    inverseNorms,
    begin(query) {
      const norm = inverseNorms ? euclideanNorm(query) : 1
      if (norm === 0) return false
      for (let j = 0; j < dimensions; j++) scaled[j] = query[j] / norm
      return true
    },
    score(row) {
      const product = innerProduct(vectors, row * dimensions, scaled)
      return inverseNorms ? product * inverseNorms[row] : product
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

export function euclideanNorm(vector: Float32Array): number {
  let squares = 0
  for (let j = 0; j < vector.length; j++) squares += vector[j] * vector[j]
  return Math.sqrt(squares)
}

function inverseRowNorms(vectors: Float32Array, dimensions: number): Float64Array {
  const inverse = new Float64Array(vectors.length / dimensions)
  for (let row = 0, at = 0; row < inverse.length; row++) {
    let squares = 0
    for (let j = 0; j < dimensions; j++, at++) squares += vectors[at] * vectors[at]
    // NaN where a value is not finite: finite ones of single precision cannot get there by squaring, so one pass checks them too.
    inverse[row] = squares === 0 ? 0 : squares < Number.POSITIVE_INFINITY ? 1 / Math.sqrt(squares) : Number.NaN
  }
  return inverse
}
