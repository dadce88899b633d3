import { innerProduct } from '../../index/scorer.js'
import { spearman } from '../../nlp/explain/faithfulness/ranks.js'
import { type Interval, intervalOfStatistic, intervalOrNull, orNull, resamples } from '../bootstrap.js'
import type { MarkedLists } from './lists.js'
import { type VectorSet, vectorOf } from './sets.js'

export interface Correlation {
  /** Spearman's ρ; null where fewer than two pairs are known or all are alike. */
  rho: number | null
  interval: Interval | null
}

export interface SimilarityFigures extends Correlation {
  pairs: number
  /** Pairs of which both words are known; the others are left out. */
  known: number
}

/** The cosine of each pair of the list; NaN where a word is unknown. */
export function cosines(set: VectorSet, { similarity }: MarkedLists): Float64Array {
  return Float64Array.from(similarity, ({ words }) => {
    const [a, b] = words.map((word) => set.rowOf.get(word))
    if (a === undefined || b === undefined) return Number.NaN
    const [x, y] = [vectorOf(set, a), vectorOf(set, b)]
    const norms = Math.sqrt(innerProduct(x, 0, x) * innerProduct(y, 0, y))
    return norms > 0 ? innerProduct(x, 0, y) / norms : 0
  })
}

/** The correlation of cosines and scores over the pairs that have a cosine. */
export function similarityFigures({ similarity }: MarkedLists, found: Float64Array, seed: number): SimilarityFigures {
  const known = knownOf([found])
  const rho = (draw: ArrayLike<number>): number => rhoOf(similarity, found, known, draw)
  return { pairs: found.length, known: known.length, ...correlation(known.length, rho, seed) }
}

/** What ρ of one set of vectors has above another's, over the pairs that both know. */
export function similarityDifference(
  { similarity }: MarkedLists,
  found: Float64Array,
  others: Float64Array,
  seed: number,
): Correlation {
  const known = knownOf([found, others])
  const difference = (draw: ArrayLike<number>): number =>
    rhoOf(similarity, found, known, draw) - rhoOf(similarity, others, known, draw)
  return correlation(known.length, difference, seed)
}

function correlation(count: number, statistic: (draw: ArrayLike<number>) => number, seed: number): Correlation {
  const all = Array.from({ length: count }, (_, at) => at)
  return { rho: orNull(statistic(all)), interval: intervalOrNull(intervalOfStatistic(resamples(count, seed), statistic)) }
}

function knownOf(found: readonly Float64Array[]): number[] {
  return Array.from(found[0].keys()).filter((pair) => found.every((values) => !Number.isNaN(values[pair])))
}

function rhoOf(pairs: MarkedLists['similarity'], found: Float64Array, known: readonly number[], draw: ArrayLike<number>): number {
  const drawn = Array.from(draw, (at) => known[at])
  return spearman(
    drawn.map((pair) => found[pair]),
    drawn.map((pair) => pairs[pair].score),
  )
}
