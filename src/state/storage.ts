import { MalgwiError } from '../errors.js'
import type { StateStorage } from './contract.js'
import { type Db, inTransaction } from './database.js'
import { readJson } from './json.js'
import { checkKey } from './keys.js'
import type { Queries } from './queries.js'
import { type Scope, type Scopes, scopeOf } from './scope.js'

export interface StorageParts {
  db: Db
  queries: Queries
  scopes: Scopes
}

/** Told apart from every other by its version, whatever happened to it in between. */
export const newVersion = (): number => 1 + Math.floor(Math.random() * (Number.MAX_SAFE_INTEGER - 1))

export function createStorage({ db, queries, scopes }: StorageParts): StateStorage {
  const stored = async (key: string) => (await queries.readState(db, key)).rows[0]

  const read = async (key: string, scope: Scope | undefined) => {
    checkKey(key)
    const staged = scope?.staged.get(key)
    if (staged !== undefined) return staged === null ? undefined : readJson(staged, key)
    const row = await stored(key)
    // A turn that saw two versions of an item must not commit: the first counts.
    if (scope && !scope.seen.has(key)) scope.seen.set(key, row ?? null)
    return row && { ...readJson(row.body, `the item ${key}`), eTag: String(row.version) }
  }

  return {
    async read(keys) {
      const scope = scopeOf(scopes)
      const items: [string, unknown][] = []
      for (const key of keys) {
        const item = await read(key, scope)
        if (item) items.push([key, item])
      }
      return Object.fromEntries(items)
    },

    async write(changes) {
      const scope = scopeOf(scopes)
      const items = Object.entries(changes).map(([key, { eTag, ...item }]) => {
        checkKey(key)
        return {
          key,
          wanted: eTag === undefined || eTag === null || eTag === '*' ? null : String(eTag),
          body: JSON.stringify(item),
        }
      })
      if (!scope) return writeAtOnce(items)
      for (const { key, wanted, body } of items) {
        // A turn's own writes carry no eTag of the database's: only what was read has one.
        if (wanted !== null && !scope.staged.has(key)) {
          if (!scope.seen.has(key)) scope.seen.set(key, (await stored(key)) ?? null)
          if (wanted !== String(scope.seen.get(key)?.version)) throw new MalgwiError('STATE_CONFLICT')
        }
        scope.staged.set(key, body)
      }
    },

    async delete(keys) {
      for (const key of keys) checkKey(key)
      const scope = scopeOf(scopes)
      if (scope) for (const key of keys) scope.staged.set(key, null)
      else
        await inTransaction(db, async (transaction) => {
          for (const key of keys) await queries.dropState(transaction, key)
        })
    },
  }

  function writeAtOnce(items: { key: string; wanted: string | null; body: string }[]): Promise<void> {
    return inTransaction(db, async (transaction) => {
      for (const { key, wanted, body } of items) {
        const [version, touched] = [newVersion(), Date.now()]
        if (wanted === null) {
          await queries.putState(transaction, key, null, version, touched, body)
          continue
        }
        const { changes } = await queries.changeState(transaction, version, touched, body, key, Number(wanted))
        if (changes === 0) throw new MalgwiError('STATE_CONFLICT')
      }
    })
  }
}
