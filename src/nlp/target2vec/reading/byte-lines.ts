import { wrong } from './wrong.js'

/** In UTF-16 units. */
const LONGEST_LINE = 1 << 20
/** What such a line takes at most in UTF-8. */
const MOST_BYTES = 3 * LONGEST_LINE
const NEWLINE = 0x0a
const RETURN = 0x0d
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf)

/**
 * The lines of a text in UTF-8, each where it was read to and there until the next one is asked for: strings of all lines would make the
 * heap grow, which never shrinks in time.
 *
 *     while (lines.step() || (await lines.fill())) … lines.bytes from lines.from to lines.to, without the line's end
 *
 * Throws VECTORS_TOKENS for a line of more than 2^20 characters.
 */
export class ByteLines {
  bytes: Buffer = Buffer.allocUnsafe(1 << 17)
  from = 0
  to = 0
  /** Of the line, from 1. */
  number = 0
  readonly #chunks: AsyncIterator<Uint8Array>
  #next = 0
  #end = 0

  /** A chunk may be overwritten once the next one is asked for. */
  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Goes on to the next line if all of it has been read. */
  step(): boolean {
    const end = this.bytes.indexOf(NEWLINE, this.#next)
    if (end < 0 || end >= this.#end) return false
    this.#take(end, end + 1)
    return true
  }

  /** Reads on and goes to the next line; false where there is none. */
  async fill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.#chunks.next()
      if (done) break
      this.#append(value)
      if (this.step()) return true
    }
    if (this.#next === this.#end) return false
    this.#take(this.#end, this.#end)
    return true
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  #take(to: number, next: number): void {
    const { bytes } = this
    this.number++
    this.from = this.#next
    this.to = to > this.from && bytes[to - 1] === RETURN ? to - 1 : to
    this.#next = next
    if (this.number === 1 && BYTE_ORDER_MARK.equals(bytes.subarray(0, 3)) && this.to >= 3) this.from = 3
    const length = this.to - this.from
    if (length > LONGEST_LINE && bytes.toString('utf8', this.from, this.to).length > LONGEST_LINE) throw tooLong(this.number)
  }

  #append(chunk: Uint8Array): void {
    const held = this.#end - this.#next
    if (held > MOST_BYTES) throw tooLong(this.number + 1)
    const needed = held + chunk.length
    const into = needed > this.bytes.length ? Buffer.allocUnsafe(2 * needed) : this.bytes
    this.bytes.copy(into, 0, this.#next, this.#end)
    into.set(chunk, held)
    this.bytes = into
    this.#next = 0
    this.#end = needed
  }
}

function tooLong(line: number): Error {
  return wrong(`line ${line} is too long`)
}
