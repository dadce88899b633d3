import type { Part } from './eojeol.js'
import { mayFollow, mayLead } from './ko/glue.js'
import type { Language } from './language.js'

/** Pairs of surfaces to glue inside an eojeol, in the order in which they are glued. JSON-able; part of the bundle. */
export interface Compounds {
  version: 1
  /** Of the texts that they were counted in; missing for Korean. A tokenizer that is opened with the pairs speaks it. */
  language?: Language
  pairs: [left: string, right: string][]
}

export const NO_COMPOUNDS: Compounds = { version: 1, pairs: [] }

/** Rank of each pair by its two surfaces. */
export type CompoundRanks = Map<string, Map<string, number>>

export function compoundRanks(compounds: Compounds): CompoundRanks {
  const ranks: CompoundRanks = new Map()
  compounds.pairs.forEach(([left, right], rank) => {
    const rights = ranks.get(left) ?? new Map<string, number>()
    ranks.set(left, rights)
    if (!rights.has(right)) rights.set(right, rank)
  })
  return ranks
}

/** Whether two neighbours may be glued at all: content words, prefixes and suffixes; never particles, endings or signs. */
export function mayGlue(left: Part, right: Part): boolean {
  return mayLead(left) && mayFollow(right, left)
}

/** Two neighbours as one word. Korean is head-final: the right part gives the tag; its lemma keeps the dictionary form. */
export function glue(left: Part, right: Part): Part {
  const noun = right.tag === 'affix' || right.tag === 'unknown' || right.tag === 'determiner'
  return {
    surface: left.surface + right.surface,
    lemma: left.surface.toLowerCase() + right.lemma,
    tag: noun ? 'noun' : right.tag,
    pos: noun ? 'NNG' : right.pos,
  }
}

/** Glues an eojeol's parts: the best-ranked pair first, leftmost where it occurs twice, until none is left. */
export function mergeCompounds(parts: readonly Part[], ranks: CompoundRanks): Part[] {
  const merged = parts.slice()
  while (merged.length > 1) {
    let best = Number.POSITIVE_INFINITY
    let at = -1
    for (let i = 0; i + 1 < merged.length; i++) {
      const rank = ranks.get(merged[i].surface)?.get(merged[i + 1].surface)
      if (rank !== undefined && rank < best && mayGlue(merged[i], merged[i + 1])) {
        best = rank
        at = i
      }
    }
    if (at < 0) break
    merged.splice(at, 2, glue(merged[at], merged[at + 1]))
  }
  return merged
}
