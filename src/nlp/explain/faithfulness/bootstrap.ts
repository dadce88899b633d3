import { randomStream } from '../../encoder/random.js'

export type Interval = [low: number, high: number]

const RESAMPLES = 1000
const TAIL = 0.025

/**
 * Numbers of `count` things drawn with replacement, `times` over (Efron 1979). Measures that are resampled by the same draws are compared
 * in pairs: what makes one thing hard for all of them falls out of their difference.
 */
export function resamples(count: number, seed: number, times = RESAMPLES): Uint32Array[] {
  return Array.from({ length: times }, (_, t) => {
    const random = randomStream(seed, t)
    return Uint32Array.from({ length: count }, () => Math.floor(random() * count))
  })
}

/** The mean of the values that are numbers; NaN where none is. */
export function meanOf(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0]
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue
    sum += values[i]
    count++
  }
  return sum / count
}

/**
 * The percentile interval of 95 % of the mean of those values that are numbers (Efron & Tibshirani 1993, section 13.3).
 *
 * @param values NaN where a thing has none, [count]
 * @param draws of numbers below count
 */
export function intervalOf(values: ArrayLike<number>, draws: readonly Uint32Array[]): Interval {
  const means = Float64Array.from(draws, (draw) => {
    let [sum, count] = [0, 0]
    for (let i = 0; i < draw.length; i++) {
      const value = values[draw[i]]
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    return sum / count
  })
    .filter((mean) => !Number.isNaN(mean))
    .sort()
  if (means.length === 0) return [Number.NaN, Number.NaN]
  const at = (share: number): number => means[Math.min(means.length - 1, Math.floor(share * means.length))]
  return [at(TAIL), at(1 - TAIL)]
}
