import { exactIndex } from './exact.js'
import type { Shortening } from './hnsw-graph.js'
import { principalAxes } from './principal.js'
import type { Searcher } from './recall.js'
import type { Rows } from './rows.js'
import { type Stored, storedAs } from './stored-rows.js'
import { allFinite, type LocalIndex } from './types.js'

/** hnswlib multiplies so many values at a time, and has a second loop for what is left. */
const STEP = 16
/** Axes of more dimensions take Jacobi's rotations too long, with the cube of them. */
const MOST_DIMENSIONS = 256
const NEIGHBOURS = 10
/** Each costs what a few values more of a vector cost: where these do not hold the nearest, whole vectors are faster. */
const CANDIDATES = [12, 15, 20]
const QUERIES = 200
/** What the candidates miss comes on top of what the graph misses, and both together may miss 0.008. */
const ENOUGH = 0.998
/** What is left of queries of the same kind, in squares, is at most so many times the most that was left of those given. */
const ALIKE = 2
/** What rounding may leave. */
const ROUNDING = 1e-5

/** As many more than `k` as ten need, or in proportion. */
export function candidatesFor(k: number, { candidates }: Shortening): number {
  const more = candidates - NEIGHBOURS
  return k + Math.max(more, Math.ceil((k * more) / NEIGHBOURS))
}

/**
 * The fewest principal axes whose candidates hold the nearest, up to half of the dimensions: hnswlib-node takes a query value by value,
 * and every distance reads fewer. Null where those do not, as with vectors whose squares lie along all axes alike. Counted by scans and
 * not by the clock, so that the same vectors and queries give the same.
 *
 * @param oracle finds the nearest rows
 * @param queries of the kind that will be asked
 */
export function chooseShortening(
  rows: Rows,
  mean: Float64Array | null,
  oracle: Searcher,
  queries: readonly Float32Array[],
): Shortening | null {
  const { dimensions, slots } = rows
  if (dimensions < 2 * STEP || dimensions > MOST_DIMENSIONS) return null
  const step = Math.ceil(queries.length / QUERIES)
  const asked = queries
    .filter((_, at) => at % step === 0)
    .map((query) => ({ query, nearest: oracle.search(query, NEIGHBOURS).map(({ id }) => rows.slot(id)) }))
    .filter(({ nearest }) => nearest.length > 0)
  if (asked.length === 0) return null
  const all = principalAxes(storedAs(rows, mean).row, slots, dimensions)
  for (let width = STEP; width <= dimensions / 2; width += STEP) {
    const axes = all.slice(0, width * dimensions)
    const stored = storedAs(rows, mean, axes)
    const matrix = new Float32Array(slots * width)
    for (let slot = 0; slot < slots; slot++) stored.row(matrix, slot * width, slot)
    // Rows at the end of single precision go beyond it.
    if (!allFinite(matrix)) return null
    const short = exactIndex(matrix, width, 'ip')
    const ranks = asked.flatMap(({ query, nearest }) => ranksAmong(short, stored, query, nearest))
    const candidates = CANDIDATES.find((count) => ranks.filter((rank) => rank <= count).length >= ENOUGH * ranks.length)
    if (!candidates) continue
    const left = Math.max(...asked.map(({ query }) => stored.query(query).left))
    return { axes, candidates, mostLeft: Math.fround(Math.min(1, ALIKE * left + ROUNDING)) }
  }
  return null
}

/** For each of the nearest slots, as how many-th it is found among the shortened rows. */
function ranksAmong(short: LocalIndex, stored: Stored, query: Float32Array, nearest: readonly number[]): number[] {
  const most = CANDIDATES[CANDIDATES.length - 1]
  const found = short.search(Float32Array.from(stored.query(query).asked), most).map(({ id }) => id)
  return nearest.map((slot) => (found.includes(slot) ? found.indexOf(slot) + 1 : Number.POSITIVE_INFINITY))
}
