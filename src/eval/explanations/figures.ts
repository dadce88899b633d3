import { type Interval, meanOf, meanWithInterval, orNull } from '../bootstrap.js'
import { ERASURES } from './erase.js'

/** A mean over reviews; null where no review has the value. */
export interface Figure {
  mean: number | null
  /** Of 95 %, by the bootstrap over reviews. */
  interval: Interval | null
  /** Reviews that have it. */
  count: number
  /** The mean difference to random on the same reviews, with its interval; random itself has none. */
  overRandom?: { mean: number | null; interval: Interval | null }
  /** As a multiple of random's mean. */
  timesRandom?: number | null
}

export type ErasedFigures = Record<(typeof ERASURES)[number], Figure>

/** What is measured of each review, one value a review in each. */
export interface Values {
  comprehensiveness: Record<(typeof ERASURES)[number], Float64Array>
  sufficiency: Record<(typeof ERASURES)[number], Float64Array>
  flips: Float64Array
  kendall: Float64Array
  milliseconds: Float64Array
}

export interface MethodFigures {
  comprehensiveness: ErasedFigures
  sufficiency: ErasedFigures
  /** Share of the reviews that are read as another class without their hottest word. */
  flips: Figure
  /** τ-b with occlusion. */
  kendall: Figure
  milliseconds: Figure
}

export function emptyValues(count: number): Values {
  const none = (): Float64Array => new Float64Array(count).fill(Number.NaN)
  const erased = () => Object.fromEntries(ERASURES.map((name) => [name, none()])) as Values['sufficiency']
  return { comprehensiveness: erased(), sufficiency: erased(), flips: none(), kendall: none(), milliseconds: none() }
}

function figureOf(values: Float64Array, random: Float64Array | undefined, draws: readonly Uint32Array[]): Figure {
  const figure = { ...meanWithInterval(values, draws), count: values.filter((value) => !Number.isNaN(value)).length }
  if (!random) return figure
  const difference = values.map((value, i) => value - random[i])
  return { ...figure, overRandom: meanWithInterval(difference, draws), timesRandom: orNull(meanOf(values) / meanOf(random)) }
}

/**
 * Means over reviews with their intervals, beside random.
 *
 * @param random none for random itself
 * @param draws numbers of reviews, the same for all methods, so that they are compared in pairs
 */
export function figuresOf(values: Values, random: Values | undefined, draws: readonly Uint32Array[]): MethodFigures {
  const erased = (side: 'comprehensiveness' | 'sufficiency') =>
    Object.fromEntries(ERASURES.map((name) => [name, figureOf(values[side][name], random?.[side][name], draws)])) as ErasedFigures
  return {
    comprehensiveness: erased('comprehensiveness'),
    sufficiency: erased('sufficiency'),
    flips: figureOf(values.flips, random?.flips, draws),
    kendall: figureOf(values.kendall, random?.kendall, draws),
    milliseconds: figureOf(values.milliseconds, undefined, draws),
  }
}
