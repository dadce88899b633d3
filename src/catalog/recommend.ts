import type { AspectCounts } from './counts.js'
import { type AspectPrior, LEAST_MENTIONS, lowerBound } from './shrink.js'

export interface RankedItem {
  /** Number of the item in the counts. */
  item: number
  /** 긍정 reviews that mention the aspect, and those that are 긍정 or 부정. */
  praised: number
  mentions: number
  /** 5 % quantile of the share of praise, shrunk; in [0, 1]. */
  lowerBound: number
}

/**
 * The items praised most surely for an aspect, best first: by lower bound, then by mentions, then by number. Never one with fewer
 * than LEAST_MENTIONS mentions, nor one praised by fewer than half.
 *
 * @param eligible whether an item may be named: has a title, was not named before
 */
export function recommend(
  counts: AspectCounts,
  priors: readonly AspectPrior[],
  aspect: number,
  options: { eligible: (item: number) => boolean; limit: number },
): RankedItem[] {
  const ranked: RankedItem[] = []
  for (let item = 0; item + 1 < counts.rows.length; item++) {
    for (let entry = counts.rows[item]; entry < counts.rows[item + 1]; entry++) {
      if (counts.columns[entry] !== aspect) continue
      const praised = counts.praised[entry]
      const mentions = praised + counts.complained[entry]
      if (mentions < LEAST_MENTIONS || praised * 2 < mentions || !options.eligible(item)) continue
      ranked.push({ item, praised, mentions, lowerBound: lowerBound(praised, mentions, priors[aspect]) })
    }
  }
  return ranked.sort((a, b) => b.lowerBound - a.lowerBound || b.mentions - a.mentions || a.item - b.item).slice(0, options.limit)
}
