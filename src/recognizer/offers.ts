import type { AspectOffer } from './analysis.js'
import type { ContextWords } from './context-words.js'

/** What is known of the aspects, numbered as in the domain; arrays are `[aspects]`. */
export interface AspectTable {
  names: readonly string[]
  /** Mentions in all 긍정 and all 부정 reviews, and the number of those reviews. */
  praised: ArrayLike<number>
  complained: ArrayLike<number>
  positiveReviews: number
  negativeReviews: number
}

/** The same of one item. */
export interface ItemMentions {
  praised: ArrayLike<number>
  complained: ArrayLike<number>
  positiveReviews: number
  negativeReviews: number
}

/** The item's own rate is held towards the rate over all items as if this many reviews of the average item were added. */
const PRIOR_REVIEWS = 15
/** How much of the item's own statistics goes in; chosen by reading the offers of forty films. */
const OWN_WEIGHT = 0.6
const MAX_LIFT = 1.5
/** Every tenfold of mentions over all items: what everybody speaks of comes before what hardly anybody does. Chosen by bench/offers.mjs. */
const COMMON_WEIGHT = 0.5

/**
 * Ranks aspects by how well the query's context words speak of them and by how much more than usual the item's own reviews do. All of
 * them, best first.
 *
 * @param item mentions in the reviews of the item; null where no item is known
 * @param pole 0 부정, 1 긍정; null weighs both alike
 */
export function offerAspects(
  { best, least, ofAspect }: ContextWords,
  table: AspectTable,
  item: ItemMentions | null,
  pole: 0 | 1 | null,
): AspectOffer[] {
  const span = Math.max(best - least, 1e-9)
  const nearness = [...ofAspect].map(([aspect, score]): [number, number] => [aspect, 1 - (best - score) / span])
  const offers = nearness.map(([aspect, near]) => ({
    aspect: table.names[aspect],
    score: near + OWN_WEIGHT * lift(table, item, aspect, pole) + COMMON_WEIGHT * Math.log10(1 + mentions(table, aspect, pole)),
    praised: item?.praised[aspect] ?? 0,
    complained: item?.complained[aspect] ?? 0,
  }))
  return offers.sort((a, b) => b.score - a.score)
}

/** ln of the item's rate of mentions over everybody's, held towards 0 and capped. */
function lift(table: AspectTable, item: ItemMentions | null, aspect: number, pole: 0 | 1 | null): number {
  if (!item) return 0
  const usual = mentions(table, aspect, pole) / Math.max(1, reviews(table, pole))
  if (usual === 0) return 0
  const own = (mentions(item, aspect, pole) + PRIOR_REVIEWS * usual) / (reviews(item, pole) + PRIOR_REVIEWS)
  return Math.max(-MAX_LIFT, Math.min(MAX_LIFT, Math.log(own / usual)))
}

function mentions(of: ItemMentions | AspectTable, aspect: number, pole: 0 | 1 | null): number {
  if (pole === null) return of.praised[aspect] + of.complained[aspect]
  return pole === 1 ? of.praised[aspect] : of.complained[aspect]
}

function reviews(of: ItemMentions | AspectTable, pole: 0 | 1 | null): number {
  if (pole === null) return of.positiveReviews + of.negativeReviews
  return pole === 1 ? of.positiveReviews : of.negativeReviews
}
