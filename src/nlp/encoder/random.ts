/**
 * A stream of uniform numbers in [0, 1) that depends on `keys` alone, so that a step's draws can be made again without the steps
 * before it. The keys are mixed by MurmurHash3's finaliser, the stream is mulberry32 (period 2³²).
 */
export function randomStream(...keys: number[]): () => number {
  let state = 0x9e3779b9
  for (const key of keys) {
    state = Math.imul(state ^ key, 0x85ebca6b)
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
    state ^= state >>> 16
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Fisher and Yates, in place. */
export function shuffle<T extends { length: number; [index: number]: unknown }>(items: T, random: () => number): T {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const item = items[i]
    items[i] = items[j]
    items[j] = item
  }
  return items
}
