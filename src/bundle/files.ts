import { createHash } from 'node:crypto'
import { closeSync, existsSync, fstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MalgwiError } from '../errors.js'
import { MANIFEST } from './manifest.js'

/** Absolute path of a bundle's folder, links followed where it exists. */
export function absoluteFolder(dir: string): string {
  return existsSync(dir) ? realpathSync(dir) : resolve(dir)
}

/** Beside a bundle's folder: the one being written, and the one being replaced while the two change places. */
export function siblings(folder: string): { partial: string; previous: string } {
  const beside = (suffix: string) => join(dirname(folder), `.${basename(folder)}.${suffix}`)
  return { partial: beside('partial'), previous: beside('previous') }
}

/**
 * Where the bundle of `dir` is: there, or, if its writer was killed between the two renames that replace it, in the folder that the
 * old one was moved to.
 */
export function locateBundle(dir: string): string {
  const folder = absoluteFolder(dir)
  const { previous } = siblings(folder)
  return !existsSync(folder) && existsSync(join(previous, MANIFEST)) ? previous : folder
}

/**
 * Size of a regular file, or undefined where there is none. Asked before a file is opened: opening a pipe would wait for ever.
 */
export function fileSize(path: string): number | undefined {
  try {
    const stat = statSync(path)
    return stat.isFile() ? stat.size : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads a file that is `size` bytes long; undefined where it no longer is.
 * @throws MalgwiError BUNDLE_BROKEN where the system refuses (no permission, a failing disk)
 */
export function readExactly(path: string, size: number): Uint8Array | undefined {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    if (fstatSync(file).size !== size) return undefined
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; ) {
      const got = readSync(file, bytes, at, size - at, at)
      if (got === 0) return undefined
      at += got
    }
    return bytes
  } catch (error) {
    throw new MalgwiError('BUNDLE_BROKEN', (error as Error).message)
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** The same, read on another thread. */
export async function readExactlyBeside(path: string, size: number): Promise<Uint8Array | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    if ((await file.stat()).size !== size) return undefined
    const bytes = new Uint8Array(size)
    for (let at = 0; at < size; ) {
      const { bytesRead } = await file.read(bytes, at, size - at, at)
      if (bytesRead === 0) return undefined
      at += bytesRead
    }
    return bytes
  } catch (error) {
    throw new MalgwiError('BUNDLE_BROKEN', (error as Error).message)
  } finally {
    await file?.close()
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
