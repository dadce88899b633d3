import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { MalgwiError } from '../errors.js'

/**
 * Makes a folder and those above it. One at a time: where the system has no room for folders (/proc), Node's own recursive way never
 * comes to an end.
 *
 * Throws what the system says.
 */
export function makeFolder(path: string): void {
  const missing: string[] = []
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at)
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder)
    } catch (error) {
      // Another process was quicker.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  if (!statSync(path).isDirectory()) throw new MalgwiError('PATH_REFUSED', `${path} is a file, and a folder is needed there`)
}

/** @throws MalgwiError PATH_REFUSED, FILE_NOT_FOUND where no file can be written for want of its folder, or for a folder in its place */
export function requireFilePlace(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new MalgwiError('PATH_REFUSED', `${path} is a folder, and a file is needed`)
  const folder = dirname(resolve(path))
  if (!existsSync(folder)) throw new MalgwiError('FILE_NOT_FOUND', folder)
}
