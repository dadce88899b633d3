import Libsql from 'libsql'

/** How long a commit waits for another process's, ms. */
const BUSY_MS = 5000

const PRAGMAS = [
  `busy_timeout = ${BUSY_MS}`,
  // A commit survives the end of the process, however it ends; after a loss of power the last ones may be missing, and the file is whole.
  'synchronous = normal',
  'secure_delete = on',
  'foreign_keys = on',
]

/** A connection with the settings that hold for it alone. @throws what libsql throws */
export function openRaw(path: string): Libsql.Database {
  const database = new Libsql(path)
  for (const pragma of PRAGMAS) database.prepare(`pragma ${pragma}`).all([])
  return database
}
