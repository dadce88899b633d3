import type { StoreRow } from './stored-rows.js'

/** Rows that the moments are taken of, evenly: more of them move the axes by less than anybody could find. */
const SAMPLE = 20_000
/** Jacobi's sweeps end when what is off the diagonal is so small beside it, in squares; ten are plenty for a thousand dimensions. */
const NEGLIGIBLE = 1e-20
const MOST_SWEEPS = 30

/**
 * Principal axes of the rows as they are stored, `[dimensions, dimensions]`, row-major, the one that most of their squares lie along
 * first: what is left of inner products when later ones are dropped is the most that so many axes can keep (about the origin, not the
 * mean: it is products that have to be kept). The same rows give the same axes to the last bit.
 */
export function principalAxes(store: StoreRow, slots: number, dimensions: number): Float32Array {
  const { values, vectors } = eigen(secondMoments(store, slots, dimensions), dimensions)
  const order = [...values.keys()].sort((a, b) => values[b] - values[a])
  const axes = new Float32Array(dimensions * dimensions)
  for (const [at, axis] of order.entries()) {
    axes.set(vectors.subarray(axis * dimensions, (axis + 1) * dimensions), at * dimensions)
  }
  return axes
}

/** Σ x xᵀ over a sample of the rows. */
function secondMoments(store: StoreRow, slots: number, dimensions: number): Float64Array {
  const moments = new Float64Array(dimensions * dimensions)
  const row = new Float64Array(dimensions)
  const step = Math.max(1, Math.ceil(slots / SAMPLE))
  for (let slot = 0; slot < slots; slot += step) {
    store(row, 0, slot)
    for (let i = 0; i < dimensions; i++) {
      for (let j = i, at = i * dimensions + i; j < dimensions; j++, at++) moments[at] += row[i] * row[j]
    }
  }
  for (let i = 0; i < dimensions; i++) for (let j = 0; j < i; j++) moments[i * dimensions + j] = moments[j * dimensions + i]
  return moments
}

/**
 * Eigenvalues of a symmetric matrix and, as rows, its eigenvectors, by Jacobi's rotations (Golub and Van Loan, Matrix Computations,
 * 8.5): slower than others, and short, exact and without a choice that depends on the machine. The matrix is overwritten.
 */
function eigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const vectors = new Float64Array(n * n)
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1
  for (let sweep = 0; sweep < MOST_SWEEPS && !isDiagonal(matrix, n); sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = matrix[p * n + q]
        if (off === 0) continue
        const tau = (matrix[q * n + q] - matrix[p * n + p]) / (2 * off)
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau))
        const c = 1 / Math.sqrt(1 + t * t)
        rotateColumns(matrix, n, p, q, c, t * c)
        rotateRows(matrix, n, p, q, c, t * c)
        rotateRows(vectors, n, p, q, c, t * c)
      }
    }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => matrix[i * n + i]), vectors }
}

function isDiagonal(matrix: Float64Array, n: number): boolean {
  let on = 0
  let off = 0
  for (let i = 0; i < n; i++) {
    on += matrix[i * n + i] ** 2
    for (let j = i + 1; j < n; j++) off += matrix[i * n + j] ** 2
  }
  return off <= NEGLIGIBLE * on
}

function rotateRows(matrix: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0, a = p * n, b = q * n; k < n; k++, a++, b++) {
    const x = matrix[a]
    const y = matrix[b]
    matrix[a] = c * x - s * y
    matrix[b] = s * x + c * y
  }
}

function rotateColumns(matrix: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let a = p, b = q; a < n * n; a += n, b += n) {
    const x = matrix[a]
    const y = matrix[b]
    matrix[a] = c * x - s * y
    matrix[b] = s * x + c * y
  }
}
