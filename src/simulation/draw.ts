/** Draws of one conversation: they depend on the seed and the conversation's number alone. */
export interface Draw {
  /** Uniform in [0, 1). */
  (): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number
  oneOf<T>(list: readonly T[]): T
  /** One of the list, each as often as its weight says; the last where all weigh nothing. */
  weighted<T>(list: readonly T[], weight: (one: T) => number): T
}

/** mulberry32, its state mixed from the two numbers by MurmurHash3's finaliser. */
export function drawing(seed: number, conversation: number): Draw {
  let state = mixed(mixed(0x9e3779b9, seed), conversation)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return Object.assign(next, {
    chance: (probability: number) => next() < probability,
    whole: (least: number, most: number) => least + Math.floor(next() * (most - least + 1)),
    oneOf: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)],
    weighted: <T>(list: readonly T[], weight: (one: T) => number) => {
      let left = next() * list.reduce((sum, one) => sum + weight(one), 0)
      for (const one of list) {
        left -= weight(one)
        if (left < 0) return one
      }
      return list[list.length - 1]
    },
  })
}

function mixed(state: number, key: number): number {
  let next = Math.imul(state ^ key, 0x85ebca6b)
  next = Math.imul(next ^ (next >>> 13), 0xc2b2ae35)
  return next ^ (next >>> 16)
}
