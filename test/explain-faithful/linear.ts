import type { Falls } from '#src/nlp/explain/faithfulness/curves.js'

/** A model whose probability is what its words are worth, each by itself: comprehensiveness is a sum. */
export function linearFalls(worth: readonly number[]): Falls {
  return async (sets) =>
    sets.map((set) => worth.reduce((sum, value, i) => sum + (((set >> BigInt(i)) & 1n) === 1n ? value : 0), 0))
}

/** A function of sets without any order in it, the same for the same seed. */
export function tangledFalls(seed: number): Falls {
  return async (sets) =>
    sets.map((set) => {
      const x = Math.sin(Number(set) * 12.9898 + seed * 78.233) * 43758.5453
      return x - Math.floor(x) - 0.5
    })
}

/** All orders of the numbers below n. */
export function ordersOf(n: number): number[][] {
  if (n === 0) return [[]]
  return ordersOf(n - 1).flatMap((order) => Array.from({ length: n }, (_, at) => order.toSpliced(at, 0, n - 1)))
}
