import Libsql from 'libsql'

/** How long what is written waits for other processes, ms. */
export const BUSY_MS = 5000

const PRAGMAS = [
  `busy_timeout = ${BUSY_MS}`,
  // A commit survives the end of the process, however it ends; after a loss of power the last ones may be missing, and the file is whole.
  'synchronous = normal',
  'secure_delete = on',
  'foreign_keys = on',
]

/** A connection with the settings that hold for it alone. It waits, and the thread with it, where another process is writing. @throws what libsql throws */
export function openRaw(path: string): Libsql.Database {
  const database = new Libsql(path)
  for (const pragma of PRAGMAS) database.prepare(`pragma ${pragma}`).all([])
  return database
}

/** From now on the connection waits no longer than a commit takes: whoever uses it tries again without holding up the thread. */
export function waitShortly(database: Libsql.Database): void {
  database.prepare('pragma busy_timeout = 5').all([])
}
