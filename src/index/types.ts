import { MalgwiError } from '../errors.js'

export type Metric = 'cosine' | 'ip'
export type Predicate = (id: number) => boolean

/**
 * Which ids may be found: a predicate, or a list of the ids themselves. A list is the cheaper one everywhere: its vectors alone are
 * scored, and a database is sent it as it is. A predicate may be asked about an id more than once.
 */
export type Filter = Predicate | readonly number[]

export interface Hit {
  /** Row of the vector in the matrix that the index was made from, or the id that it was added under. */
  id: number
  /** Cosine in [-1, 1] or inner product; higher is nearer. */
  score: number
}

/** At once in the process, later from a database: `await` fits both. */
export type Eventually<T> = T | Promise<T>

/** What every index answers, whatever finds the neighbours and wherever the vectors are. */
export interface VectorIndex {
  readonly dimensions: number
  readonly metric: Metric
  /** How many vectors can be found. */
  readonly size: Eventually<number>
  /**
   * The `k` nearest ids that pass `filter`, best first, ties by id; all of them where there are fewer. A query of zeros has no
   * direction, so under cosine it has no neighbours either; a vector of zeros has cosine 0 with everything.
   * @throws MalgwiError INDEX_QUERY for a query of another length or with a value that is not finite, or a `k` that is no count
   */
  search(query: Float32Array, k: number, filter?: Filter): Eventually<Hit[]>
  /**
   * Adds vectors, row-major `[ids, dimensions]`; one whose id is there already takes its place. All of them or, where they are
   * refused, none.
   * @param ids whole numbers from 0 to 2³¹ − 1, each once
   * @throws MalgwiError INDEX_INPUT
   */
  add(ids: readonly number[], vectors: Float32Array): Eventually<void>
  /** Takes vectors out. Ids that are not there are passed over; the result says how many were. */
  remove(ids: readonly number[]): Eventually<number>
  /**
   * Writes one file that `openIndex` reads; whoever opens `path` meanwhile, or after a crash, finds the old one or the new one whole.
   * @throws MalgwiError INDEX_UNSAVED where the disk refuses
   */
  save(path: string): Eventually<void>
}

/** An index within the process: everything at once. */
export interface LocalIndex extends VectorIndex {
  readonly size: number
  search(query: Float32Array, k: number, filter?: Filter): Hit[]
  add(ids: readonly number[], vectors: Float32Array): void
  remove(ids: readonly number[]): number
  save(path: string): void
}

const HIGHEST_ID = 0x7fffffff

/** Refuses what no index can answer. Every index asks here, so that they refuse alike. */
export function checkQuery(query: Float32Array, k: number, dimensions: number): void {
  if (query.length !== dimensions) {
    throw new MalgwiError('INDEX_QUERY', `it holds vectors of ${dimensions} values, the query has ${query.length}`)
  }
  if (!allFinite(query)) throw new MalgwiError('INDEX_QUERY', 'the query has a value that is not a finite number')
  if (!(Number.isInteger(k) && k >= 0)) throw new MalgwiError('INDEX_QUERY', `k is ${k}, and must be a whole number from 0 up`)
}

/** Refuses what no index can take, before anything is changed. */
export function checkAdded(ids: readonly number[], vectors: Float32Array, dimensions: number): void {
  if (vectors.length !== ids.length * dimensions) {
    throw new MalgwiError(
      'INDEX_INPUT',
      `${ids.length} ids need ${ids.length * dimensions} values (${dimensions} each), there are ${vectors.length}`,
    )
  }
  const wrong = ids.find((id) => !isId(id))
  if (wrong !== undefined) {
    throw new MalgwiError('INDEX_INPUT', `${wrong} is no id; ids are whole numbers from 0 to ${HIGHEST_ID}`)
  }
  if (new Set(ids).size !== ids.length) throw new MalgwiError('INDEX_INPUT', 'an id is given twice')
  if (!allFinite(vectors)) throw new MalgwiError('INDEX_INPUT', 'a vector has a value that is not a finite number')
}

export function isId(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id <= HIGHEST_ID
}

/**
 * Number of rows of a matrix, row-major `[rows, dimensions]`.
 * @throws MalgwiError INDEX_BROKEN where it is no whole number
 */
export function countRows(vectors: Float32Array, dimensions: number): number {
  if (!(Number.isInteger(dimensions) && dimensions > 0 && vectors.length % dimensions === 0)) {
    throw new MalgwiError('INDEX_BROKEN', `${vectors.length} values are no whole number of vectors of ${dimensions}`)
  }
  return vectors.length / dimensions
}

export function allFinite(values: Float32Array): boolean {
  // x − x is 0 for a finite x and NaN for the others: no branch in the loop, which runs over whole matrices at start.
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] - values[i]
  return sum === 0
}
