import { MalgwiError } from '../errors.js'
import { type Analogies, analogyFigures } from './vectors/analogies.js'
import { type ContextFigures, contextFigures } from './vectors/contexts.js'
import { differenceOf, type Figure } from './vectors/figure.js'
import type { MarkedLists } from './vectors/lists.js'
import { type PolarityFigures, polarityFigures, polarityValues } from './vectors/polarity.js'
import type { VectorSet } from './vectors/sets.js'
import {
  type Correlation,
  cosines,
  type SimilarityFigures,
  similarityDifference,
  similarityFigures,
} from './vectors/similarity.js'
import { type Stability, stabilityFigures } from './vectors/stability.js'

export interface SetFigures {
  name: string
  objective: string
  dimensions: number
  words: number
  polarity: PolarityFigures
  analogies: Analogies
  contexts: ContextFigures
  similarity: SimilarityFigures
  /** What it has above the first set, item by item; the first has none. */
  overFirst?: { polarity: { at10: Figure; at100: Figure }; similarity: Correlation }
}

export interface VectorsReport {
  seed: number
  sets: SetFigures[]
  /** One entry for every two or more sets that differ in their seed alone. */
  stability: Stability[]
}

/**
 * Measures vectors on lists marked by hand; docs/vector-quality.md says what each figure is. Intervals are of 95 %, by the bootstrap over
 * the items of a list.
 *
 * @param seed of whatever is drawn
 * @throws MalgwiError MARKED_WORDS_UNKNOWN where a set knows no word of any list
 */
export function evaluateVectors(sets: readonly VectorSet[], lists: MarkedLists, seed: number): VectorsReport {
  for (const set of sets) checkKnown(set, lists)
  const values = sets.map((set) => ({ polarity: polarityValues(set, lists), cosines: cosines(set, lists) }))
  const figures = sets.map((set, at): SetFigures => {
    const [own, first] = [values[at], values[0]]
    const measured = {
      name: set.name,
      objective: set.objective,
      dimensions: set.dimensions,
      words: set.words.length,
      polarity: polarityFigures(set, lists, own.polarity, seed),
      analogies: analogyFigures(set, lists, seed),
      contexts: contextFigures(set, lists, seed),
      similarity: similarityFigures(lists, own.cosines, seed),
    }
    if (at === 0) return measured
    const above = (k: 10 | 100): Figure => differenceOf(own.polarity[k], first.polarity[k], seed)
    const similarity = similarityDifference(lists, own.cosines, first.cosines, seed)
    return { ...measured, overFirst: { polarity: { at10: above(10), at100: above(100) }, similarity } }
  })
  return { seed, sets: figures, stability: stabilityFigures(sets, seed) }
}

function checkKnown(set: VectorSet, { marks, analogies, aspects, similarity }: MarkedLists): void {
  const words = [
    ...marks.keys(),
    ...analogies.flatMap((pair) => [pair.부정, pair.긍정]),
    ...aspects,
    ...similarity.flatMap((pair) => pair.words),
  ]
  if (!words.some((word) => set.rowOf.has(word))) throw new MalgwiError('MARKED_WORDS_UNKNOWN', set.name)
}
