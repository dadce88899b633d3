import type { Rows } from './rows.js'

/** Writes a row as hnswlib is to store it, in single precision, to `target` from `at`. */
export type StoreRow = (target: { [at: number]: number }, at: number, slot: number) => void

/**
 * What hnswlib is given in place of the rows, so that its inner product orders them as the metric does. Under cosine, rows of norm 1.
 * Under inner product, rows less a mean m: ⟨q, x − m⟩ = ⟨q, x⟩ − ⟨q, m⟩ orders alike for every query, whatever m is, and the graph,
 * whose links are chosen by inner products too, no longer leads to the few rows that lie furthest along a direction that all share.
 *
 * @param mean of the rows that were there when the graph was built, `meanOf`; null under cosine
 */
export function storedRows(rows: Rows, mean: Float64Array | null): StoreRow {
  const { dimensions } = rows
  return (target, at, slot) => {
    const { vectors, inverseNorms } = rows
    const from = slot * dimensions
    if (inverseNorms) for (let j = 0; j < dimensions; j++) target[at + j] = vectors[from + j] * inverseNorms[slot]
    else for (let j = 0; j < dimensions; j++) target[at + j] = vectors[from + j] - mean![j]
  }
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
