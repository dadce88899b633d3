import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { Db } from './database.js'

/** The file is rebuilt for at most one part in this of the time, however often it is asked for. */
const SHARE = 5

/** What could not be scrubbed is tried again. */
const AGAIN_MS = 60_000

export interface Scrubber {
  /** Resolves when what was deleted before the call is nowhere in the files (or, where that failed, will be tried again). */
  scrub(): Promise<void>
  stop(): void
}

/**
 * Rebuilds the file, and so leaves behind what deletions leave in the gaps of its pages: PRAGMA secure_delete overwrites what is deleted, but not
 * the copies that stay where SQLite moved a row to another page. Several who ask share one rebuilding.
 *
 * @param path of the database; null: it is in memory, and nothing needs to be done
 */
export function createScrubber(db: Db, path: string | null): Scrubber {
  let current: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null
  let notBefore = 0
  let again: NodeJS.Timeout | undefined
  const stopping = new AbortController()

  const rebuild = async () => {
    const started = Date.now()
    try {
      // Whoever wants the connection waits for it without holding up the process, as they would for a lock of SQLite's.
      await db.connection().execute(() => inWorker(path as string))
    } catch {
      clearTimeout(again)
      again = setTimeout(() => void scrub(), AGAIN_MS).unref()
    }
    notBefore = Date.now() + (SHARE - 1) * (Date.now() - started)
  }
  const wait = async () => {
    await current
    await sleep(Math.max(0, notBefore - Date.now()), undefined, { signal: stopping.signal }).catch(() => undefined)
    waiting = null
    current = rebuild()
    await current
  }
  const scrub = async () => {
    if (path === null) return
    waiting ??= wait()
    await waiting
  }
  return {
    scrub,
    stop: () => {
      clearTimeout(again)
      stopping.abort()
    },
  }
}

function inWorker(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./scrub-worker.js', import.meta.url), { workerData: path })
    worker.once('error', reject)
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`The worker ended with ${code}.`))))
  })
}
