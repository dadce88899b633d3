import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import type { Progress } from '../pipeline/workspace.js'

const LINE_EVERY_MS = 30_000

/**
 * Shows how far each step is on standard error: bars with the time left on a terminal, elsewhere a line when a step begins and ends
 * and every half minute between.
 */
export function showProgress(terminal = process.stderr.isTTY): { progress: Progress; stop: () => void } {
  return terminal ? bars() : lines()
}

function bars(): { progress: Progress; stop: () => void } {
  const multi = new MultiBar(
    {
      format: '{step} {bar} {percentage}% {left} {note}',
      hideCursor: true,
      stream: process.stderr,
      fps: 4,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  )
  const shown = new Map<string, { bar: SingleBar; from: number }>()
  const progress: Progress = (step, done, total, note = '') => {
    const known = shown.get(step) ?? {
      bar: multi.create(total, 0, { step: step.padEnd(12), left: '', note }),
      from: performance.now(),
    }
    shown.set(step, known)
    known.bar.setTotal(total)
    known.bar.update(done, { left: timeLeft((performance.now() - known.from) / 1000, done, total), note })
  }
  return { progress, stop: () => multi.stop() }
}

function lines(): { progress: Progress; stop: () => void } {
  const started = new Map<string, { at: number; shown: number }>()
  const write = (line: string) => process.stderr.write(`${line}\n`)
  const progress: Progress = (step, done, total, note = '') => {
    const now = performance.now()
    const known = started.get(step)
    if (!known) started.set(step, { at: now, shown: now })
    const since = (now - (known?.at ?? now)) / 1000
    if (done >= total) {
      if (started.get(step)?.shown !== Number.POSITIVE_INFINITY) write(`${step}: done in ${since.toFixed(0)} s ${note}`.trimEnd())
      started.set(step, { at: now, shown: Number.POSITIVE_INFINITY })
    } else if (!known || now - known.shown > LINE_EVERY_MS) {
      write(`${step}: ${((100 * done) / total).toFixed(0)} % ${timeLeft(since, done, total)} ${note}`.trimEnd())
      started.set(step, { at: known?.at ?? now, shown: now })
    }
  }
  return { progress, stop: () => {} }
}

/** A pace is known after a moment only: before, what is left would be anything. */
const FIRST_SECONDS = 1

/** '85 s left' at the pace so far; nothing while there is none. */
export function timeLeft(seconds: number, done: number, total: number): string {
  return seconds >= FIRST_SECONDS && done > 0 && done < total ? `${((seconds * (total - done)) / done).toFixed(0)} s left` : ''
}
