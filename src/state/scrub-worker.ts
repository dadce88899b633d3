import { workerData } from 'node:worker_threads'
import { openRaw } from './raw.js'

const TRIES = 100
const PAUSE_MS = 20

/** Rebuilds the database whose path the worker is given, empties its log, and notes that it was done. */
function scrub(path: string): void {
  const database = openRaw(path)
  try {
    // A deletion that another process makes meanwhile is not covered: its row stays.
    const [{ last }] = database.prepare('select coalesce(max(id), 0) as last from scrubs').all() as [{ last: number }]
    database.exec('vacuum')
    if (!truncated(database)) throw new Error('Other processes keep reading the log.')
    database.prepare('delete from scrubs where id <= ?').run([last])
  } finally {
    database.close()
  }
}

function truncated(database: ReturnType<typeof openRaw>): boolean {
  const pause = new Int32Array(new SharedArrayBuffer(4))
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [{ busy }] = database.prepare('pragma wal_checkpoint(truncate)').all() as [{ busy: number }]
    if (busy === 0) return true
    Atomics.wait(pause, 0, 0, PAUSE_MS)
  }
  return false
}

scrub(workerData)
