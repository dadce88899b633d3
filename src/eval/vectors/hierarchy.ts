import { type Figure, figureOf } from './figure.js'

export interface ParentFigures {
  /** Of the parent among the candidates, from 1. */
  meanRank: Figure
  /** Mean average precision: with one parent a word, the mean of 1 / rank. */
  map: Figure
}

/**
 * How near each word has its parent: the parent's rank by distance from the word, from 1; what is as near shares the mean of the ranks.
 *
 * @param links word and parent, numbers of points
 * @param candidates points that are ranked; the word itself is left out
 * @param distance smaller is nearer
 */
export function parentRanks(
  links: readonly (readonly [word: number, parent: number])[],
  candidates: readonly number[],
  distance: (word: number, candidate: number) => number,
): Float64Array {
  return Float64Array.from(links, ([word, parent]) => {
    const own = distance(word, parent)
    let [nearer, ties] = [0, 0]
    for (const candidate of candidates) {
      if (candidate === word || candidate === parent) continue
      const theirs = distance(word, candidate)
      if (theirs < own) nearer++
      else if (theirs === own) ties++
    }
    return 1 + nearer + ties / 2
  })
}

export const precisionsOf = (ranks: Float64Array): Float64Array => ranks.map((rank) => 1 / rank)

/** Mean rank and MAP (Nickel & Kiela 2017, section 4.1), with intervals over the words. */
export function parentFigures(ranks: Float64Array, seed: number): ParentFigures {
  return { meanRank: figureOf(ranks, seed), map: figureOf(precisionsOf(ranks), seed) }
}
