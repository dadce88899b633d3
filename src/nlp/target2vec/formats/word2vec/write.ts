import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** Words of one write. */
const PIECE = 1024

/**
 * Writes word vectors as word2vec does: a line 'words dimensions', then in text a line a word, in binary each word, a space, its
 * little-endian floats and a newline. Text holds as many digits as a float needs to come back the same. The file is there as a whole
 * or not at all.
 *
 * @param words without white space, one a row
 * @param matrix [words × dimensions]
 * @throws RangeError where rows and words do not fit together, or a word is empty or holds white space
 */
export async function writeWordVectors(
  path: string,
  words: readonly string[],
  matrix: Float32Array,
  format: 'text' | 'binary',
): Promise<void> {
  const dimensions = matrix.length / words.length
  if (!Number.isInteger(dimensions) || dimensions < 1)
    throw new RangeError(`Word vectors: ${matrix.length} numbers are no rows of ${words.length} words`)
  const unfit = words.find((word) => !/^\S+$/.test(word))
  if (unfit !== undefined) throw new RangeError(`Word vectors: ${JSON.stringify(unfit)} is empty or holds white space`)
  const rowOf = format === 'text' ? textRow : binaryRow
  function* pieces(): Generator<Buffer> {
    yield Buffer.from(`${words.length} ${dimensions}\n`)
    for (let from = 0; from < words.length; from += PIECE) {
      const rows = words
        .slice(from, from + PIECE)
        .map((word, i) => rowOf(word, matrix.subarray((from + i) * dimensions, (from + i + 1) * dimensions)))
      yield Buffer.concat(rows)
    }
  }
  const draft = `${path}.draft`
  await pipeline(pieces, createWriteStream(draft))
  await rename(draft, path)
}

/** Nine significant digits tell any two floats apart. */
const textRow = (word: string, row: Float32Array): Buffer =>
  Buffer.from(`${word} ${Array.from(row, (value) => String(Number(value.toPrecision(9)))).join(' ')}\n`)

function binaryRow(word: string, row: Float32Array): Buffer {
  const name = Buffer.from(`${word} `)
  const bytes = Buffer.alloc(name.length + 4 * row.length + 1)
  name.copy(bytes)
  for (let i = 0; i < row.length; i++) bytes.writeFloatLE(row[i], name.length + 4 * i)
  bytes[bytes.length - 1] = 0x0a
  return bytes
}
