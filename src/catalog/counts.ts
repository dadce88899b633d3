import type { AspectMatcher } from './aspects.js'

/** Class numbers: the order of the movie domain's targets. */
export const COMPLAINED = 0
export const PRAISED = 1
const CLASSES = 3

/** Documents as `TokenisedCorpus` holds them. */
export interface CountedDocuments {
  tokens: ArrayLike<number>
  /** Documents + 1. */
  offsets: ArrayLike<number>
  /** 0 부정, 1 긍정, 2 중립. */
  labels: ArrayLike<number>
  /** Number of each document's item, −1 for none. */
  items: ArrayLike<number>
}

/** What a document says of aspects: calls `found(family, class)` for each that it praises, complains of, or mentions without either. */
export type Teller = (document: number, found: (family: number, label: number) => void) => void

/**
 * How many reviews praise each aspect, complain of it, or mention it without either (neutral). Per item as sparse rows: the
 * entries of item i are [rows[i], rows[i + 1]), ascending by aspect. A review counts once for an aspect, however often it names it.
 */
export interface AspectCounts {
  /** Names of the families. */
  aspects: readonly string[]
  /** `[items + 1]`. */
  rows: Uint32Array
  /** `[entries]`: aspect number, and reviews that mention it. */
  columns: Uint16Array
  praised: Uint16Array
  complained: Uint16Array
  neutral: Uint16Array
  /** `[aspects × 3]`, 부정 긍정 중립: reviews of all items and of none. */
  totals: Uint32Array
  /** `[items × 3]`: reviews of each item by class. */
  reviews: Uint32Array
  /** `[3]`: all reviews by class. */
  allReviews: Uint32Array
}

/** One item's reviews that speak of one aspect. */
export interface AspectTally {
  praised: number
  complained: number
  neutral: number
}

/**
 * Counts what reviews say of aspects; linear in the tokens.
 *
 * @param itemCount numbers in `documents.items` are below it
 * @param tell what a review says of which; by default it feels of all that it mentions as its class says
 */
export function countAspects(
  documents: CountedDocuments,
  matcher: AspectMatcher,
  itemCount: number,
  tell: Teller = byClass(documents, matcher),
): AspectCounts {
  const { offsets, labels, items } = documents
  const size = matcher.families.length
  const totals = new Uint32Array(size * CLASSES)
  const reviews = new Uint32Array(itemCount * CLASSES)
  const allReviews = new Uint32Array(CLASSES)
  const perItem: Uint16Array[] = Array.from({ length: itemCount })
  const seenIn = new Int32Array(size).fill(-1)
  for (let document = 0; document + 1 < offsets.length; document++) {
    const label = labels[document]
    const item = items[document]
    allReviews[label]++
    if (item >= 0) reviews[item * CLASSES + label]++
    tell(document, (family, said) => {
      if (seenIn[family] === document) return
      seenIn[family] = document
      totals[family * CLASSES + said]++
      if (item < 0) return
      perItem[item] ??= new Uint16Array(size * CLASSES)
      perItem[item][family * CLASSES + said]++
    })
  }
  return { aspects: matcher.families.map((family) => family.name), ...sparse(perItem, size), totals, reviews, allReviews }
}

function byClass({ tokens, offsets, labels }: CountedDocuments, matcher: AspectMatcher): Teller {
  return (document, found) => {
    matcher.mentions(tokens, offsets[document], offsets[document + 1], (family) => found(family, labels[document]))
  }
}

function sparse(perItem: readonly (Uint16Array | undefined)[], size: number) {
  const rows = new Uint32Array(perItem.length + 1)
  const entries: number[] = []
  perItem.forEach((dense, item) => {
    for (let family = 0; dense && family < size; family++) {
      const [complained, praised, neutral] = dense.subarray(family * CLASSES, (family + 1) * CLASSES)
      if (complained + praised + neutral > 0) entries.push(family, praised, complained, neutral)
    }
    rows[item + 1] = entries.length / 4
  })
  const column = (at: number): Uint16Array =>
    Uint16Array.from({ length: entries.length / 4 }, (_, entry) => entries[entry * 4 + at])
  return { rows, columns: column(0), praised: column(1), complained: column(2), neutral: column(3) }
}

/** What the reviews of an item say of an aspect; zeros where none mentions it. */
export function tallyOf(counts: AspectCounts, item: number, aspect: number): AspectTally {
  for (let entry = counts.rows[item]; entry < counts.rows[item + 1]; entry++) {
    if (counts.columns[entry] !== aspect) continue
    return { praised: counts.praised[entry], complained: counts.complained[entry], neutral: counts.neutral[entry] }
  }
  return { praised: 0, complained: 0, neutral: 0 }
}

/** All of an item's tallies as dense arrays `[aspects]`. */
export function talliesOf(
  counts: AspectCounts,
  item: number,
): { praised: Uint16Array; complained: Uint16Array; neutral: Uint16Array } {
  const size = counts.aspects.length
  const out = { praised: new Uint16Array(size), complained: new Uint16Array(size), neutral: new Uint16Array(size) }
  for (let entry = counts.rows[item]; entry < counts.rows[item + 1]; entry++) {
    const aspect = counts.columns[entry]
    out.praised[aspect] = counts.praised[entry]
    out.complained[aspect] = counts.complained[entry]
    out.neutral[aspect] = counts.neutral[entry]
  }
  return out
}

/** Reviews of an item, all classes: its popularity. */
export function reviewsOf(counts: AspectCounts, item: number): number {
  return counts.reviews[item * CLASSES] + counts.reviews[item * CLASSES + 1] + counts.reviews[item * CLASSES + 2]
}
