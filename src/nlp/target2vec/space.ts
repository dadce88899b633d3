import { MalgwiError } from '../../errors.js'
import { nearestSpellings } from './spellings.js'

/** Trained vectors with their names. */
export interface VectorSpace {
  /** Most frequent first. */
  words: readonly string[]
  dimensions: number
  /** [words, dimensions]: input vectors. */
  vectors: Float32Array
  /** The vector of each label by its name (부정, 긍정, a film's id …), [dimensions] each, in the space of the words. */
  labels: Readonly<Record<string, Float32Array>>
}

/** The nearest rows to a query, best first: VectorIndex.search of src/index has this shape. */
export type Search = (query: Float32Array, k: number, filter?: (row: number) => boolean) => { id: number; score: number }[]

export interface WordHit {
  word: string
  /** Cosine or inner product, as the search has it. */
  score: number
}

/** A word, or the spellings that may mean it, likeliest first (뻔한, 뻔하다): the first one known is taken. */
export type Asked = string | readonly string[]

/** The row of a word. Throws UNKNOWN_WORD, with the spellings nearest to the first one asked. */
export function wordRow(space: VectorSpace, asked: Asked): number {
  const spellings = typeof asked === 'string' ? [asked] : asked
  for (const spelling of spellings) {
    const row = space.words.indexOf(spelling.normalize('NFC'))
    if (row >= 0) return row
  }
  throw unknownWord(space, spellings[0] ?? '')
}

/** UNKNOWN_WORD, with the spellings nearest to what was typed. */
export function unknownWord(space: VectorSpace, typed: string): MalgwiError {
  const near = nearestSpellings(space.words, typed)
  return new MalgwiError('UNKNOWN_WORD', `'${typed}'${near.length > 0 ? `; spelt like it: ${near.join(', ')}` : ''}`, near)
}

export function wordVector(space: VectorSpace, row: number): Float32Array {
  return space.vectors.subarray(row * space.dimensions, (row + 1) * space.dimensions)
}

/** Throws UNKNOWN_TARGET. */
export function labelVector(space: VectorSpace, name: string): Float32Array {
  if (Object.hasOwn(space.labels, name)) return space.labels[name]!
  const known = Object.keys(space.labels)
  const listed = known.length > 5 ? `${known.slice(0, 5).join(', ')} …` : known.join(', ')
  throw new MalgwiError('UNKNOWN_TARGET', `'${name}'; known are ${listed}`)
}

/** Σ factor · vector. */
export function combine(parts: readonly (readonly [vector: Float32Array, factor: number])[], dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions)
  for (const [vector, factor] of parts) for (let d = 0; d < dimensions; d++) sum[d] = sum[d]! + factor * vector[d]!
  return sum
}

/** The vector of the sum v(word) + v(target), and the word's row. */
export function queryOf(space: VectorSpace, asked: Asked, target?: string): { row: number; query: Float32Array } {
  const row = wordRow(space, asked)
  const parts: [Float32Array, number][] = [[wordVector(space, row), 1]]
  if (target !== undefined) parts.push([labelVector(space, target), 1])
  return { row, query: combine(parts, space.dimensions) }
}

/** The k best of a search, without some rows, as words. */
export function searchWords(
  space: VectorSpace,
  search: Search,
  query: Float32Array,
  k: number,
  without: readonly number[],
): WordHit[] {
  return search(query, k, (row) => !without.includes(row)).map(({ id, score }) => ({ word: space.words[id]!, score }))
}
