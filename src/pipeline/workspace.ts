import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { peakMegabytes, resetPeakMemory } from './memory.js'

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
  mkdirSync(dir, { recursive: true })
  const { steps } = journal
  const save = () => writeFileAtomic(journalPath, JSON.stringify({ fingerprint, steps }, null, 2))
  save()

  const step: Workspace['step'] = async (name, run) => {
    let record = steps.find((known) => known.name === name)
    if (record?.done) {
      progress(name, 1, 1, 'done before')
      return
    }
    if (!record) {
      record = { name, seconds: 0, peakMegabytes: 0, done: false }
      steps.push(record)
    }
    resetPeakMemory()
    const before = record.seconds
    const started = performance.now()
    let saved = started
    const measure = (done: boolean) => {
      const seconds = before + (performance.now() - started) / 1000
      Object.assign(record, { seconds: Math.round(seconds * 10) / 10, peakMegabytes: Math.max(record.peakMegabytes, peakMegabytes()), done })
      save()
    }
    await run((done, total, note) => {
      progress(name, done, total, note)
      if (performance.now() - saved < SAVE_EVERY_MS) return
      saved = performance.now()
      measure(false)
    })
    measure(true)
    progress(name, 1, 1)
  }
  return {
    path: (...parts) => join(dir, ...parts),
    step,
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
