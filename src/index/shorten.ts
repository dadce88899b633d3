import { exactIndex } from './exact.js'
import { principalAxes } from './principal.js'
import type { Searcher } from './recall.js'
import type { Rows } from './rows.js'
import { type Stored, storedAs } from './stored-rows.js'

/** hnswlib multiplies so many values at a time, and has a second loop for what is left. */
const STEP = 16
/** Axes of more dimensions take Jacobi too long: five seconds at 512, with the cube of it. */
const MOST_DIMENSIONS = 512
const NEIGHBOURS = 10
const QUERIES = 200
/** What the search then misses comes on top of what the graph misses, and the two may miss 0.008. */
const ENOUGH = 0.998

/** How many candidates a graph of shortened vectors is asked for: scored in full, they hold the k nearest. */
export function candidatesFor(k: number): number {
  return k + Math.max(5, Math.ceil(k / 2))
}

/**
 * The fewest principal axes along which the nearest are found among the candidates, up to half of the dimensions: hnswlib-node takes a
 * query value by value, and every distance reads fewer. Null where that is not enough, as in vectors whose squares lie along all axes
 * alike. Counted by scans and not by the clock, so the same vectors and queries give the same axes.
 *
 * @param oracle finds the nearest rows in full
 * @param queries of the kind that will be asked
 */
export function fewestAxes(
  rows: Rows,
  mean: Float64Array | null,
  oracle: Searcher,
  queries: readonly Float32Array[],
): Float32Array | null {
  const { dimensions, slots } = rows
  if (dimensions < 2 * STEP || dimensions > MOST_DIMENSIONS) return null
  const step = Math.ceil(queries.length / QUERIES)
  const nearest = queries
    .filter((_, at) => at % step === 0)
    .map((query) => ({ query, slots: oracle.search(query, NEIGHBOURS).map(({ id }) => rows.slot(id)) }))
    .filter(({ slots }) => slots.length > 0)
  if (nearest.length === 0) return null
  const all = principalAxes(storedAs(rows, mean, null).row, slots, dimensions)
  for (let width = STEP; width <= dimensions / 2; width += STEP) {
    const axes = all.slice(0, width * dimensions)
    const stored = storedAs(rows, mean, axes)
    const short = exactIndex(shortened(stored, slots), width, 'ip')
    let found = 0
    let wanted = 0
    for (const { query, slots } of nearest) {
      const candidates = new Set(
        short.search(Float32Array.from(stored.query(query)), candidatesFor(NEIGHBOURS)).map(({ id }) => id),
      )
      wanted += slots.length
      found += slots.filter((slot) => candidates.has(slot)).length
    }
    if (found >= ENOUGH * wanted) return axes
  }
  return null
}

/** `[slots, width]` */
function shortened(stored: Stored, slots: number): Float32Array {
  const rows = new Float32Array(slots * stored.width)
  for (let slot = 0; slot < slots; slot++) stored.row(rows, slot * stored.width, slot)
  return rows
}
