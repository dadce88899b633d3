import { mkdir, open, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type Libsql from 'libsql'
import { MalgwiError } from '../errors.js'
import type { Store } from './contract.js'
import { guarded } from './database.js'
import { openRaw, waitShortly } from './raw.js'
import { APPLICATION_ID, MIGRATIONS } from './schema.js'
import { createStore } from './store.js'

const MEMORY = ':memory:'

/** Every SQLite database begins with this (https://www.sqlite.org/fileformat2.html, 1.3). */
const MAGIC = Buffer.from('SQLite format 3\0')

/** Files up to this many bytes are read through once when they are opened: a second's work at most. */
const CHECKED = 64 * 2 ** 20

/**
 * Opens the database, makes it where there is none, and brings it to the schema of this version. A file that is no database of ours is not touched.
 *
 * @param url `file:PATH` (its folders are made; nobody else on the machine may read the file) or `file::memory:`
 * @throws MalgwiError STATE_URL, STATE_BROKEN, STATE_UNWRITABLE, STATE_BUSY
 */
export async function openStore(url: string): Promise<Store> {
  const path = pathOf(url)
  if (path !== null) await prepareFile(path)
  const raw = guarded(() => openRaw(path ?? MEMORY))
  try {
    if (path !== null) await checkFile(raw, path)
    guarded(() => migrate(raw))
    waitShortly(raw)
  } catch (error) {
    raw.close()
    throw error
  }
  return createStore(raw, path)
}

/** Null: in memory. */
function pathOf(url: string): string | null {
  const rest = /^file:(.+)$/s.exec(url)?.[1]
  if (rest === undefined) throw new MalgwiError('STATE_URL', url.replace(/^(\w+:).*/s, '$1…'))
  if (rest === MEMORY) return null
  return rest.startsWith('//') ? fileURLToPath(url) : resolve(rest)
}

async function prepareFile(path: string): Promise<void> {
  const refuse = (error: NodeJS.ErrnoException) => {
    throw new MalgwiError('STATE_UNWRITABLE', `${path}: ${error.message}`)
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(refuse)
  // SQLite gives its log and index the mode of the database.
  const file = await open(path, 'a+', 0o600).catch(refuse)
  if (!file) return
  try {
    const start = Buffer.alloc(MAGIC.length)
    const { bytesRead } = await file.read(start, 0, start.length, 0)
    if (bytesRead > 0 && !start.equals(MAGIC)) throw new MalgwiError('STATE_BROKEN', `${path} is no SQLite database`)
  } finally {
    await file.close()
  }
}

async function checkFile(raw: Libsql.Database, path: string): Promise<void> {
  const { size } = await stat(path)
  guarded(() => {
    const found = pragma(raw, 'application_id')
    if (found !== APPLICATION_ID && size > 0 && hasTables(raw))
      throw new MalgwiError('STATE_BROKEN', `${path} is the database of another program`)
    const version = pragma(raw, 'user_version')
    if (version > MIGRATIONS.length)
      throw new MalgwiError('STATE_BROKEN', `${path} was made by a newer version (schema ${version}, here ${MIGRATIONS.length})`)
    if (size > CHECKED) return
    const [{ quick_check: said }] = raw.prepare('pragma quick_check(1)').all([]) as [{ quick_check: string }]
    if (said !== 'ok') throw new MalgwiError('STATE_BROKEN', `${path}: ${said}`)
  })
}

const hasTables = (raw: Libsql.Database): boolean => raw.prepare('select 1 from sqlite_schema limit 1').all([]).length > 0

function pragma(raw: Libsql.Database, name: string): number {
  const [row] = raw.prepare(`pragma ${name}`).all([]) as [Record<string, number>]
  return row[name]
}

function migrate(raw: Libsql.Database): void {
  raw.prepare('pragma journal_mode = wal').all([])
  if (pragma(raw, 'user_version') === MIGRATIONS.length) return
  raw.exec('begin immediate')
  try {
    // Another process may have been first.
    const version = pragma(raw, 'user_version')
    for (const step of MIGRATIONS.slice(version)) raw.exec(step)
    raw.exec(`pragma application_id = ${APPLICATION_ID}`)
    raw.exec(`pragma user_version = ${MIGRATIONS.length}`)
    raw.exec('commit')
  } catch (error) {
    raw.exec('rollback')
    throw error
  }
}
