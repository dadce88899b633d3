import { type Compounds, compoundRanks, mayGlue, mergeCompounds } from './compounds.js'
import type { Part } from './eojeol.js'
import { mayLead } from './ko/glue.js'

export interface LearningOptions {
  /** Least occurrences of a pair; by default 40 for half a million texts or more, fewer for less, never under 10. */
  minCount?: number
  /** Least normalised PMI (Bouma 2009), in [-1, 1]. */
  minAssociation: number
  /** Passes; each may build on what the last has glued, so three make words of four parts. */
  rounds: number
}

const DEFAULTS: LearningOptions = { minAssociation: 0.35, rounds: 3 }

/** Parts of two syllables or more that stand alone this often keep standing alone: 배우연기 stays two words. */
const FREE_STANDING = 0.4

interface Counts {
  total: number
  single: Map<string, { count: number; free: number }>
  pairs: Map<string, Map<string, number>>
}

/**
 * Chooses the pairs to glue by statistics over eojeols: frequent, and bound to each other by normalised PMI,
 * npmi(a, b) = ln(p(a, b) / (p(a) p(b))) / −ln p(a, b), over neighbouring content morphemes.
 *
 * @param eojeols the parts of each distinct eojeol, as analysed
 * @param weights how often each eojeol occurs
 */
export function learnCompounds(
  eojeols: readonly (readonly Part[])[],
  weights: ArrayLike<number>,
  options: Partial<LearningOptions> = {},
): Compounds {
  const { minAssociation, rounds, minCount = defaultMinCount(weights) } = { ...DEFAULTS, ...options }
  const compounds: Compounds = { version: 1, pairs: [] }
  const known = new Set<string>()
  for (let round = 0; round < rounds; round++) {
    const counts = countPairs(eojeols, weights, compounds)
    const chosen: { left: string; right: string; count: number }[] = []
    for (const [left, rights] of counts.pairs)
      for (const [right, count] of rights) {
        if (count < minCount || known.has(`${left}\t${right}`)) continue
        if (association(counts, left, right, count) < minAssociation || bothStandFree(counts, left, right)) continue
        chosen.push({ left, right, count })
      }
    if (chosen.length === 0) break
    chosen.sort((a, b) => b.count - a.count || compare(a.left, b.left) || compare(a.right, b.right))
    for (const { left, right } of chosen) {
      known.add(`${left}\t${right}`)
      compounds.pairs.push([left, right])
    }
  }
  return compounds
}

function defaultMinCount(weights: ArrayLike<number>): number {
  let eojeols = 0
  for (let e = 0; e < weights.length; e++) eojeols += weights[e]
  return Math.min(40, Math.max(10, Math.round(eojeols * 1e-5)))
}

function countPairs(eojeols: readonly (readonly Part[])[], weights: ArrayLike<number>, compounds: Compounds): Counts {
  const ranks = compoundRanks(compounds)
  const counts: Counts = { total: 0, single: new Map(), pairs: new Map() }
  for (let e = 0; e < eojeols.length; e++) {
    const parts = mergeCompounds(eojeols[e], ranks)
    const weight = weights[e]
    for (let i = 0; i < parts.length; i++) {
      const { surface } = parts[i]
      const before = i > 0 && mayGlue(parts[i - 1], parts[i])
      const after = i + 1 < parts.length && mayGlue(parts[i], parts[i + 1])
      if (!before && !after && !mayLead(parts[i])) continue
      const single = counts.single.get(surface) ?? { count: 0, free: 0 }
      counts.single.set(surface, single)
      single.count += weight
      if (!before && !after) single.free += weight
      counts.total += weight
      if (after) {
        const rights = counts.pairs.get(surface) ?? new Map<string, number>()
        counts.pairs.set(surface, rights)
        rights.set(parts[i + 1].surface, (rights.get(parts[i + 1].surface) ?? 0) + weight)
      }
    }
  }
  return counts
}

function association(counts: Counts, left: string, right: string, count: number): number {
  const joint = count / counts.total
  const independent = (counts.single.get(left)!.count / counts.total) * (counts.single.get(right)!.count / counts.total)
  return Math.log(joint / independent) / -Math.log(joint)
}

function bothStandFree(counts: Counts, left: string, right: string): boolean {
  const free = (surface: string): boolean => {
    const { count, free } = counts.single.get(surface)!
    return surface.length >= 2 && free / count >= FREE_STANDING
  }
  return free(left) && free(right)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
