import { fnv1a } from './review.js'

/** Share of the reviews, drawn by their ids, that is for validation. */
const VALIDATION_SHARE = 0.05

/** Whether a review is for validation: 5 % by a hash of the id (FNV-1a, then murmur3's finaliser), the same in every corpus and run. */
export function isValidation(id: string): boolean {
  let hash = fnv1a(id)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < VALIDATION_SHARE
}
