import { exactIndex } from '../../index/exact.js'
import { type Figure, figureOf } from './figure.js'
import type { Mark, MarkedLists } from './lists.js'
import { gather, type VectorSet } from './sets.js'

export const NEIGHBOURS = [10, 100] as const
export type Neighbours = (typeof NEIGHBOURS)[number]

/** One value a polar word of the list, NaN where the vectors do not know it. */
export type PolarityValues = Record<Neighbours, Float64Array>

export interface PolarityFigures {
  /** Polar words of the list, and those that the vectors know. */
  words: number
  known: number
  /** What vectors that know nothing of polarity would have. */
  chance: number | null
  at10: Figure
  at100: Figure
}

/**
 * Polarity consistency (Tang 2014, section 4.3): of a polar word's k nearest polar words by cosine, the share that has its own polarity.
 * Where fewer than k others are known no word has a value.
 */
export function polarityValues(set: VectorSet, { marks }: MarkedLists): PolarityValues {
  const words = polarWords(marks)
  const known = words.flatMap(([word, pole], item) => {
    const row = set.rowOf.get(word)
    return row === undefined ? [] : [{ item, pole, row }]
  })
  const matrix = gather(
    set,
    known.map(({ row }) => row),
  )
  const { dimensions } = set
  const index = exactIndex(matrix, dimensions, 'cosine')
  const values = Object.fromEntries(NEIGHBOURS.map((k) => [k, new Float64Array(words.length).fill(Number.NaN)])) as PolarityValues
  for (const [own, { item, pole }] of known.entries()) {
    const query = matrix.subarray(own * dimensions, (own + 1) * dimensions)
    const near = index.search(query, Math.max(...NEIGHBOURS), (other) => other !== own).map(({ id }) => known[id].pole === pole)
    for (const k of NEIGHBOURS) if (near.length >= k) values[k][item] = near.slice(0, k).filter(Boolean).length / k
  }
  return values
}

export function polarityFigures(set: VectorSet, { marks }: MarkedLists, values: PolarityValues, seed: number): PolarityFigures {
  const words = polarWords(marks)
  const poles = words.filter(([word]) => set.rowOf.has(word)).map(([, pole]) => pole)
  const known = poles.length
  const negative = poles.filter((pole) => pole === '부정').length
  const positive = known - negative
  const alike = (negative * (negative - 1) + positive * (positive - 1)) / (known * (known - 1))
  return {
    words: words.length,
    known,
    chance: known > 1 ? alike : null,
    at10: figureOf(values[10], seed),
    at100: figureOf(values[100], seed),
  }
}

function polarWords(marks: ReadonlyMap<string, Mark>): [string, Mark][] {
  return [...marks].filter(([, mark]) => mark !== '중립')
}
