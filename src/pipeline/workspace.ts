import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peakMegabytes, resetPeakMemory } from './memory.js'
import { makeFolder } from './paths.js'

/** What the manifest keeps of a step. Seconds count every attempt, those that were killed included. */
export interface StepRecord {
  name: string
  seconds: number
  peakMegabytes: number
}

/** Tells how far a step is: `done` of `total` units, and a short note such as the loss. */
export type Report = (done: number, total: number, note?: string) => void
export type Progress = (step: string, done: number, total: number, note?: string) => void

interface Journal {
  fingerprint: string
  steps: (StepRecord & { done: boolean })[]
}

const SAVE_EVERY_MS = 5_000

/** The folder where a training run keeps what it has finished, so that the same command goes on after a kill. */
export interface Workspace {
  path(...parts: string[]): string
  /** Runs a step, unless an earlier run has finished it. What it makes, it leaves in files under `path`. */
  step(name: string, run: (report: Report) => Promise<void> | void): Promise<void>
  /** Runs a step whose result is needed in memory, in every run: it is short, or keeps what it has finished by itself. */
  always<T>(name: string, run: (report: Report) => Promise<T> | T): Promise<T>
  records(): StepRecord[]
  remove(): void
}

/**
 * Opens the work folder of a run, or empties it if it belongs to other data or options.
 *
 * @param fingerprint hash of the data and the options
 */
export function openWorkspace(dir: string, fingerprint: string, progress: Progress): Workspace {
  const journalPath = join(dir, 'journal.json')
  let journal = readJournal(journalPath)
  if (journal?.fingerprint !== fingerprint) {
    rmSync(dir, { recursive: true, force: true })
    journal = { fingerprint, steps: [] }
  }
  makeFolder(dir)
  const { steps } = journal
  const save = (): void => writeFileAtomic(journalPath, JSON.stringify({ fingerprint, steps }, null, 2))
  save()

  const recordOf = (name: string) => {
    const known = steps.find((record) => record.name === name)
    if (known) return known
    steps.push({ name, seconds: 0, peakMegabytes: 0, done: false })
    return steps.at(-1)!
  }

  const always: Workspace['always'] = async (name, run) => {
    const record = recordOf(name)
    const finished = record.done
    const before = record.seconds
    resetPeakMemory()
    const started = performance.now()
    let saved = started
    const measure = (done: boolean) => {
      // A finished step that runs again only fetches its result: that is no part of what it took.
      const seconds = finished ? 0 : (performance.now() - started) / 1000
      record.seconds = Math.round((before + seconds) * 10) / 10
      record.peakMegabytes = Math.max(record.peakMegabytes, peakMegabytes())
      record.done = done
      save()
    }
    progress(name, 0, 1)
    const result = await run((done, total, note) => {
      progress(name, done, total, note)
      if (performance.now() - saved < SAVE_EVERY_MS) return
      saved = performance.now()
      measure(finished)
    })
    measure(true)
    progress(name, 1, 1)
    return result
  }

  const step: Workspace['step'] = async (name, run) => {
    if (recordOf(name).done) progress(name, 1, 1, 'done before')
    else await always(name, run)
  }
  return {
    path: (...parts) => join(dir, ...parts),
    step,
    always,
    records: () => steps.map(({ name, seconds, peakMegabytes }) => ({ name, seconds, peakMegabytes })),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  }
}

/** Writes a file so that a reader sees the old one or the new one, never a part. */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const draft = `${path}.draft`
  writeFileSync(draft, data, { flush: true })
  renameSync(draft, path)
}

function readJournal(path: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Journal
  } catch {
    return undefined
  }
}
