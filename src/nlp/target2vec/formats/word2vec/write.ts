import { decimals, piecesOfRows, writePieces } from '../write-pieces.js'

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
  const unfit = words.find((word) => !isWord(word))
  if (unfit !== undefined) throw new RangeError(`Word vectors: ${JSON.stringify(unfit)} is empty or holds white space`)
  const rowOf = format === 'text' ? textRow : binaryRow
  function* pieces(): Generator<Uint8Array> {
    yield Buffer.from(`${words.length} ${dimensions}\n`)
    yield* piecesOfRows(words.length, (n) => rowOf(words[n]!, matrix.subarray(n * dimensions, (n + 1) * dimensions)))
  }
  await writePieces(path, pieces())
}

/** Whether a name can stand in such a file. */
export function isWord(name: string): boolean {
  return /^\S+$/.test(name)
}

const textRow = (word: string, row: Float32Array): Buffer => Buffer.from(`${word} ${Array.from(row, decimals).join(' ')}\n`)

function binaryRow(word: string, row: Float32Array): Buffer {
  const name = Buffer.from(`${word} `)
  const bytes = Buffer.alloc(name.length + 4 * row.length + 1)
  name.copy(bytes)
  for (let i = 0; i < row.length; i++) bytes.writeFloatLE(row[i]!, name.length + 4 * i)
  bytes[bytes.length - 1] = 0x0a
  return bytes
}
