import { join } from 'node:path'
import type { z } from 'zod'
import { MalgwiError } from '../errors.js'
import { fileSize, locateBundle, readExactly, readExactlyBeside, sha256 } from './files.js'
import { FORMAT, firstIssue, LIMITS, MANIFEST, type Manifest, manifestSchema } from './manifest.js'
import { decodeSafetensors, type Tensors } from './safetensors.js'

/** An opened bundle. Files are read when they are asked for, each time anew: keep what you need, drop the bytes. */
export interface Bundle {
  readonly dir: string
  readonly manifest: Manifest
  has(name: string): boolean
  /** @throws MalgwiError BUNDLE_MISSING_FILE, BUNDLE_CORRUPT where size or SHA-256 are not the manifest's */
  bytes(name: string): Uint8Array
  /** The same, read on another thread: for a large file, while the caller does something else. Rejects as `bytes` throws. */
  bytesBeside(name: string): Promise<Uint8Array>
  /** Throws as `bytes` does, and BUNDLE_CORRUPT where the file is no JSON or does not fit the schema. */
  json<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema>
  /** Throws as `bytes` does, and BUNDLE_CORRUPT where the file is no safetensors file. */
  tensors(name: string): Tensors
}

/**
 * Opens the bundle in a folder, as hostile: the manifest is capped, its names have no path parts, and every file it names is there
 * with its size, before anything is read; each file's SHA-256 is checked when it is read.
 * @throws MalgwiError BUNDLE_MISSING, BUNDLE_MISSING_FILE, BUNDLE_CORRUPT, BUNDLE_FORMAT
 */
export function openBundle(dir: string): Bundle {
  const folder = locateBundle(dir)
  const manifest = readManifest(folder)
  for (const name of Object.keys(manifest.files)) checkSize(folder, manifest, name)

  const found = (name: string): { path: string; record: Manifest['files'][string] } => {
    if (!Object.hasOwn(manifest.files, name)) throw new MalgwiError('BUNDLE_MISSING_FILE', join(folder, name))
    checkSize(folder, manifest, name)
    return { path: join(folder, name), record: manifest.files[name] }
  }
  const checked = (content: Uint8Array | undefined, { path, record }: ReturnType<typeof found>): Uint8Array => {
    if (content && sha256(content) === record.sha256) return content
    throw new MalgwiError('BUNDLE_CORRUPT', `the content of ${path} is not what the manifest says (SHA-256)`)
  }
  const bytes = (name: string): Uint8Array => {
    const file = found(name)
    return checked(readExactly(file.path, file.record.bytes), file)
  }
  const bytesBeside = async (name: string): Promise<Uint8Array> => {
    const file = found(name)
    return checked(await readExactlyBeside(file.path, file.record.bytes), file)
  }
  return {
    dir: folder,
    manifest,
    has: (name) => Object.hasOwn(manifest.files, name),
    bytes,
    bytesBeside,
    json(name, schema) {
      const parsed = schema.safeParse(parseJson(bytes(name), join(folder, name)))
      if (!parsed.success) throw new MalgwiError('BUNDLE_CORRUPT', `${join(folder, name)}: ${firstIssue(parsed.error)}`)
      return parsed.data
    },
    tensors: (name) => decodeSafetensors(bytes(name), join(folder, name)),
  }
}

/** The manifest alone; whether the files fit it is for the caller. Throws as `openBundle` does. */
export function readManifest(folder: string): Manifest {
  const path = join(folder, MANIFEST)
  const size = fileSize(path)
  if (size === undefined) throw new MalgwiError('BUNDLE_MISSING', folder)
  if (size > LIMITS.manifestBytes) throw new MalgwiError('BUNDLE_CORRUPT', `${path} is larger than ${LIMITS.manifestBytes} bytes`)
  const content = readExactly(path, size)
  if (!content) throw new MalgwiError('BUNDLE_CORRUPT', `${path} changes while it is read`)
  const json = parseJson(content, path)
  const format = (json as { format?: unknown } | null)?.format
  if (typeof format === 'number' && format !== FORMAT) {
    throw new MalgwiError('BUNDLE_FORMAT', `${path} is of format ${format}, and this version reads ${FORMAT}`)
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success) throw new MalgwiError('BUNDLE_CORRUPT', `${path}: ${firstIssue(parsed.error)}`)
  let total = 0
  for (const { bytes } of Object.values(parsed.data.files)) total += bytes
  if (total > LIMITS.totalBytes)
    throw new MalgwiError('BUNDLE_CORRUPT', `${path} names ${total} bytes, more than ${LIMITS.totalBytes}`)
  return parsed.data
}

function checkSize(folder: string, manifest: Manifest, name: string): void {
  const path = join(folder, name)
  const size = fileSize(path)
  if (size === undefined) throw new MalgwiError('BUNDLE_MISSING_FILE', path)
  const { bytes } = manifest.files[name]
  if (size !== bytes) throw new MalgwiError('BUNDLE_CORRUPT', `${path} has ${size} bytes and should have ${bytes}`)
}

function parseJson(content: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch {
    throw new MalgwiError('BUNDLE_CORRUPT', `${path} is no JSON`)
  }
}
