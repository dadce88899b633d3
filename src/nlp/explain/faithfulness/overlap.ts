import { hottestFirst } from './curves.js'

/** A method underlines the words that have at least this share of the hottest one's heat, as spans.ts does. */
export const UNDERLINED_SHARE = 0.4

/** Numbers of the words that a method underlines: of positive heat, and at least 40 % of the hottest one's. */
export function underlined(heat: ArrayLike<number>): number[] {
  const order = hottestFirst(heat)
  const hottest = heat[order[0]] ?? 0
  return order.filter((word) => heat[word] > 0 && heat[word] >= UNDERLINED_SHARE * hottest)
}

export interface Overlap {
  precision: number
  recall: number
  f1: number
}

/** Words of all documents counted together (micro-average): what is underlined, by whom it should be marked; numbers of words. */
export function tokenF1(pairs: readonly { found: Iterable<number>; marked: Iterable<number> }[]): Overlap {
  let [both, found, marked] = [0, 0, 0]
  for (const pair of pairs) {
    const [own, theirs] = [new Set(pair.found), new Set(pair.marked)]
    for (const word of own) if (theirs.has(word)) both++
    found += own.size
    marked += theirs.size
  }
  if (both === 0) return { precision: 0, recall: 0, f1: 0 }
  return { precision: both / found, recall: both / marked, f1: (2 * both) / (found + marked) }
}
