import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { MalgwiError } from '../errors.js'
import { checkRanges } from './hnsw-graph.js'
import { Rows } from './rows.js'
import type { Metric } from './types.js'
import { writeWhole } from './write-whole.js'

/**
 * An index in one file, little-endian: a header of 8 words { magic, format, metric, dimensions, slots, vectors, bytes of the graph,
 * whether there is a mean }, the SHA-256 of all but itself, then mean f64, ids i32 (−1: removed), vectors f32, graph.
 */
const MAGIC = 0x5844494d // 'MIDX', little endian
const FORMAT = 1
const HEADER_WORDS = 8
const HASH_AT = HEADER_WORDS * 4
const HASH_BYTES = 32
const BODY_AT = HASH_AT + HASH_BYTES
const METRICS: readonly Metric[] = ['cosine', 'ip']
/** Node reads no larger file at once. */
const MOST_BYTES = 2 ** 31 - 1

export interface SavedIndex {
  rows: Rows
  /** As `encodeGraph` gives it, over the rows' slots; absent for an exact index. */
  graph?: Uint8Array
  /** What was taken off each row when the graph was built by inner product. */
  mean?: Float64Array | null
}

/** What a file has to hold, for whoever knows. */
export interface Expected {
  dimensions?: number
  metric?: Metric
  size?: number
}

/**
 * Writes an index to a file, whole or not at all.
 * @throws MalgwiError INDEX_UNSAVED
 */
export function saveIndex(path: string, { rows, graph, mean }: SavedIndex): void {
  const { dimensions, slots } = rows
  const body = [
    mean ?? new Float64Array(),
    rows.ids(),
    rows.vectors.subarray(0, slots * dimensions),
    graph ?? new Uint8Array(),
  ].map(bytesOf)
  const header = bytesOf(
    Uint32Array.of(MAGIC, FORMAT, METRICS.indexOf(rows.metric), dimensions, slots, rows.size, graph?.length ?? 0, mean ? 1 : 0),
  )
  const bytes = BODY_AT + body.reduce((sum, piece) => sum + piece.length, 0)
  if (bytes > MOST_BYTES) throw new MalgwiError('INDEX_UNSAVED', `it has ${bytes} bytes, and a file of it can have ${MOST_BYTES}`)
  writeWhole(path, [header, digest([header, ...body]), ...body])
}

/**
 * Reads what `saveIndex` wrote, as hostile: everything but the graph, which `decodeGraph` reads likewise.
 * @throws MalgwiError FILE_NOT_FOUND; INDEX_BROKEN for a file that is cut, changed, of another kind, or not what is expected
 */
export function readIndex(path: string, expected: Expected = {}): SavedIndex {
  const bytes = readWhole(path)
  if (bytes.length < BODY_AT) throw broken(path, 'it is cut short')
  const [magic, format, metricNumber, dimensions, slots, size, graphBytes, hasMean] = new Uint32Array(
    bytes.buffer,
    0,
    HEADER_WORDS,
  )
  if (magic !== MAGIC) throw broken(path, 'it is no index')
  if (format !== FORMAT) throw broken(path, `it is of format ${format}, and this version reads ${FORMAT}`)
  checkRanges({ dimensions })
  const idsAt = BODY_AT + (hasMean ? 8 * dimensions : 0)
  const vectorsAt = idsAt + 4 * slots
  const graphAt = vectorsAt + 4 * slots * dimensions
  if (graphAt + graphBytes !== bytes.length) {
    throw broken(path, `${slots} vectors of ${dimensions} need ${graphAt + graphBytes} bytes, it has ${bytes.length}`)
  }
  const hash = bytes.subarray(HASH_AT, BODY_AT)
  if (!timingSafeEqual(hash, digest([bytes.subarray(0, HASH_AT), bytes.subarray(BODY_AT)]))) {
    throw broken(path, 'its checksum does not fit')
  }
  const metric = METRICS[metricNumber]
  if (metric === undefined || hasMean > 1) throw broken(path, 'its header is wrong')
  const found = { dimensions, metric, size }
  for (const [name, wanted] of Object.entries(expected)) {
    const is = found[name as keyof Expected]
    if (wanted !== undefined && is !== wanted) throw broken(path, `its ${name} is ${is}, expected is ${wanted}`)
  }
  const mean = hasMean ? new Float64Array(bytes.buffer, BODY_AT, dimensions) : null
  if (mean && !mean.every(Number.isFinite)) throw broken(path, 'its mean is not finite')
  const vectors = new Float32Array(bytes.buffer, vectorsAt, slots * dimensions)
  const ids = new Int32Array(bytes.buffer, idsAt, slots)
  const rows = new Rows(vectors, dimensions, metric, ids)
  if (rows.size !== size) throw broken(path, `it has ${rows.size} vectors, and says ${size}`)
  return { rows, mean, graph: graphBytes > 0 ? bytes.subarray(graphAt) : undefined }
}

function readWhole(path: string): Uint8Array {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new MalgwiError('FILE_NOT_FOUND', path)
  if (found.size > MOST_BYTES) throw broken(path, 'it is larger than an index can be')
  const file = readFileSync(path)
  // A small file may be a view of a pool that others write to, at any place; a copy of it is aligned.
  return file.buffer.byteLength === file.length ? new Uint8Array(file.buffer) : new Uint8Array(file)
}

function digest(pieces: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest()
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function broken(path: string, detail: string): MalgwiError {
  return new MalgwiError('INDEX_BROKEN', `${path}: ${detail}`)
}
