import { MalgwiError } from '../errors.js'
import type { AspectCounts } from './counts.js'

/** Aspect counts as arrays that a bundle stores: bytes where nothing is above 255, else 32-bit integers. */
export type StoredCounts = Record<keyof Omit<AspectCounts, 'aspects'>, Uint8Array | Int32Array>

const WIDE = ['rows', 'totals', 'reviews', 'allReviews'] as const
const NARROW = ['columns', 'praised', 'complained', 'neutral'] as const

/** The counts as plain arrays; the names of the aspects travel beside them. */
export function encodeCounts(counts: AspectCounts): StoredCounts {
  const pack = (numbers: Uint16Array | Uint32Array): Uint8Array | Int32Array =>
    numbers.every((number) => number < 256) ? Uint8Array.from(numbers) : Int32Array.from(numbers)
  return Object.fromEntries([...WIDE, ...NARROW].map((key) => [key, pack(counts[key])])) as unknown as StoredCounts
}

/**
 * Reads what `encodeCounts` made, from a bundle that may be anybody's.
 * @throws MalgwiError BUNDLE_CORRUPT where the arrays do not fit each other, the items or the aspects
 */
export function decodeCounts(stored: StoredCounts, aspects: readonly string[], itemCount: number): AspectCounts {
  const entries = stored.columns.length
  const fits =
    NARROW.every((key) => stored[key].length === entries) &&
    stored.rows.length === itemCount + 1 &&
    stored.reviews.length === itemCount * 3 &&
    stored.totals.length === aspects.length * 3 &&
    stored.allReviews.length === 3 &&
    stored.rows[0] === 0 &&
    stored.rows[itemCount] === entries &&
    stored.rows.every((row, item) => item === 0 || row >= stored.rows[item - 1]) &&
    stored.columns.every((aspect) => aspect >= 0 && aspect < aspects.length)
  if (!fits) throw new MalgwiError('BUNDLE_CORRUPT', 'the aspect counts do not fit the items and aspects beside them')
  const wide = Object.fromEntries(WIDE.map((key) => [key, Uint32Array.from(stored[key])]))
  const narrow = Object.fromEntries(NARROW.map((key) => [key, Uint16Array.from(stored[key])]))
  return { aspects, ...wide, ...narrow } as unknown as AspectCounts
}
