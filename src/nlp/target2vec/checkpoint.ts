import { createHash } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import type { LabelledTokens } from './corpus.js'
import type { Target2VecOptions } from './options.js'

const HEADER_BYTES = 256
/** Counts up when rounds or updates change, so that no state of older code is gone on from. */
const VERSION = 2

interface Header {
  fingerprint: string
  round: number
}

/** Changes with anything that changes the result, but not with the number of threads. */
export function fingerprint(corpus: LabelledTokens, { threads: _, ...options }: Target2VecOptions): string {
  const hash = createHash('sha256').update(JSON.stringify([VERSION, options, corpus.labelsPerDocument, corpus.labelCount]))
  const none = new Uint32Array(0)
  const { tokens, offsets, wordCounts, labels, wordLabels = none, targets = none } = corpus
  for (const part of [tokens, offsets, wordCounts, labels, wordLabels, targets]) {
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  }
  return hash.digest('hex')
}

/** Writes a padded JSON header and the matrices beside `path`, then renames: a reader sees the old file or the new one. */
export function writeCheckpoint(path: string, header: Header, matrices: Float32Array[]): void {
  const file = openSync(`${path}.partial`, 'w')
  try {
    writeAll(file, Buffer.from(JSON.stringify(header).padEnd(HEADER_BYTES)))
    for (const matrix of matrices) writeAll(file, new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength))
  } finally {
    closeSync(file)
  }
  renameSync(`${path}.partial`, path)
}

/** Fills the matrices and returns the number of rounds done; 0, with the matrices untouched, if the file is another run's or none. */
export function readCheckpoint(path: string, wanted: string, matrices: Float32Array[]): number {
  rmSync(`${path}.partial`, { force: true })
  if (!existsSync(path)) return 0
  const file = openSync(path, 'r')
  try {
    const bytes = matrices.reduce((sum, matrix) => sum + matrix.byteLength, HEADER_BYTES)
    if (fstatSync(file).size !== bytes) return 0
    const start = new Uint8Array(HEADER_BYTES)
    readAll(file, start)
    const header = parseHeader(start)
    if (header?.fingerprint !== wanted) return 0
    for (const matrix of matrices) readAll(file, new Uint8Array(matrix.buffer, matrix.byteOffset, matrix.byteLength))
    return header.round
  } finally {
    closeSync(file)
  }
}

function parseHeader(bytes: Uint8Array): Header | null {
  try {
    return JSON.parse(Buffer.from(bytes).toString()) as Header
  } catch {
    return null
  }
}

function readAll(file: number, into: Uint8Array): void {
  for (let at = 0; at < into.length; ) {
    const count = readSync(file, into, at, into.length - at, null)
    if (count === 0) throw new RangeError('Target2Vec: the checkpoint ends early')
    at += count
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}
