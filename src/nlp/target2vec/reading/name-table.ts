import { hashOf } from './names.js'

const FIRST_ROOM = 1024

/**
 * Names by number, from 0 on in the order of their first coming, and how often each came: a hash table with linear probing over their
 * bytes. A map of strings takes several times as much.
 */
export class NameTable {
  size = 0
  /** By number; those from `size` on mean nothing. */
  counts = new Uint32Array(FIRST_ROOM)
  #bytes = Buffer.allocUnsafe(8 * FIRST_ROOM)
  /** Where each name begins among the bytes; name n ends where n + 1 begins. */
  #starts = new Uint32Array(FIRST_ROOM + 1)
  #hashes = new Int32Array(FIRST_ROOM)
  /** Number + 1, or 0: a power of two of them, half of them free at least. */
  #slots = new Uint32Array(2 * FIRST_ROOM)

  /** The number of a name; −1 where it is not known. */
  find(bytes: Buffer, from: number, to: number, hash: number): number {
    return this.#slots[this.#slotOf(bytes, from, to, hash)]! - 1
  }

  /** The same for a string. */
  findText(text: string): number {
    const bytes = Buffer.from(text)
    return this.find(bytes, 0, bytes.length, hashOf(bytes))
  }

  /** Counts a name, and returns its number. */
  add(bytes: Buffer, from: number, to: number, hash: number): number {
    let slot = this.#slotOf(bytes, from, to, hash)
    if (this.#slots[slot] === 0) {
      if (this.size === this.counts.length) {
        this.#grow()
        slot = this.#slotOf(bytes, from, to, hash)
      }
      this.#slots[slot] = this.size + 1
      this.#hashes[this.size] = hash
      this.#append(bytes, from, to)
    }
    const number = this.#slots[slot]! - 1
    this.counts[number] = this.counts[number]! + 1
    return number
  }

  /** The same for a string. */
  addText(text: string): number {
    const bytes = Buffer.from(text)
    return this.add(bytes, 0, bytes.length, hashOf(bytes))
  }

  text(number: number): string {
    return this.#bytes.toString('utf8', this.#starts[number], this.#starts[number + 1])
  }

  /** The slot that a name is in, or would be. */
  #slotOf(bytes: Buffer, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1
    let slot = (hash ^ (hash >>> 15)) & mask
    for (;;) {
      const number = this.#slots[slot]! - 1
      if (number < 0 || (this.#hashes[number] === hash && this.#is(number, bytes, from, to))) return slot
      slot = (slot + 1) & mask
    }
  }

  #is(number: number, bytes: Buffer, from: number, to: number): boolean {
    const start = this.#starts[number]!
    if (this.#starts[number + 1]! - start !== to - from) return false
    for (let at = from; at < to; at++) if (this.#bytes[start + at - from] !== bytes[at]) return false
    return true
  }

  #append(bytes: Buffer, from: number, to: number): void {
    const start = this.#starts[this.size]!
    const end = start + to - from
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * end)
      this.#bytes.copy(larger, 0, 0, start)
      this.#bytes = larger
    }
    bytes.copy(this.#bytes, start, from, to)
    this.size++
    this.#starts[this.size] = end
  }

  #grow(): void {
    const room = 2 * this.size
    const enlarged = <T extends Uint32Array | Int32Array>(old: T, into: T): T => {
      into.set(old)
      return into
    }
    this.counts = enlarged(this.counts, new Uint32Array(room))
    this.#starts = enlarged(this.#starts, new Uint32Array(room + 1))
    this.#hashes = enlarged(this.#hashes, new Int32Array(room))
    this.#slots = new Uint32Array(2 * room)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.size; number++) {
      const hash = this.#hashes[number]!
      let slot = (hash ^ (hash >>> 15)) & mask
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
      this.#slots[slot] = number + 1
    }
  }
}
