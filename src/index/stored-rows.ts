import { openProducts } from './products.js'
import type { Rows } from './rows.js'
import { euclideanNorm } from './scorer.js'

/** Writes a row as hnswlib is to store it, in single precision, to `target` from `at`. */
export type StoreRow = (target: { [at: number]: number }, at: number, slot: number) => void

/** What hnswlib is given in place of rows and queries. */
export interface Stored {
  /** Values of each. */
  readonly width: number
  row: StoreRow
  /** The array is written anew by the next call; `left` is what the axes leave of the query at norm 1, in squares. */
  query(query: Float32Array): { asked: number[]; left: number }
}

const SMALL_INTEGER = 2 ** 29

/**
 * Rows so that hnswlib's inner product orders them as the metric does. Under cosine, rows of norm 1. Under inner product, rows less a
 * mean m: ⟨q, x − m⟩ = ⟨q, x⟩ − ⟨q, m⟩ orders alike for every query, whatever m is, and the graph, whose links are chosen by inner
 * products too, no longer leads to the few rows that lie furthest along a direction that all share.
 *
 * Queries are of one norm, since only the order of the products counts, so they cannot overflow single precision; and of small integers,
 * which V8 keeps in the array itself, so that they cross to native code without an allocation a value.
 *
 * @param mean of the rows that were there when the graph was built, `meanOf`; null under cosine
 * @param axes row-major `[width, dimensions]`: rows and queries are their products with these; without, they are whole
 */
export function storedAs(rows: Rows, mean: Float64Array | null, axes?: Float32Array): Stored {
  const { dimensions } = rows
  const whole: StoreRow = (target, at, slot) => {
    const { vectors, inverseNorms } = rows
    const from = slot * dimensions
    if (inverseNorms) for (let j = 0; j < dimensions; j++) target[at + j] = vectors[from + j] * inverseNorms[slot]
    else for (let j = 0; j < dimensions; j++) target[at + j] = vectors[from + j] - mean![j]
  }
  if (!axes) {
    const asked = new Array<number>(dimensions).fill(0)
    return {
      width: dimensions,
      row: whole,
      query(query) {
        const scale = SMALL_INTEGER / (euclideanNorm(query) || 1)
        for (let j = 0; j < dimensions; j++) asked[j] = Math.round(query[j] * scale) | 0
        return { asked, left: 0 }
      },
    }
  }
  const products = openProducts(axes, dimensions)
  const width = products.rows
  const vector = new Float32Array(dimensions)
  const asked = new Array<number>(width).fill(0)
  return {
    width,
    row(target, at, slot) {
      whole(vector, 0, slot)
      const components = products.of(vector)
      for (let j = 0; j < width; j++) target[at + j] = components[j]
    },
    query(query) {
      const scale = 1 / (euclideanNorm(query) || 1)
      for (let j = 0; j < dimensions; j++) vector[j] = query[j] * scale
      const components = products.of(vector)
      for (let j = 0; j < width; j++) asked[j] = Math.round(components[j] * SMALL_INTEGER) | 0
      return { asked, left: squares(vector) - squares(components) }
    },
  }
}

function squares(vector: Float32Array): number {
  let sum = 0
  for (let j = 0; j < vector.length; j++) sum += vector[j] * vector[j]
  return sum
}

/** Summed in the order of the rows, so that the same vectors give the same mean to the last bit when a graph is opened. */
export function meanOf({ vectors, dimensions, slots, metric }: Rows): Float64Array | null {
  if (metric === 'cosine') return null
  const mean = new Float64Array(dimensions)
  for (let at = 0; at < slots * dimensions; at += dimensions) {
    for (let j = 0; j < dimensions; j++) mean[j] += vectors[at + j]
  }
  return mean.map((sum) => sum / (slots || 1))
}
