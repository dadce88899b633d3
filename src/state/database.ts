import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery, Kysely, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely'
import type Libsql from 'libsql'
import { MalgwiError } from '../errors.js'
import { BUSY_MS } from './raw.js'
import type { Tables } from './schema.js'

export type Db = Kysely<Tables>

/** Kysely over an open libsql database. */
export function queryLayer(raw: Libsql.Database): Db {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: keepingStatements(raw) }) })
}

/** Prepares each statement once: the store has a few dozen, and preparing costs as much as running. */
function keepingStatements(raw: Libsql.Database): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()
  const prepare = (sql: string): SqliteStatement => {
    const statement = guarded(() => raw.prepare(sql))
    return {
      reader: statement.reader,
      all: (parameters) => guarded(() => statement.all(parameters)),
      run: (parameters) => guarded(() => statement.run(parameters)),
      iterate: () => {
        throw new Error('Nothing is streamed from this database.')
      },
    }
  }
  return {
    prepare: (sql) => {
      const statement = statements.get(sql) ?? prepare(sql)
      statements.set(sql, statement)
      return statement
    },
    close: () => {
      statements.clear()
      raw.close()
    },
  }
}

export function guarded<T>(use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw translated(error)
  }
}

/** An error of SQLite as one that says what to do; any other as it is. */
export function translated(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown }
  const said = String(message)
  const rows = [
    [/^SQLITE_(NOTADB|CORRUPT|FORMAT)/, 'STATE_BROKEN'],
    [/^SQLITE_(BUSY|LOCKED)/, 'STATE_BUSY'],
    [/^SQLITE_(CANTOPEN|READONLY|FULL|IOERR|PERM)/, 'STATE_UNWRITABLE'],
  ] as const
  const row = typeof code === 'string' ? rows.find(([pattern]) => pattern.test(code)) : undefined
  if (!row) return /^ConnectionFailed/.test(said) ? caused('STATE_UNWRITABLE', said, error) : error
  return caused(row[1], said, error)
}

function caused(code: 'STATE_BROKEN' | 'STATE_BUSY' | 'STATE_UNWRITABLE', detail: string, cause: unknown): MalgwiError {
  return Object.assign(new MalgwiError(code, detail), { cause })
}

/** The write lock is taken at once: a transaction that reads first and asks for it later is refused where another process wrote in between. */
const BEGIN = CompiledQuery.raw('begin immediate')
const AGAIN_MS = 5
const COMMIT = CompiledQuery.raw('commit')
const ROLLBACK = CompiledQuery.raw('rollback')

/** @throws MalgwiError STATE_BUSY */
async function begin(connection: Db): Promise<void> {
  for (const end = Date.now() + BUSY_MS; ; ) {
    try {
      await connection.executeQuery(BEGIN)
      return
    } catch (error) {
      if (!(error instanceof MalgwiError && error.code === 'STATE_BUSY') || Date.now() > end) throw error
      await sleep(AGAIN_MS)
    }
  }
}

/** Runs `body` in one transaction. Nothing but queries may be awaited in it: it holds the one connection. */
export function inTransaction<T>(db: Db, body: (transaction: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (connection) => {
    await begin(connection)
    try {
      const result = await body(connection)
      await connection.executeQuery(COMMIT)
      return result
    } catch (error) {
      // SQLite has rolled back already where the disk failed.
      await connection.executeQuery(ROLLBACK).catch(() => undefined)
      throw error
    }
  })
}
