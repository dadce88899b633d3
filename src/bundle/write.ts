import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { MalgwiError } from '../errors.js'
import { absoluteFolder, fileSize, sha256, siblings } from './files.js'
import {
  type BundleFacts,
  FORMAT,
  firstIssue,
  LIMITS,
  MANIFEST,
  type Manifest,
  manifestSchema,
  programVersion,
} from './manifest.js'

/**
 * Writes a bundle so that whoever opens `dir` finds the old one or the new one whole, at whatever moment the writer is killed: all of
 * it goes into a folder beside, is flushed to disk, and then changes places. A bundle that is there is replaced, and what lies in its
 * folder unnamed comes along. One writer at a time.
 * @param files content by name; names have no path parts
 * @throws MalgwiError BUNDLE_OCCUPIED where `dir` is a file, or a folder with something in it that is no bundle; BUNDLE_REFUSED for
 *   facts or names that no reader would accept, or a disk that refuses
 */
export function writeBundle(dir: string, facts: BundleFacts, files: Record<string, Uint8Array>): Manifest {
  const manifest = makeManifest(facts, files)
  const folder = absoluteFolder(dir)
  try {
    mkdirSync(dirname(folder), { recursive: true })
    const { partial, previous } = siblings(folder)
    if (!existsSync(folder) && existsSync(join(previous, MANIFEST))) renameSync(previous, folder)
    const kept = unlistedFiles(folder).filter((name) => !Object.hasOwn(files, name))

    rmSync(partial, { recursive: true, force: true })
    mkdirSync(partial)
    for (const name of kept) cpSync(join(folder, name), join(partial, name), { recursive: true, verbatimSymlinks: true })
    for (const [name, content] of Object.entries(files)) writeFileSync(join(partial, name), content, { flag: 'wx', flush: true })
    writeFileSync(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flag: 'wx', flush: true })
    flushFolder(partial)
    exchange(folder, partial, previous)
    return manifest
  } catch (error) {
    if (error instanceof MalgwiError) throw error
    throw new MalgwiError('BUNDLE_REFUSED', (error as Error).message)
  }
}

/**
 * What would stop `writeBundle` from writing there, for whoever works long before the bundle is ready.
 * @throws MalgwiError BUNDLE_OCCUPIED
 */
export function refuseOccupied(dir: string): void {
  unlistedFiles(absoluteFolder(dir))
}

function makeManifest(facts: BundleFacts, files: Record<string, Uint8Array>): Manifest {
  const names = Object.keys(files).sort()
  const manifest = {
    format: FORMAT,
    domain: facts.domain,
    createdBy: programVersion(),
    files: Object.fromEntries(names.map((name) => [name, { sha256: sha256(files[name]), bytes: files[name].length }])),
    trainedOn: facts.trainedOn,
    seed: facts.seed,
    options: facts.options ?? {},
    steps: facts.steps,
    figures: facts.figures,
  }
  const parsed = manifestSchema.safeParse(manifest)
  if (!parsed.success) throw new MalgwiError('BUNDLE_REFUSED', firstIssue(parsed.error))
  const total = names.reduce((sum, name) => sum + files[name].length, 0)
  if (total > LIMITS.totalBytes) throw new MalgwiError('BUNDLE_REFUSED', `${total} bytes are more than ${LIMITS.totalBytes}`)
  return parsed.data
}

/** What is in the folder besides the bundle. Throws where the folder is not ours to replace. */
function unlistedFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  const names = statSync(folder).isDirectory() ? readdirSync(folder) : undefined
  if (names?.length === 0) return []
  const listed = names && listedFiles(join(folder, MANIFEST))
  if (!listed) throw new MalgwiError('BUNDLE_OCCUPIED', folder)
  return names.filter((name) => name !== MANIFEST && !listed.includes(name))
}

/** Of a manifest of any format, for an older bundle is replaced as well; undefined where it is none. */
function listedFiles(path: string): string[] | undefined {
  if ((fileSize(path) ?? Number.POSITIVE_INFINITY) > LIMITS.manifestBytes) return undefined
  try {
    const { format, files } = JSON.parse(readFileSync(path, 'utf8'))
    return typeof format === 'number' && typeof files === 'object' ? Object.keys(files) : undefined
  } catch {
    return undefined
  }
}

/** A folder with something in it cannot be renamed over: the old one steps aside, where `locateBundle` finds it meanwhile. */
function exchange(folder: string, partial: string, previous: string): void {
  rmSync(previous, { recursive: true, force: true })
  const replaces = existsSync(folder)
  if (replaces) renameSync(folder, previous)
  try {
    renameSync(partial, folder)
  } catch (error) {
    if (replaces) renameSync(previous, folder)
    throw error
  }
  flushFolder(dirname(folder))
  rmSync(previous, { recursive: true, force: true })
}

/** Makes the names in a folder durable; Windows cannot open one, and does it by itself. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
