const MASK = (1n << 64n) - 1n

/** A 64-bit seed for one stream of a run: SplitMix64's finaliser over the numbers that name the stream. */
export function streamSeed(...names: number[]): bigint {
  let z = 0n
  for (const name of names) {
    z = (z + BigInt(name) + 0x9e3779b97f4a7c15n) & MASK
    z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK
    z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK
    z ^= z >> 31n
  }
  return z
}

/** 32 random bits a call (mulberry32): for initial weights and shuffles, where 64 bits are not needed. */
export function randomBits(seed: bigint): () => number {
  let state = Number(seed & 0xffffffffn)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let z = Math.imul(state ^ (state >>> 15), state | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return (z ^ (z >>> 14)) >>> 0
  }
}

/** Fisher and Yates, in place, after 0, 1, 2 … have been written into it: so an order depends on its seed alone. */
export function shuffledOrder(order: Uint32Array, seed: bigint): void {
  const bits = randomBits(seed)
  for (let n = 0; n < order.length; n++) order[n] = n
  for (let n = order.length - 1; n > 0; n--) {
    const other = bits() % (n + 1)
    const held = order[n]!
    order[n] = order[other]!
    order[other] = held
  }
}
