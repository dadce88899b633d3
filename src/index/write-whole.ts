import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { MalgwiError } from '../errors.js'

/**
 * Writes a file so that whoever opens `path`, at whatever moment the writer is killed or the power fails, finds the old one or the new
 * one whole: beside it first, flushed, then renamed. One writer at a time; what a killed one left is written over by the next.
 * @throws MalgwiError INDEX_UNSAVED
 */
export function writeWhole(path: string, pieces: readonly Uint8Array[]): void {
  const partial = `${path}.partial`
  try {
    rmSync(partial, { force: true })
    const file = openSync(partial, 'wx', 0o644)
    try {
      for (const piece of pieces) writeAll(file, piece)
      fsyncSync(file)
    } catch (error) {
      rmSync(partial, { force: true })
      throw error
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
    flushFolder(dirname(path))
  } catch (error) {
    throw new MalgwiError('INDEX_UNSAVED', (error as Error).message)
  }
}

/** A single write may write less than it was given. */
function writeAll(file: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at)
}

/** Makes the new name durable; Windows cannot open a folder, and does it by itself. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
