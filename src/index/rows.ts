import { MalgwiError } from '../errors.js'
import { allFinite, countRows, isId, type Metric } from './types.js'

const GROWTH = 1.5

/**
 * The vectors of an index with their ids. A vector has a slot, its row in `vectors`; a removed one leaves its slot empty until an
 * added one takes it. The matrix is the caller's, not copied, until the first vector is added.
 */
export class Rows {
  readonly dimensions: number
  readonly metric: Metric
  /** `[at least slots, dimensions]`, row-major; another array after one was added. */
  vectors: Float32Array
  /** 1/‖row‖ of each row, 0 for a row of zeros; null for inner products. */
  inverseNorms: Float64Array | null
  /** Slots in use or empty. */
  slots: number
  /** Slots in use. */
  size: number
  /** Id of each slot, −1 for an empty one; null while the slots are the ids. */
  #ids: Int32Array | null
  #slotOf: Map<number, number> | null = null
  #empty: number[] = []
  #owned = false

  /**
   * @param ids of each row, −1 for an empty slot; without, the rows' numbers
   * @throws MalgwiError INDEX_BROKEN for a matrix that is not whole or not finite, or ids that are none or come twice
   */
  constructor(vectors: Float32Array, dimensions: number, metric: Metric, ids?: Int32Array) {
    this.dimensions = dimensions
    this.metric = metric
    this.vectors = vectors
    this.slots = countRows(vectors, dimensions)
    this.size = this.slots
    this.inverseNorms = metric === 'cosine' ? inverseRowNorms(vectors, dimensions) : null
    const finite = this.inverseNorms ? this.inverseNorms.every(Number.isFinite) : allFinite(vectors)
    if (!finite) throw broken('a vector has a value that is not a finite number')
    this.#ids = ids ?? null
    if (ids) this.#name()
  }

  /** Whether each slot still holds the row of its number in the matrix given. */
  get untouched(): boolean {
    return this.#ids === null
  }

  /** −1 for an empty slot. */
  id(slot: number): number {
    return this.#ids ? this.#ids[slot] : slot
  }

  /** −1 where the id is not there. */
  slot(id: number): number {
    if (this.#slotOf) return this.#slotOf.get(id) ?? -1
    return isId(id) && id < this.slots ? id : -1
  }

  /** Gives a checked vector its slot: the one it has, an empty one, or a new one. */
  put(id: number, vector: Float32Array): number {
    const slots = this.#name()
    let slot = this.slot(id)
    if (slot < 0) {
      slot = this.#empty.pop() ?? this.slots++
      this.size++
    }
    this.#own(this.slots)
    this.#ids![slot] = id
    slots.set(id, slot)
    this.vectors.set(vector, slot * this.dimensions)
    if (this.inverseNorms) this.inverseNorms[slot] = inverseRowNorms(vector, this.dimensions)[0]
    return slot
  }

  /** Empties the slot of an id, and says which it was; −1 where it is not there. */
  drop(id: number): number {
    const slots = this.#name()
    const slot = this.slot(id)
    if (slot < 0) return -1
    slots.delete(id)
    this.#ids![slot] = -1
    this.#empty.push(slot)
    this.size--
    return slot
  }

  /** Ids of all slots. */
  ids(): Int32Array {
    return this.#ids?.subarray(0, this.slots) ?? Int32Array.from({ length: this.slots }, (_, slot) => slot)
  }

  /** From here on ids are looked up: a map of a million costs 40 MB, which an index that never changes does without. */
  #name(): Map<number, number> {
    if (this.#slotOf) return this.#slotOf
    this.#ids ??= this.ids()
    const map = new Map<number, number>()
    this.#empty = []
    for (let slot = 0; slot < this.slots; slot++) {
      const id = this.#ids[slot]
      if (id === -1) this.#empty.push(slot)
      else if (!isId(id) || map.has(id)) throw broken(`an id is ${map.has(id) ? 'there twice' : id}`)
      else map.set(id, slot)
    }
    this.size = map.size
    this.#slotOf = map
    return map
  }

  #own(slots: number): void {
    const room = this.vectors.length / this.dimensions
    if (this.#owned && slots <= room) return
    const more = slots <= room ? room : Math.ceil(slots * GROWTH)
    const vectors = new Float32Array(more * this.dimensions)
    vectors.set(this.vectors)
    this.vectors = vectors
    const ids = new Int32Array(more)
    ids.set(this.#ids!)
    this.#ids = ids
    if (this.inverseNorms) {
      const norms = new Float64Array(more)
      norms.set(this.inverseNorms)
      this.inverseNorms = norms
    }
    this.#owned = true
  }
}

function inverseRowNorms(vectors: Float32Array, dimensions: number): Float64Array {
  const inverse = new Float64Array(vectors.length / dimensions)
  for (let row = 0, at = 0; row < inverse.length; row++) {
    let squares = 0
    for (let j = 0; j < dimensions; j++, at++) squares += vectors[at] * vectors[at]
    // NaN where a value is not finite: finite ones of single precision cannot get there by squaring, so one pass checks them too.
    inverse[row] = squares === 0 ? 0 : squares < Number.POSITIVE_INFINITY ? 1 / Math.sqrt(squares) : Number.NaN
  }
  return inverse
}

function broken(detail: string): MalgwiError {
  return new MalgwiError('INDEX_BROKEN', detail)
}
