/** How many words are taken at each point of a curve. */
export type Bins = readonly number[]

/**
 * What a document's probability loses: p(c | document) − p(c | document without the words of a set), for the class c that the whole
 * document is read as. A set is a bit mask: bit i is word i.
 */
export type Falls = (sets: readonly bigint[]) => Promise<readonly number[]>

/** The words from the hottest on; of two alike the earlier. */
export function hottestFirst(heat: ArrayLike<number>): number[] {
  return Array.from({ length: heat.length }, (_, i) => i).sort((a, b) => heat[b] - heat[a] || a - b)
}

/** The first `count` words of an order as a set. */
export function firstOf(order: readonly number[], count: number): bigint {
  return order.slice(0, count).reduce((set, word) => set | (1n << BigInt(word)), 0n)
}

/** The words that a set leaves. */
export const restOf = (set: bigint, words: number): bigint => ((1n << BigInt(words)) - 1n) & ~set

/** The first 1, 2 and 3 words; a document that has fewer loses all of them. */
export const topBins = (words: number): number[] => [1, 2, 3].map((count) => Math.min(count, words))

/** 20 and 50 % of the words, rounded up. */
export const shareBins = (words: number): number[] => [0.2, 0.5].map((share) => Math.ceil(share * words))

/** Every number of words, as Edin et al. 2024 sum over. */
export const allBins = (words: number): number[] => Array.from({ length: words }, (_, i) => i + 1)

/**
 * Comprehensiveness (DeYoung et al. 2020, eq. 1) at each of `bins`: p(c | x) − p(c | x without the first k words of the order).
 */
export function comprehensiveness(order: readonly number[], bins: Bins, falls: Falls): Promise<readonly number[]> {
  return falls(bins.map((count) => firstOf(order, count)))
}

/**
 * Sufficiency (DeYoung et al. 2020, eq. 2) at each of `bins`: p(c | x) − p(c | the first k words of the order alone). The lower the better.
 */
export function sufficiency(order: readonly number[], bins: Bins, falls: Falls): Promise<readonly number[]> {
  return falls(bins.map((count) => restOf(firstOf(order, count), order.length)))
}

/** Area over the perturbation curve: the mean over the bins (DeYoung et al. 2020 add the empty bin, which is always 0). */
export function aopc(curve: readonly number[]): number {
  return curve.reduce((sum, fall) => sum + fall, 0) / curve.length
}
