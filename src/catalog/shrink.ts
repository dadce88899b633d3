import { betaQuantile } from './beta.js'
import { type AspectCounts, COMPLAINED, PRAISED } from './counts.js'

/** What is believed of an aspect's share of praise before an item's own reviews: Beta(mean · strength, (1 − mean) · strength). */
export interface AspectPrior {
  /** Share of praise among all reviews that praise or complain. */
  mean: number
  /** In reviews: as many of the item's own weigh as much as the average does. */
  strength: number
}

/** Fewest mentions that anything is said about. */
export const LEAST_MENTIONS = 5
/** Strength where too few items speak of an aspect to fit it, and what a fit is kept between. */
const DEFAULT_STRENGTH = 8
const STRENGTHS = [2, 50] as const
const ITEMS_TO_FIT = 20
/** The lower bound is this quantile of the posterior: in 95 of 100 cases the share is above it. */
const LOWER_QUANTILE = 0.05

/**
 * Fits each aspect's prior to its counts: the mean is the aspect's average, the strength comes from how much the shares of items
 * differ beyond chance (method of moments for the beta-binomial; Kleinman 1973), over items with LEAST_MENTIONS mentions or more.
 */
export function fitPriors(counts: AspectCounts): AspectPrior[] {
  const sums = counts.aspects.map(() => ({ items: 0, mentions: 0, deviation: 0 }))
  const means = counts.aspects.map((_, aspect) => {
    const [complained, praised] = [counts.totals[aspect * 3 + COMPLAINED], counts.totals[aspect * 3 + PRAISED]]
    // One praise and one complaint more: an aspect nobody speaks of is praised by half.
    return (praised + 1) / (praised + complained + 2)
  })
  for (let entry = 0; entry < counts.columns.length; entry++) {
    const mentions = counts.praised[entry] + counts.complained[entry]
    if (mentions < LEAST_MENTIONS) continue
    const aspect = counts.columns[entry]
    const sum = sums[aspect]
    sum.items++
    sum.mentions += mentions
    sum.deviation += mentions * (counts.praised[entry] / mentions - means[aspect]) ** 2
  }
  return means.map((mean, aspect) => ({ mean, strength: strengthOf(mean, sums[aspect]) }))
}

// E[Σ n (share − mean)²] = mean (1 − mean) (items + ρ (mentions − items)): with ρ the correlation within an item, strength = 1/ρ − 1.
function strengthOf(mean: number, sum: { items: number; mentions: number; deviation: number }): number {
  if (sum.items < ITEMS_TO_FIT) return DEFAULT_STRENGTH
  const correlation = (sum.deviation / (mean * (1 - mean)) - sum.items) / (sum.mentions - sum.items)
  const [least, most] = STRENGTHS
  return correlation <= 0 ? most : Math.min(most, Math.max(least, 1 / correlation - 1))
}

/** The same for an item's reviews as a whole, over the items with at least so many that are 긍정 or 부정. */
export function fitWholePrior({ allReviews, reviews }: AspectCounts, least: number): AspectPrior {
  const mean = (allReviews[PRAISED] + 1) / (allReviews[PRAISED] + allReviews[COMPLAINED] + 2)
  const sum = { items: 0, mentions: 0, deviation: 0 }
  for (let at = 0; at < reviews.length; at += 3) {
    const mentions = reviews[at + PRAISED] + reviews[at + COMPLAINED]
    if (mentions < least) continue
    sum.items++
    sum.mentions += mentions
    sum.deviation += mentions * (reviews[at + PRAISED] / mentions - mean) ** 2
  }
  return { mean, strength: strengthOf(mean, sum) }
}

/** The share of praise, shrunk towards the aspect's average: the posterior mean. */
export function shrink(praised: number, mentions: number, prior: AspectPrior): number {
  return (praised + prior.mean * prior.strength) / (mentions + prior.strength)
}

/** What the share of praise is above in 95 of 100 cases: the 5 % quantile of the posterior. In [0, 1]. */
export function lowerBound(praised: number, mentions: number, prior: AspectPrior): number {
  const a = praised + prior.mean * prior.strength
  const b = mentions - praised + (1 - prior.mean) * prior.strength
  return betaQuantile(LOWER_QUANTILE, a, b)
}
