import { type Interval, intervalOf, meanOf, resamples } from '../bootstrap.js'

export interface ParentFigures {
  /** Words that have a parent to be found. */
  words: number
  /** Of the parent among the candidates by distance from the word, from 1; ties share the mean of theirs. */
  meanRank: number
  meanRankInterval: Interval
  /** Mean average precision: with one parent a word, the mean of 1 / rank. */
  map: number
  mapInterval: Interval
}

/**
 * How near each word has its parent (Nickel & Kiela 2017, section 4.1: mean rank and MAP).
 *
 * @param links word and parent, numbers of points
 * @param candidates points that are ranked; the word itself is left out
 * @param distance smaller is nearer
 */
export function parentFigures(
  links: readonly (readonly [word: number, parent: number])[],
  candidates: readonly number[],
  distance: (word: number, candidate: number) => number,
  seed: number,
): ParentFigures {
  const ranks = Float64Array.from(links, ([word, parent]) => {
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
  const precisions = ranks.map((rank) => 1 / rank)
  const draws = resamples(links.length, seed)
  return {
    words: links.length,
    meanRank: meanOf(ranks),
    meanRankInterval: intervalOf(ranks, draws),
    map: meanOf(precisions),
    mapInterval: intervalOf(precisions, draws),
  }
}
