import { createHash, type Hash } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MalgwiError } from '../../errors.js'
import type { ModelHeader } from './model-header.js'

const HEADER_FILE = 'vectors.json'
const MATRICES_FILE = 'vectors.f32'
const MOST_HEADER_BYTES = 2 ** 28
const MOST_MATRIX_BYTES = 2 ** 32
const PIECE_BYTES = 2 ** 24

/** Trained vectors as they lie in a folder: what they are called and how they came about, and the matrices. */
export interface SavedVectors {
  /** What was trained: target2vec, skip-gram, pv-dm … */
  objective: string
  options: Record<string, unknown>
  dimensions: number
  /** Form and count of each word, most frequent first. */
  words: [form: string, count: number][]
  labels: string[]
  /** [words, dimensions]: input vectors. */
  vectors: Float32Array
  /** [words, dimensions]: output vectors. */
  contexts: Float32Array
  /** [labels, dimensions]: in the space of the words. */
  labelVectors: Float32Array
}

/**
 * Writes `dir/vectors.f32` (vectors, contexts, labelVectors, float32 little-endian, row after row) and `dir/vectors.json`, which holds
 * the rest and the first one's SHA-256. Both are written beside their place and renamed, the header last.
 * Throws RangeError where a matrix has not the shape that the names give it.
 */
export async function writeVectors(dir: string, saved: SavedVectors): Promise<void> {
  const { vectors, contexts, labelVectors, ...named } = saved
  const matrices = [vectors, contexts, labelVectors]
  const rows = [saved.words.length, saved.words.length, saved.labels.length]
  for (const [n, matrix] of matrices.entries()) {
    if (matrix.length !== rows[n]! * saved.dimensions) throw new RangeError(`matrix ${n} is not ${rows[n]} × ${saved.dimensions}`)
  }
  await mkdir(dir, { recursive: true })
  const [header, body] = [join(dir, HEADER_FILE), join(dir, MATRICES_FILE)]
  const hash = createHash('sha256')
  const file = await open(`${body}.partial`, 'w')
  try {
    for (const matrix of matrices) await writePieces(file, matrix, hash)
    await file.sync()
  } finally {
    await file.close()
  }
  await writeFile(`${header}.partial`, JSON.stringify({ format: 1, ...named, sha256: hash.digest('hex') }))
  await rename(`${body}.partial`, body)
  await rename(`${header}.partial`, header)
}

/**
 * Reads what writeVectors wrote. Throws FILE_NOT_FOUND where a file is missing, VECTORS_INVALID where one is damaged, too large, or does
 * not fit the other.
 */
export async function readVectors(dir: string): Promise<SavedVectors> {
  const { sha256, format: _, ...named } = await readHeader(join(dir, HEADER_FILE))
  const path = join(dir, MATRICES_FILE)
  const { words, labels, dimensions } = named
  const numbers = (2 * words.length + labels.length) * dimensions
  if (numbers * 4 > MOST_MATRIX_BYTES) throw invalid(`${path} would be larger than 4 GB`)
  const bytes = await sizeOf(path)
  if (bytes !== numbers * 4) throw invalid(`${path} has ${bytes} bytes, not ${numbers * 4}`)
  const all = new Float32Array(numbers)
  const hash = createHash('sha256')
  const file = await open(path, 'r')
  try {
    await readPieces(file, all, hash)
  } finally {
    await file.close()
  }
  if (hash.digest('hex') !== sha256) throw invalid(`${path} has not the checksum that ${HEADER_FILE} gives it`)
  const size = words.length * dimensions
  return {
    ...named,
    vectors: all.subarray(0, size),
    contexts: all.subarray(size, 2 * size),
    labelVectors: all.subarray(2 * size),
  }
}

async function readHeader(path: string): Promise<ModelHeader> {
  if ((await sizeOf(path)) > MOST_HEADER_BYTES) throw invalid(`${path} is larger than ${MOST_HEADER_BYTES} bytes`)
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    throw invalid(`${path} is no JSON`)
  }
  // What checks is loaded by those who read: training takes 6 MB less without it.
  const { checkHeader } = await import('./model-header.js')
  return checkHeader(json, (detail) => invalid(`${path}: ${detail}`))
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch {
    throw new MalgwiError('FILE_NOT_FOUND', path)
  }
}

function invalid(detail: string): MalgwiError {
  return new MalgwiError('VECTORS_INVALID', detail)
}

async function writePieces(file: FileHandle, matrix: Float32Array, hash: Hash): Promise<void> {
  for (const piece of pieces(matrix)) {
    hash.update(piece)
    for (let at = 0; at < piece.length; ) at += (await file.write(piece, at)).bytesWritten
  }
}

async function readPieces(file: FileHandle, matrix: Float32Array, hash: Hash): Promise<void> {
  for (const piece of pieces(matrix)) {
    for (let at = 0; at < piece.length; ) {
      const { bytesRead } = await file.read(piece, at, piece.length - at)
      if (bytesRead === 0) throw invalid(`${MATRICES_FILE} ends early`)
      at += bytesRead
    }
    hash.update(piece)
  }
}

function* pieces(matrix: Float32Array): Generator<Uint8Array> {
  const bytes = new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength)
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES)
}
