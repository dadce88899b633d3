import { fromHalf } from '../../tensor/half.js'
import type { PooledFeatures } from './pooled.js'

/** Columns of features are trained on as (value − mean) · scale. */
export interface Scaling {
  means: Float32Array
  scales: Float32Array
}

/** Documents that are looked at for it. */
const SAMPLE = 50_000
/** A column that hardly varies is not blown up, nor the rounding of half precision (2⁻¹¹ of a value) in one far from zero. */
const LEAST_DEVIATION = 1e-3
const LEAST_SHARE_OF_MEAN = 2 ** -6

/** Means, and one over the standard deviations, of the columns over some rows. */
export function scalingOf({ rows, width }: PooledFeatures, among: Uint32Array): Scaling {
  const stride = Math.max(1, Math.floor(among.length / SAMPLE))
  const sums = new Float64Array(width)
  const squares = new Float64Array(width)
  let count = 0
  for (let i = 0; i < among.length; i += stride, count++) {
    const row = fromHalf(rows.subarray(among[i] * width, (among[i] + 1) * width))
    for (let k = 0; k < width; k++) {
      sums[k] += row[k]
      squares[k] += row[k] * row[k]
    }
  }
  const means = Float32Array.from(sums, (sum) => sum / Math.max(1, count))
  const deviation = (k: number): number => Math.sqrt(Math.max(0, squares[k] / Math.max(1, count) - means[k] ** 2))
  const least = (k: number): number => Math.max(LEAST_DEVIATION, Math.abs(means[k]) * LEAST_SHARE_OF_MEAN)
  return { means, scales: Float32Array.from(means, (_, k) => 1 / Math.max(least(k), deviation(k))) }
}

/**
 * The same layer on features as they are: (x − m)·s·W + b = x·(s·W) + (b − m·s·W).
 *
 * @param w [K, N] and b [N], of a layer on scaled features
 */
export function unscaled(w: Float32Array, b: Float32Array, { means, scales }: Scaling): { w: Float32Array; b: Float32Array } {
  const units = b.length
  const rows = w.map((value, i) => value * scales[Math.floor(i / units)])
  const bias = Float64Array.from(b)
  for (let i = 0; i < rows.length; i++) bias[i % units] -= means[Math.floor(i / units)] * rows[i]
  return { w: rows, b: Float32Array.from(bias) }
}
