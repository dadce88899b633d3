import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileSize, locateBundle, readExactly, sha256 } from './files.js'
import { MANIFEST } from './manifest.js'
import { readManifest } from './open.js'

export interface FileReport {
  name: string
  ok: boolean
  /** What is wrong with it, or its size. */
  detail: string
}

export interface BundleReport {
  dir: string
  /** Whether every file is what the manifest says. */
  ok: boolean
  files: FileReport[]
  /** What lies in the folder unnamed; nobody reads it. */
  unlisted: string[]
}

/**
 * Holds every file of a bundle against its manifest, one at a time in memory.
 * @throws MalgwiError where the manifest itself cannot be read: BUNDLE_MISSING, BUNDLE_CORRUPT, BUNDLE_FORMAT
 */
export function verifyBundle(dir: string): BundleReport {
  const folder = locateBundle(dir)
  const manifest = readManifest(folder)
  const files = Object.entries(manifest.files).map(([name, { bytes, sha256: expected }]): FileReport => {
    const path = join(folder, name)
    const size = fileSize(path)
    if (size === undefined) return { name, ok: false, detail: 'is missing' }
    if (size !== bytes) return { name, ok: false, detail: `has ${size} bytes and should have ${bytes}` }
    const content = readExactly(path, size)
    if (!content || sha256(content) !== expected) return { name, ok: false, detail: 'is damaged (SHA-256)' }
    return { name, ok: true, detail: `${bytes} bytes` }
  })
  const unlisted = readdirSync(folder).filter((name) => name !== MANIFEST && !Object.hasOwn(manifest.files, name))
  return { dir: folder, ok: files.every((file) => file.ok), files, unlisted: unlisted.sort() }
}
