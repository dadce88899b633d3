import type { Bins, Falls } from './curves.js'
import { restOf } from './curves.js'

export interface Bounds {
  low: number
  high: number
}

export interface Search {
  /** Up to so many words all orders are searched. */
  exhaustive: number
  /** Beyond: how many sets of each size are kept. */
  beam: number
}

const SEARCH: Search = { exhaustive: 8, beam: 5 }

/** A set of words, the best sum over the bins of an order that begins with them, and what the set itself makes. */
interface State {
  set: bigint
  sum: number
  own: number
}

/**
 * The least and the greatest AOPC that any order of the words of a document has: the bounds by which Edin et al. 2024 (arXiv 2408.08137)
 * normalise. AOPC is a sum over the sets that an order begins with, so all orders of n words are searched by 2^n sets, of each the best way
 * there (NAOPC_exact); of long documents by a beam (NAOPC_beam), whose bounds may be a little too narrow.
 */
export async function boundsOf(words: number, bins: Bins, falls: Falls, search: Search = SEARCH): Promise<Bounds> {
  const width = words <= search.exhaustive ? Number.POSITIVE_INFINITY : search.beam
  const high = await most(words, bins, falls, width)
  const low = await most(words, bins, async (sets) => (await falls(sets)).map((fall) => -fall), width)
  return { low: -low, high }
}

/** The same of sufficiency: what is searched are the words that are kept. */
export function sufficiencyBounds(words: number, bins: Bins, falls: Falls, search?: Search): Promise<Bounds> {
  return boundsOf(words, bins, (sets) => falls(sets.map((set) => restOf(set, words))), search)
}

async function most(words: number, bins: Bins, worth: Falls, width: number): Promise<number> {
  let states: State[] = [{ set: 0n, sum: 0, own: 0 }]
  for (let size = 1; size <= Math.max(...bins); size++) {
    const weight = bins.filter((bin) => bin === size).length
    const ways = new Map<bigint, number>()
    for (const { set, sum } of states) {
      for (let word = 0; word < words; word++) {
        const next = set | (1n << BigInt(word))
        if (next !== set) ways.set(next, Math.max(sum, ways.get(next) ?? Number.NEGATIVE_INFINITY))
      }
    }
    const sets = [...ways.keys()]
    const own = await worth(sets)
    states = sets.map((set, i) => ({ set, sum: ways.get(set)! + weight * own[i], own: own[i] }))
    // A size that is no bin counts for nothing: among sums alike the sets that make most by themselves are kept.
    if (states.length > width) states = states.sort((a, b) => b.sum - a.sum || b.own - a.own).slice(0, width)
  }
  return Math.max(...states.map(({ sum }) => sum)) / bins.length
}

/** (value − low) / (high − low), 0 to 1 for any order; NaN where all orders are alike. */
export function normalised(value: number, { low, high }: Bounds): number {
  return high - low > ALIKE ? (value - low) / (high - low) : Number.NaN
}

/** What the engine answers in single precision is no nearer. */
const ALIKE = 1e-6

/** Bounds that hold for `values` as well. */
export function widened({ low, high }: Bounds, values: readonly number[]): Bounds {
  return { low: Math.min(low, ...values), high: Math.max(high, ...values) }
}
