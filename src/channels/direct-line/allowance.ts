export interface Allowance {
  /** Takes one from the allowance of `who`; false if there is none left. */
  take(who: string): boolean
}

/** Callers that are remembered at once; beyond that those that have been quiet longest are forgotten, with what they had used. */
const CALLERS = 10_000

/**
 * A token bucket for each caller: `burst` at once, refilled at `perSecond`.
 * @param now milliseconds since 1970
 */
export function openAllowance(burst: number, perSecond: number, now: () => number = Date.now): Allowance {
  const buckets = new Map<string, { left: number; at: number }>()
  return {
    take(who) {
      const at = now()
      const bucket = buckets.get(who) ?? { left: burst, at }
      const left = Math.min(burst, bucket.left + ((at - bucket.at) / 1_000) * perSecond)
      // Put back at the end: the first of the map is the one that was quiet longest.
      buckets.delete(who)
      buckets.set(who, { left: left >= 1 ? left - 1 : left, at })
      if (buckets.size > CALLERS) buckets.delete(buckets.keys().next().value as string)
      return left >= 1
    },
  }
}
