import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** Writes a file piece by piece, as they are made; it is there as a whole or not at all. */
export async function writePieces(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const draft = `${path}.draft`
  await pipeline(pieces, createWriteStream(draft))
  await rename(draft, path)
}

/** Rows of one write: single ones would cost a call each, all at once a string of the file's size. */
const ROWS = 1024

/** What `rowOf` says of each of `count` rows, joined into pieces of many. */
export function* piecesOfRows(count: number, rowOf: (row: number) => Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < count; from += ROWS) {
    yield Buffer.concat(Array.from({ length: Math.min(ROWS, count - from) }, (_, n) => rowOf(from + n)))
  }
}

/** A float in decimals: nine significant digits tell any two of single precision apart. */
export function decimals(value: number): string {
  return String(Number(value.toPrecision(9)))
}
