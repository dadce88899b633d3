import { exactIndex } from '../../index/exact.js'
import { randomStream, shuffle } from '../../nlp/encoder/random.js'
import { type Figure, figureOf } from './figure.js'
import { gather, type VectorSet } from './sets.js'

const NEIGHBOURS = 10
const MOST_WORDS = 1000
/** What differs between runs that are to be alike. */
const OF_THE_RUN = ['seed', 'threads']

export interface Stability {
  objective: string
  /** The folders that differ in nothing but seed and threads. */
  sets: string[]
  /** Of a word's ten nearest words in one, the share that is there in another: means over pairs of sets, then over words. */
  overlap: Figure
}

/** Neighbour overlap at 10 between sets of one objective and the same options: of 1,000 words, drawn from those that all of them know. */
export function stabilityFigures(sets: readonly VectorSet[], seed: number): Stability[] {
  const groups = new Map<string, VectorSet[]>()
  for (const set of sets) {
    const kind = kindOf(set)
    groups.set(kind, [...(groups.get(kind) ?? []), set])
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      objective: group[0].objective,
      sets: group.map(({ name }) => name),
      overlap: figureOf(overlaps(group, seed), seed),
    }))
}

function kindOf({ objective, dimensions, options }: VectorSet): string {
  const kept = Object.entries(options).filter(([name]) => !OF_THE_RUN.includes(name))
  return JSON.stringify([objective, dimensions, kept.sort(([a], [b]) => (a < b ? -1 : 1))])
}

function overlaps(sets: readonly VectorSet[], seed: number): Float64Array {
  const words = sets[0].words.filter((word) => sets.every(({ rowOf }) => rowOf.has(word)))
  if (words.length <= NEIGHBOURS) return new Float64Array()
  const asked = shuffle([...words.keys()], randomStream(seed)).slice(0, MOST_WORDS)
  const neighbours = sets.map((set) => neighboursOf(set, words, asked))
  return Float64Array.from(asked, (_, at) => {
    let [shared, pairs] = [0, 0]
    for (let a = 1; a < sets.length; a++) {
      for (let b = 0; b < a; b++) {
        for (const id of neighbours[a][at]) if (neighbours[b][at].has(id)) shared++
        pairs++
      }
    }
    return shared / pairs / NEIGHBOURS
  })
}

function neighboursOf(set: VectorSet, words: readonly string[], asked: readonly number[]): Set<number>[] {
  const { dimensions } = set
  const matrix = gather(
    set,
    words.map((word) => set.rowOf.get(word)!),
  )
  const index = exactIndex(matrix, dimensions, 'cosine')
  return asked.map((own) => {
    const hits = index.search(matrix.subarray(own * dimensions, (own + 1) * dimensions), NEIGHBOURS, (id) => id !== own)
    return new Set(hits.map(({ id }) => id))
  })
}
