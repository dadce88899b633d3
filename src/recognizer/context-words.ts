import { familyOfWords } from '../catalog/aspects.js'
import { kthLargest } from '../index/kth-largest.js'
import { innerProduct } from '../index/scorer.js'
import { combine } from '../nlp/target2vec/space.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'

/** Words that are taken for context words; the aspects among them are offered. */
const CONTEXT_WORDS = 1_000

/** The context words of item + target by inner product: what of them an offer needs. */
export interface ContextWords {
  best: number
  /** Of the last one that is taken for a context word. */
  least: number
  /** The best of each aspect's words; an aspect none of whose words is a context word is absent. */
  ofAspect: ReadonlyMap<number, number>
}

/** Null where there are no vectors. `item` is −1 where none is known, `phrase` are the words that name it then. */
export type ContextWordsOf = (item: number, target: string, phrase: readonly string[]) => ContextWords | null

export function openContextWords({ domain }: Catalog, vectors: OpenedVectors): ContextWordsOf {
  const { space, contextVectors, contextProducts } = vectors
  const { dimensions } = space
  const aspectOfWord = familyOfWords(domain.aspects, space.words)
  // Ascending: of an aspect's words that are as near the more frequent one counts.
  const aspectRows = [...aspectOfWord.keys()].filter((row) => aspectOfWord[row] >= 0)
  const rowOf = new Map(space.words.map((word, row) => [word, row]))
  const scores = new Float32Array(contextProducts.rows)

  /**
   * v(item) + v(target) + the words of a phrase, as far as the vectors know them. The item is brought to the target's length: items
   * that few reviews speak of have longer vectors, which would leave the target no say.
   */
  function queryFor(item: number, target: string, phrase: readonly string[]): Float32Array {
    const parts: [Float32Array, number][] = [[space.labels[target], 1]]
    if (item >= 0) {
      const vector = vectors.itemVectors.subarray(item * dimensions, (item + 1) * dimensions)
      parts.push([vector, Math.hypot(...space.labels[target]) / (Math.hypot(...vector) || 1)])
    }
    for (const word of phrase) {
      const row = rowOf.get(word)
      if (row !== undefined) parts.push([space.vectors.subarray(row * dimensions, (row + 1) * dimensions), 1 / phrase.length])
    }
    return combine(parts, dimensions)
  }

  // Single precision finds the words, double precision scores them.
  function contextWords(query: Float32Array): ContextWords | null {
    if (scores.length === 0) return null
    const rough = contextProducts.of(query)
    scores.set(rough)
    const least = kthLargest(scores, Math.min(CONTEXT_WORDS, scores.length))
    let best = 0
    for (let row = 1; row < rough.length; row++) if (rough[row] > rough[best]) best = row
    const nearest = new Map<number, number>()
    for (const row of aspectRows) {
      const aspect = aspectOfWord[row]
      const before = nearest.get(aspect)
      if (rough[row] >= least && (before === undefined || rough[row] > rough[before])) nearest.set(aspect, row)
    }
    const exact = (row: number): number => innerProduct(contextVectors, row * dimensions, query)
    const ofAspect = new Map([...nearest].map(([aspect, row]) => [aspect, exact(row)]))
    return { best: exact(best), least: exact(rough.indexOf(least)), ofAspect }
  }

  return (item, target, phrase) => contextWords(queryFor(item, target, phrase))
}
