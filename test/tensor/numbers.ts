import type { Tensor } from '#src/nlp/tensor/engine.js'
import type { Float } from '#src/nlp/tensor/graph.js'

/** Uniform numbers in (−1, 1) that depend on the seed alone (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1
  }
}

export const sizeOf = (dims: readonly number[]): number => dims.reduce((product, dim) => product * dim, 1)

export function real(dims: readonly number[], next: (i: number) => number, float: Float = 'float64'): Tensor {
  const numbers = Array.from({ length: sizeOf(dims) }, (_, i) => next(i))
  return { dtype: float, dims, data: float === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers) }
}

export function integers(dims: readonly number[], next: (i: number) => number): Tensor {
  return { dtype: 'int64', dims, data: BigInt64Array.from({ length: sizeOf(dims) }, (_, i) => BigInt(next(i))) }
}

export const numbersOf = (tensor: Tensor): number[] => Array.from(tensor.data as ArrayLike<number | bigint>, Number)

export const largest = (numbers: readonly number[]): number => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

/** The largest difference between two lists, as a share of the largest number of the second. */
export function relativeError(got: readonly number[], expected: readonly number[]): number {
  if (got.length !== expected.length) throw new Error(`${got.length} numbers against ${expected.length}`)
  return largest(got.map((value, i) => value - expected[i])) / (largest(expected) || 1)
}
