import { labelOf, type Scale } from '../corpus/review.js'
import { NEGATIVE, POSITIVE } from '../nlp/encoder/calibrate.js'
import { randomStream, shuffle } from '../nlp/encoder/random.js'

export interface Flipped {
  /** With the flipped ones in their places. */
  ratings: Float32Array
  labels: Uint8Array
  /** Numbers of the reviews whose rating was flipped, ascending. */
  flips: Uint32Array
}

/** How well a ranking finds what was flipped. Whatever else is wrong among the reviews counts as a miss. */
export interface FlipFigures {
  flips: number
  /** Share of flipped ones among the first so many. */
  precisionAt: Record<number, number>
  /** Share of the flipped ones that stand among the first as many as were flipped; precision is the same there. */
  recall: number
  /** Mean, over the flipped ones, of the precision at their places. */
  averagePrecision: number
}

const FLIP_STREAM = 7
const DEPTHS = [100, 1_000] as const

/** The rating as far from the other end: 1 → 10; where that is 중립, the nearest one of the opposite label: 4 → 9. */
export function mirrored(rating: number, scale: Scale): number {
  const [lowest, highest] = scale.split('-').map(Number)
  const opposite = labelOf(rating, scale) === NEGATIVE ? POSITIVE : NEGATIVE
  const step = opposite === POSITIVE ? 1 : -1
  let mirror = lowest + highest - rating
  while (labelOf(mirror, scale) !== opposite) mirror += step
  return mirror
}

/** Flips the ratings of a share of the reviews that are rated 부정 or 긍정, drawn by the seed. */
export function flipRatings(
  { ratings, labels, scale }: { ratings: Float32Array; labels: Uint8Array; scale: Scale },
  share: number,
  seed: number,
): Flipped {
  const polar = Uint32Array.from(labels.keys()).filter((review) => labels[review] <= POSITIVE)
  const flips = shuffle(polar, randomStream(seed, FLIP_STREAM))
    .slice(0, Math.round(share * polar.length))
    .sort()
  const flipped = { ratings: ratings.slice(), labels: labels.slice(), flips }
  for (const review of flips) {
    flipped.ratings[review] = mirrored(ratings[review], scale)
    flipped.labels[review] = labelOf(flipped.ratings[review], scale)!
  }
  return flipped
}

/** @param ranked review numbers, the most certain first; all that might have been flipped */
export function measureFlips(ranked: Uint32Array, flips: Uint32Array): FlipFigures {
  const wanted = new Set(flips)
  const precisionAt: Record<number, number> = {}
  let [found, recall, precisions] = [0, 0, 0]
  for (const [at, review] of ranked.entries()) {
    const place = at + 1
    if (wanted.has(review)) precisions += ++found / place
    if (place === wanted.size) recall = found / wanted.size
    for (const depth of DEPTHS) if (place === depth) precisionAt[depth] = found / place
  }
  return { flips: wanted.size, precisionAt, recall, averagePrecision: precisions / wanted.size }
}
