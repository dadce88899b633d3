/** Writes a row as hnswlib is to store it, in single precision, to `target` from `at`. */
export type StoreRow = (target: Float32Array, at: number, row: number) => void

/**
 * What hnswlib is given in place of a row-major `[rows, dimensions]` matrix, so that its inner product orders them as the metric does.
 * Under cosine (with `inverseNorms`), rows of norm 1. Under inner product, rows less their mean m: ⟨q, x − m⟩ = ⟨q, x⟩ − ⟨q, m⟩ orders
 * alike for every query, and the graph, whose links are chosen by inner products too, no longer leads to the few rows that lie
 * furthest along a direction that all share.
 */
export function storedRows(vectors: Float32Array, dimensions: number, inverseNorms: Float64Array | null): StoreRow {
  if (inverseNorms) {
    return (target, at, row) => {
      const factor = inverseNorms[row]
      for (let j = 0, from = row * dimensions; j < dimensions; j++) target[at + j] = vectors[from + j] * factor
    }
  }
  const mean = meanRow(vectors, dimensions)
  return (target, at, row) => {
    for (let j = 0, from = row * dimensions; j < dimensions; j++) target[at + j] = vectors[from + j] - mean[j]
  }
}

/** Summed in the order of the rows, so that the same vectors give the same mean to the last bit when a graph is opened. */
function meanRow(vectors: Float32Array, dimensions: number): Float64Array {
  const mean = new Float64Array(dimensions)
  for (let at = 0; at < vectors.length; at += dimensions) {
    for (let j = 0; j < dimensions; j++) mean[j] += vectors[at + j]
  }
  return mean.map((sum) => (sum * dimensions) / vectors.length)
}
