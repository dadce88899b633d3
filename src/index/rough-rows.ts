import { MOST_PAGES, openKernel, PAGE } from './kernel.js'

/** Rows of which each value is a whole number of 16 bits, and their inner products with a query, by a SIMD kernel. */
export interface RoughRows {
  /** Room for so many rows; false where they do not fit four gigabytes. New ones are zeros. */
  resize(rows: number): boolean
  /** A row as it lies there, to write to; valid until the next `resize`. */
  row(at: number): Int16Array
  /** The query, to write to; valid until the next `resize`. */
  readonly query: Int16Array
  /** Products of the query with the rows, and the largest of each `BLOCK` of them; written anew by the next call. */
  products(): { products: Int32Array; peaks: Int32Array }
}

export const BLOCK = 16
const LANES = 8
const GROWTH = 1.5

/** Null where they do not fit the four gigabytes that a kernel can see. */
export function roughRows(rows: number, dimensions: number): RoughRows | null {
  const width = Math.ceil(dimensions / LANES) * LANES
  // In bytes: the query, the rows, their products, the peaks. The rows keep their place when the memory grows.
  const rowsAt = 2 * width
  const productsAt = (room: number): number => rowsAt + 2 * width * room
  const peaksAt = (room: number): number => productsAt(room) + 4 * room
  const pages = (room: number): number => Math.ceil((peaksAt(room) + (4 * room) / BLOCK) / PAGE)
  const whole = (count: number): number => Math.ceil(count / BLOCK) * BLOCK

  let room = whole(rows)
  let count = rows
  if (pages(room) > MOST_PAGES) return null
  const { memory, kernel } = openKernel(pages(room))
  let query = new Int16Array(memory.buffer, 0, dimensions)
  return {
    resize(wanted) {
      if (wanted > room) {
        const roomy = whole(Math.ceil(wanted * GROWTH))
        const next = pages(roomy) <= MOST_PAGES ? roomy : whole(wanted)
        if (pages(next) > MOST_PAGES) return false
        memory.grow(Math.max(0, pages(next) - memory.buffer.byteLength / PAGE))
        // The products were written there.
        new Uint8Array(memory.buffer).fill(0, productsAt(room), productsAt(next))
        query = new Int16Array(memory.buffer, 0, dimensions)
        room = next
      }
      count = wanted
      return true
    },
    row: (at) => new Int16Array(memory.buffer, rowsAt + 2 * width * at, dimensions),
    get query() {
      return query
    },
    products() {
      kernel.wholeProducts(rowsAt, whole(count), width, 0, productsAt(room), peaksAt(room))
      return {
        products: new Int32Array(memory.buffer, productsAt(room), count),
        peaks: new Int32Array(memory.buffer, peaksAt(room), Math.ceil(count / BLOCK)),
      }
    },
  }
}
