import { familyOfWords } from '../catalog/aspects.js'
import { COMPLAINED, PRAISED, talliesOf } from '../catalog/counts.js'
import { MalgwiError } from '../errors.js'
import { kthLargest } from '../index/kth-largest.js'
import { innerProduct } from '../index/scorer.js'
import { combine } from '../nlp/target2vec/space.js'
import type { AspectOffer } from './analysis.js'
import { type AspectTable, type ContextWords, type ItemMentions, offerAspects } from './offers.js'
import { oncePer, recent } from './once.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'

/** Words that are taken for context words; the aspects among them are offered. */
const CONTEXT_WORDS = 1_000
/** Items whose offers are remembered: a conversation asks for the same ones turn after turn. */
const REMEMBERED = 500
const NEGATIVE = 0
const POSITIVE = 1
const CLASSES = 3

/** Every aspect that people who felt `target` speak of, best first. */
export type Offering = (item: number, target: string, phrase?: readonly string[]) => readonly AspectOffer[]

/** @throws MalgwiError UNKNOWN_TARGET (what is returned); `item` is −1 where none is known, `phrase` are the words that name it then */
export function openOffering({ domain, counts }: Catalog, vectors: OpenedVectors): Offering {
  const { space, contextVectors, contextProducts } = vectors
  const { dimensions } = space
  const aspectOfWord = familyOfWords(domain.aspects, space.words)
  // Ascending: of an aspect's words that are as near the more frequent one counts.
  const aspectRows = [...aspectOfWord.keys()].filter((row) => aspectOfWord[row] >= 0)
  const rowOf = new Map(space.words.map((word, row) => [word, row]))
  const scores = new Float32Array(contextProducts.rows)
  const table: AspectTable = {
    names: domain.aspects.map(({ name }) => name),
    praised: column(counts.totals, PRAISED),
    complained: column(counts.totals, COMPLAINED),
    positiveReviews: counts.allReviews[PRAISED],
    negativeReviews: counts.allReviews[COMPLAINED],
  }

  function mentionsOf(item: number): ItemMentions {
    return {
      ...talliesOf(counts, item),
      positiveReviews: counts.reviews[item * CLASSES + PRAISED],
      negativeReviews: counts.reviews[item * CLASSES + COMPLAINED],
    }
  }

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

  function offersFor(item: number, target: string, phrase: readonly string[]): readonly AspectOffer[] {
    const words = contextWords(queryFor(item, target, phrase))
    const pole = domain.targets.indexOf(target)
    const known = pole === NEGATIVE || pole === POSITIVE ? pole : null
    return words ? offerAspects(words, table, item < 0 ? null : mentionsOf(item), known) : []
  }

  const offersOf = oncePer((target: string) => recent(REMEMBERED, (item: number) => offersFor(item, target, [])))

  return (item, target, phrase = []) => {
    if (!domain.targets.includes(target))
      throw new MalgwiError('UNKNOWN_TARGET', `'${target}'; known are ${domain.targets.join(', ')}`)
    return phrase.some((word) => rowOf.has(word)) ? offersFor(item, target, phrase) : offersOf(target)(item)
  }
}

function column(totals: Uint32Array, label: number): Uint32Array {
  return Uint32Array.from({ length: totals.length / CLASSES }, (_, aspect) => totals[aspect * CLASSES + label])
}
