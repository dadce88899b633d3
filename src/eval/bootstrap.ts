import { randomStream } from '../nlp/encoder/random.js'

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
  return intervalOfStatistic(draws, (draw) => {
    let [sum, count] = [0, 0]
    for (let i = 0; i < draw.length; i++) {
      const value = values[draw[i]]
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    return sum / count
  })
}

/** The percentile interval of 95 % of any statistic of a draw; draws that it gives NaN are left out, and without others both ends are NaN. */
export function intervalOfStatistic(draws: readonly Uint32Array[], statistic: (draw: Uint32Array) => number): Interval {
  const found = Float64Array.from(draws, statistic)
    .filter((value) => !Number.isNaN(value))
    .sort()
  if (found.length === 0) return [Number.NaN, Number.NaN]
  const at = (share: number): number => found[Math.min(found.length - 1, Math.floor(share * found.length))]
  return [at(TAIL), at(1 - TAIL)]
}

export interface MeanWithInterval {
  /** Null where no thing has a value: JSON has no NaN. */
  mean: number | null
  /** Of 95 %. */
  interval: Interval | null
}

/** The mean of the values that are numbers, with its interval. */
export function meanWithInterval(values: ArrayLike<number>, draws: readonly Uint32Array[]): MeanWithInterval {
  return { mean: orNull(meanOf(values)), interval: intervalOrNull(intervalOf(values, draws)) }
}

export const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

export const intervalOrNull = (interval: Interval): Interval | null => (interval.every(Number.isFinite) ? interval : null)
