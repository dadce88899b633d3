import { exactIndex } from '../../index/exact.js'
import { type Figure, figureOf } from './figure.js'
import { type MarkedLists, POLES, type Pole } from './lists.js'
import { type VectorSet, vectorOf } from './sets.js'

export const RANKS = [1, 5, 10] as const
const DEEPEST = Math.max(...RANKS)

export interface AnalogyFigures {
  /** From complaint to praise, back, and the mean of both, pair by pair. */
  to긍정: Accuracy
  to부정: Accuracy
  both: Accuracy
}

export type Accuracy = Record<`at${(typeof RANKS)[number]}`, Figure>

export interface Analogies {
  pairs: number
  /** Pairs of which the vectors know both words. */
  known: number
  /** v(word) − v(부정) + v(긍정), and back; null for vectors without those labels. */
  byLabels: AnalogyFigures | null
  /** v(word) mirrored where both labels are as near, which exchanges v · v(부정) and v · v(긍정); null without those labels. */
  byReflection: AnalogyFigures | null
  /** The mean of v(긍정 word) − v(부정 word) over the other pairs in the labels' place: those that share no word with the pair asked. */
  byOffset: AnalogyFigures | null
}

/** How a word is moved, and by what: from 부정 to 긍정 with sign 1, back with −1. */
interface Step {
  move: (vector: Float32Array, offset: Float32Array, sign: number) => Float32Array
  offset: Float32Array
}

type KnownPair = Record<Pole, number>

/**
 * Sentiment analogies: whether a word's counterpart is among the 1, 5 and 10 nearest words, by cosine, to the word moved from one pole to
 * the other. The word itself is left out, and so are its other counterparts: one right answer does not stand in another's way.
 */
export function analogyFigures(set: VectorSet, { analogies }: MarkedLists, seed: number): Analogies {
  const pairs: KnownPair[] = analogies.flatMap(({ 부정, 긍정 }) => {
    const [negative, positive] = [set.rowOf.get(부정), set.rowOf.get(긍정)]
    return negative === undefined || positive === undefined ? [] : [{ 부정: negative, 긍정: positive }]
  })
  const index = exactIndex(set.vectors, set.dimensions, 'cosine')
  const counterparts = { 부정: answersOf(pairs, '부정', '긍정'), 긍정: answersOf(pairs, '긍정', '부정') }

  /** From 1; infinite where the counterpart is not among the nearest. */
  function rank(pair: KnownPair, to: Pole, { move, offset }: Step): number {
    const from = other(to)
    const others = counterparts[from].get(pair[from])!
    const query = move(vectorOf(set, pair[from]), offset, to === '긍정' ? 1 : -1)
    const hits = index.search(query, DEEPEST, (row) => row !== pair[from] && (row === pair[to] || !others.has(row)))
    const at = hits.findIndex(({ id }) => id === pair[to])
    return at < 0 ? Number.POSITIVE_INFINITY : at + 1
  }

  function figures(stepOf: (pair: KnownPair) => Step | null): AnalogyFigures | null {
    const ranks = pairs.flatMap((pair) => {
      const step = stepOf(pair)
      return step === null ? [] : [{ 부정: rank(pair, '부정', step), 긍정: rank(pair, '긍정', step) }]
    })
    if (ranks.length === 0) return null
    const accuracy = (poles: readonly Pole[]): Accuracy => {
      const within = (k: number) => ranks.map((of) => poles.filter((to) => of[to] <= k).length / poles.length)
      return Object.fromEntries(RANKS.map((k) => [`at${k}`, figureOf(Float64Array.from(within(k)), seed)])) as Accuracy
    }
    return { to긍정: accuracy(['긍정']), to부정: accuracy(['부정']), both: accuracy(POLES) }
  }

  const [negative, positive] = POLES.map((pole) => set.labels.get(pole))
  const betweenLabels = negative && positive ? added(positive, negative, -1) : null
  return {
    pairs: analogies.length,
    known: pairs.length,
    byLabels: betweenLabels && figures(() => ({ move: added, offset: betweenLabels })),
    byReflection: betweenLabels && figures(() => ({ move: reflected, offset: betweenLabels })),
    byOffset: figures((pair) => {
      const offset = meanOffset(set, pairs, pair)
      return offset && { move: added, offset }
    }),
  }
}

const other = (pole: Pole): Pole => (pole === '긍정' ? '부정' : '긍정')

function added(vector: Float32Array, change: Float32Array, factor: number): Float32Array {
  return vector.map((value, d) => value + factor * change[d])
}

/** Mirrored at the plane through the origin that is normal to the offset (Householder 1958), whichever way the offset points. */
function reflected(vector: Float32Array, offset: Float32Array): Float32Array {
  let along = 0
  let square = 0
  for (let d = 0; d < offset.length; d++) {
    along += vector[d]! * offset[d]!
    square += offset[d]! * offset[d]!
  }
  return added(vector, offset, square > 0 ? (-2 * along) / square : 0)
}

function answersOf(pairs: readonly KnownPair[], from: Pole, to: Pole): Map<number, Set<number>> {
  const answers = new Map<number, Set<number>>()
  for (const pair of pairs) answers.set(pair[from], (answers.get(pair[from]) ?? new Set()).add(pair[to]))
  return answers
}

/** From 부정 to 긍정; null where every pair shares a word with this one. */
function meanOffset(set: VectorSet, pairs: readonly KnownPair[], left: KnownPair): Float32Array | null {
  const others = pairs.filter((pair) => pair.부정 !== left.부정 && pair.긍정 !== left.긍정)
  if (others.length === 0) return null
  const offset = new Float32Array(set.dimensions)
  for (const pair of others) {
    const [from, to] = [vectorOf(set, pair.부정), vectorOf(set, pair.긍정)]
    for (let d = 0; d < offset.length; d++) offset[d] += (to[d] - from[d]) / others.length
  }
  return offset
}
