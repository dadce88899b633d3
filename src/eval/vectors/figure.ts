import { type MeanWithInterval, meanWithInterval, resamples } from '../bootstrap.js'

/** A mean over items (words, pairs of words) with its bootstrap interval over them. */
export interface Figure extends MeanWithInterval {
  /** Items that have a value. */
  count: number
}

/** @param values NaN where an item has none */
export function figureOf(values: Float64Array, seed: number): Figure {
  const count = values.filter((value) => !Number.isNaN(value)).length
  return { ...meanWithInterval(values, resamples(values.length, seed)), count }
}

/** The mean of what one set of vectors has above another on the items that both have a value for. */
export function differenceOf(values: Float64Array, others: Float64Array, seed: number): Figure {
  return figureOf(
    values.map((value, item) => value - others[item]),
    seed,
  )
}
