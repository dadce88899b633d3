import type { Scale } from '../corpus/review.js'

/**
 * What a rating says of the target, as probabilities over 부정, 긍정, 중립. A 4 is a complaint less surely than a 1, and a 5 leans the other
 * way than an 8: soft targets keep that, where three hard classes would throw it away. Chosen on validation (docs/decisions/).
 */
const BY_SCALE: Record<Scale, Record<number, readonly [number, number, number]>> = {
  '1-10': {
    1: [0.97, 0.01, 0.02],
    2: [0.95, 0.01, 0.04],
    3: [0.88, 0.01, 0.11],
    4: [0.74, 0.02, 0.24],
    5: [0.36, 0.03, 0.61],
    6: [0.2, 0.07, 0.73],
    7: [0.08, 0.2, 0.72],
    8: [0.02, 0.38, 0.6],
    9: [0.01, 0.76, 0.23],
    10: [0.01, 0.96, 0.03],
  },
  '1-5': { 1: [0.97, 0.01, 0.02], 2: [0.8, 0.02, 0.18], 3: [0.2, 0.15, 0.65], 4: [0.02, 0.76, 0.22], 5: [0.01, 0.96, 0.03] },
  '0-1': { 0: [0.98, 0.02, 0], 1: [0.02, 0.98, 0] },
}

/**
 * @param ratings as given, `[reviews]`
 * @param scale '1-10', '1-5' or '0-1'; ratings between two whole numbers take the nearer one's
 * @returns `[reviews × 3]`, rows sum to 1
 */
export function softTargets(ratings: ArrayLike<number>, scale: Scale): Float32Array {
  const table = BY_SCALE[scale]
  const targets = new Float32Array(ratings.length * 3)
  for (let at = 0; at < ratings.length; at++) targets.set(table[Math.round(ratings[at])], at * 3)
  return targets
}
