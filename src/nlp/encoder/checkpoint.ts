import { closeSync, fsyncSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MalgwiError } from '../../errors.js'

const MAGIC = 'malgwi-encoder-1'
/** writeSync takes at most 2 GB at a time; smaller pieces also keep the kernel from copying it all at once. */
const PIECE = 1 << 26
const HEADER_LIMIT = 1 << 20

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, Math.min(PIECE, bytes.length - done))
}

function readAll(file: number, bytes: Uint8Array): boolean {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(file, bytes, done, Math.min(PIECE, bytes.length - done), null)
    if (read === 0) return false
    done += read
  }
  return true
}

/** Puts a header (JSON) and an array into a file that is there as a whole or not at all: temporary file, fsync, rename. */
export function saveCheckpoint(path: string, header: object, state: Uint8Array): void {
  const json = Buffer.from(JSON.stringify({ magic: MAGIC, bytes: state.length, ...header }))
  const temporary = `${path}.part`
  const file = openSync(temporary, 'w')
  try {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(json.length)
    writeAll(file, length)
    writeAll(file, json)
    writeAll(file, state)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  syncFolder(dirname(path))
}

/** The rename itself lasts only once the folder is on disk; systems that cannot open a folder have no need of it. */
function syncFolder(path: string): void {
  let folder: number
  try {
    folder = openSync(path, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(folder)
  } catch {
  } finally {
    closeSync(folder)
  }
}

/**
 * Reads a checkpoint into `state`. Returns its header, or null, with `state` undefined, where there is none that `accepts` takes
 * and that holds an array of this very size.
 */
export function loadCheckpoint<Header extends object>(
  path: string,
  state: Uint8Array,
  accepts: (header: Header) => boolean,
): Header | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return null
  }
  try {
    const length = Buffer.alloc(4)
    if (!readAll(file, length) || length.readUInt32LE() > HEADER_LIMIT) return null
    const json = Buffer.alloc(length.readUInt32LE())
    if (!readAll(file, json)) return null
    const header = parse(json.toString()) as (Header & { magic?: unknown; bytes?: unknown }) | null
    if (header?.magic !== MAGIC || header.bytes !== state.length || !accepts(header)) return null
    return readAll(file, state) ? header : null
  } finally {
    closeSync(file)
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

export const checkpointPath = (dir: string): string => join(dir, 'encoder.checkpoint')
export const bestPath = (dir: string): string => join(dir, 'encoder.best')

export const epochPath = (dir: string, epoch: number): string => join(dir, `encoder.epoch-${epoch}`)

/** Puts the mean of the weights of some epochs, as they were saved, into `weights`. */
export function averageEpochs(dir: string, epochs: readonly number[], fingerprint: string, weights: Uint8Array): void {
  const sum = new Float32Array(weights.length / 4)
  for (const epoch of epochs) {
    const accepts = (header: { fingerprint: string }): boolean => header.fingerprint === fingerprint
    if (!loadCheckpoint(epochPath(dir, epoch), weights, accepts)) {
      throw new MalgwiError('CHECKPOINT_LOST', epochPath(dir, epoch))
    }
    const values = new Float32Array(weights.buffer, weights.byteOffset, sum.length)
    for (let i = 0; i < sum.length; i++) sum[i] += values[i] / epochs.length
  }
  weights.set(new Uint8Array(sum.buffer))
}

export function removeCheckpoints(dir: string): void {
  for (const name of readdirSync(dir)) if (/^encoder\.(checkpoint|best|epoch-\d+)$/.test(name)) rmSync(join(dir, name))
}
