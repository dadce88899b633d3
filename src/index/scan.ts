import { BLOCK, type RoughRows, roughRows } from './rough-rows.js'
import type { Rows } from './rows.js'
import { euclideanNorm, type Scorer } from './scorer.js'
import { TopK } from './top-k.js'
import type { Filter, Hit, Predicate } from './types.js'

export interface Scan {
  /** For whoever has checked the query. */
  search(query: Float32Array, k: number, filter?: Filter): Hit[]
  /** A vector was put into the slot. */
  changed(slot: number): void
}

/** What a unit is in the kernel's whole numbers. */
const ONE = 0x7fff
/** Room for rows longer than any that was there, under inner product. */
const HEADROOM = 1.5

/**
 * A scan of all rows: exact, in two passes. The kernel's products, of values rounded to 16 bits, say which rows can be among the k best;
 * those alone are scored in double precision.
 *
 * With ‖q‖ = 1, ‖x‖ ≤ 1, both times N = 32767 and rounded (errors |e|, |f| ≤ ½ in each of d values), the product of the rounded ones is
 * off N²⟨q, x⟩ by |N⟨q, f⟩ + N⟨e, x⟩ + ⟨e, f⟩| ≤ N √d + d/4, as ‖q‖₁, ‖x‖₁ ≤ √d. So whatever lies within twice that of the k-th best is
 * scored, and the answer is that of double precision.
 */
export function openScan(rows: Rows, scorer: Scorer): Scan {
  const { dimensions } = rows
  const doubt = 2 * (ONE * Math.sqrt(dimensions) + dimensions)
  /** Under inner product, the norm that is a unit there. */
  let unit = 1
  let kernel: RoughRows | null = null

  // Whoever never scans all rows is spared the copy.
  function opened(): RoughRows | null {
    if (kernel) return kernel
    kernel = roughRows(rows.slots, dimensions)
    if (!kernel) return null
    if (!rows.inverseNorms) {
      let longest = 0
      for (let slot = 0; slot < rows.slots; slot++) longest = Math.max(longest, normOf(slot))
      unit = longest * HEADROOM || 1
    }
    for (let slot = 0; slot < rows.slots; slot++) copy(kernel, slot)
    return kernel
  }

  function copy(to: RoughRows, slot: number): void {
    const { vectors, inverseNorms } = rows
    const start = slot * dimensions
    const factor = ONE * (inverseNorms ? inverseNorms[slot] : 1 / unit)
    const row = to.row(slot)
    for (let j = 0; j < dimensions; j++) row[j] = Math.round(vectors[start + j] * factor)
  }

  const normOf = (slot: number): number => euclideanNorm(rows.vectors.subarray(slot * dimensions, (slot + 1) * dimensions))

  function among(ids: readonly number[], k: number): Hit[] {
    const best = new TopK(k)
    for (const id of new Set(ids)) {
      const slot = rows.slot(id)
      if (slot >= 0) best.offer(id, scorer.score(slot))
    }
    return best.hits()
  }

  function all(k: number, passes?: Predicate): Hit[] {
    const best = new TopK(k)
    for (let slot = 0; slot < rows.slots; slot++) {
      const score = scorer.score(slot)
      if (score >= best.floor) offer(best, slot, score, passes)
    }
    return best.hits()
  }

  // The filter is the caller's and may be slow: asked only about what would be kept.
  function offer(best: TopK, slot: number, score: number, passes?: Predicate): void {
    const id = rows.id(slot)
    if (id >= 0 && (!passes || passes(id))) best.offer(id, score)
  }

  function likely(kernel: RoughRows, k: number, passes?: Predicate): Hit[] {
    const { products, peaks } = kernel.products()
    const near = new TopK(k)
    for (let block = 0; block < peaks.length; block++) {
      if (peaks[block] <= near.floor) continue
      const end = Math.min(products.length, (block + 1) * BLOCK)
      for (let slot = block * BLOCK; slot < end; slot++) {
        if (products[slot] > near.floor) offer(near, slot, products[slot], passes)
      }
    }
    const least = near.floor - doubt
    const best = new TopK(k)
    for (let block = 0; block < peaks.length; block++) {
      if (peaks[block] < least) continue
      const end = Math.min(products.length, (block + 1) * BLOCK)
      for (let slot = block * BLOCK; slot < end; slot++) {
        if (products[slot] >= least) offer(best, slot, scorer.score(slot), passes)
      }
    }
    return best.hits()
  }

  return {
    search(query, k, filter) {
      const most = Math.min(k, rows.size)
      if (most === 0 || !scorer.begin(query)) return []
      if (filter && typeof filter !== 'function') return among(filter, most)
      const norm = euclideanNorm(query)
      const rough = most === rows.size || norm === 0 ? null : opened()
      if (!rough) return all(most, filter)
      const factor = ONE / norm
      for (let j = 0; j < dimensions; j++) rough.query[j] = Math.round(query[j] * factor)
      return likely(rough, most, filter)
    },
    changed(slot) {
      if (!kernel) return
      const fits = (rows.inverseNorms || normOf(slot) <= unit) && kernel.resize(rows.slots)
      if (fits) copy(kernel, slot)
      else kernel = null
    },
  }
}
