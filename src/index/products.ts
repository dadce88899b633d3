import { openKernel, PAGE } from './kernel.js'
import { countRows } from './types.js'

/** Inner products of a query with every row of a matrix: for who needs them all, and ten times as fast as a scan in JavaScript. */
export interface Products {
  readonly rows: number
  /** Single precision, in the order of the rows; the array is written anew by the next call. */
  of(query: Float32Array): Float32Array
}

const LANES = 4

/**
 * Copies row-major `[rows, dimensions]` vectors into the memory of a SIMD kernel.
 * @throws MalgwiError INDEX_BROKEN for a matrix that is not whole
 */
export function openProducts(vectors: Float32Array, dimensions: number): Products {
  const rows = countRows(vectors, dimensions)
  const width = Math.ceil(dimensions / LANES) * LANES
  const padded = Math.ceil(rows / LANES) * LANES
  const query = rows * width
  const out = query + width
  const { memory, kernel } = openKernel(Math.ceil(((out + padded) * 4) / PAGE))
  const floats = new Float32Array(memory.buffer)
  if (width === dimensions) floats.set(vectors)
  else for (let row = 0; row < rows; row++) floats.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), row * width)
  const result = floats.subarray(out, out + rows)
  return {
    rows,
    of(wanted) {
      floats.set(wanted, query)
      kernel.products(0, rows, width, query * 4, out * 4)
      return result
    },
  }
}
