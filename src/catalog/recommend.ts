import { type AspectCounts, COMPLAINED, PRAISED } from './counts.js'
import { type AspectPrior, fitWholePrior, LEAST_MENTIONS, lowerBound } from './shrink.js'

export interface RankedItem {
  /** Number of the item in the counts. */
  item: number
  /** 긍정 reviews (that mention the aspect, where one is asked for), and those that are 긍정 or 부정. */
  praised: number
  mentions: number
  /** 5 % quantile of the share of praise, shrunk; in [0, 1]. */
  lowerBound: number
}

/** Fewest 긍정 and 부정 reviews of an item that is recommended on the whole. */
export const LEAST_REVIEWS = 20

/**
 * The items praised most surely for an aspect, best first: by lower bound, then by mentions, then by number. Never one with fewer
 * than LEAST_MENTIONS mentions, nor one praised by fewer than half.
 */
export function rankForAspect(counts: AspectCounts, priors: readonly AspectPrior[], aspect: number): RankedItem[] {
  const ranked: RankedItem[] = []
  for (let item = 0; item + 1 < counts.rows.length; item++) {
    for (let entry = counts.rows[item]; entry < counts.rows[item + 1]; entry++) {
      if (counts.columns[entry] !== aspect) continue
      const praised = counts.praised[entry]
      const mentions = praised + counts.complained[entry]
      if (mentions < LEAST_MENTIONS || praised * 2 < mentions) continue
      ranked.push({ item, praised, mentions, lowerBound: lowerBound(praised, mentions, priors[aspect]) })
    }
  }
  return ranked.sort(bestFirst)
}

/** The items praised most surely on the whole, best first; never one with fewer than LEAST_REVIEWS, nor one praised by fewer than half. */
export function rankOnTheWhole(counts: AspectCounts): RankedItem[] {
  const prior = fitWholePrior(counts, LEAST_REVIEWS)
  const ranked: RankedItem[] = []
  for (let item = 0; item + 1 < counts.rows.length; item++) {
    const praised = counts.reviews[item * 3 + PRAISED]
    const mentions = praised + counts.reviews[item * 3 + COMPLAINED]
    if (mentions < LEAST_REVIEWS || praised * 2 < mentions) continue
    ranked.push({ item, praised, mentions, lowerBound: lowerBound(praised, mentions, prior) })
  }
  return ranked.sort(bestFirst)
}

const bestFirst = (a: RankedItem, b: RankedItem): number =>
  b.lowerBound - a.lowerBound || b.mentions - a.mentions || a.item - b.item

/** The best of a ranking that may be named. */
export function firstEligible<Ranked extends { item: number }>(
  ranking: readonly Ranked[],
  { eligible, limit }: { eligible: (item: number) => boolean; limit: number },
): Ranked[] {
  const chosen: Ranked[] = []
  for (const ranked of ranking) {
    if (chosen.length >= limit) break
    if (eligible(ranked.item)) chosen.push(ranked)
  }
  return chosen
}
