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
      format: '{step} {bar} {percentage}% · {eta_formatted} left {note}',
      hideCursor: true,
      stream: process.stderr,
      fps: 4,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  )
  const shown = new Map<string, SingleBar>()
  const progress: Progress = (step, done, total, note = '') => {
    let bar = shown.get(step)
    if (!bar) {
      bar = multi.create(total, 0, { step: step.padEnd(12), note })
      shown.set(step, bar)
    }
    bar.setTotal(total)
    bar.update(done, { note })
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
      const left = done > 0 ? `, ${((since * (total - done)) / done).toFixed(0)} s left` : ''
      write(`${step}: ${((100 * done) / total).toFixed(0)} %${left} ${note}`.trimEnd())
      started.set(step, { at: known?.at ?? now, shown: now })
    }
  }
  return { progress, stop: () => {} }
}
