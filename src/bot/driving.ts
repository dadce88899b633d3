import type { Analysis } from '../recognizer/analysis.js'
import type { Intents } from './intents.js'
import type { Opinion } from './talk.js'

const SPOKEN = 2

interface Span {
  start: number
  end: number
}

/** The hottest spans that say something, without what they name, two at most, in the order of the text. */
export function drivingOf(text: string, analysis: Analysis, names: readonly Span[], intents: Intents): Opinion['driving'] {
  return analysis.driving
    .map(({ start, end }) => names.reduce((span, name) => outside(span.start, span.end, name), { start, end }))
    .flatMap(({ start, end }) => (end > start ? (intents.telling(text, start, end) ?? []) : []))
    .slice(0, SPOKEN)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({ text: text.slice(start, end), start, end }))
}

/** The longer part of [start, end) that is not the object. */
function outside(start: number, end: number, object: Span): Span {
  if (object.end <= start || end <= object.start) return { start, end }
  const before = { start, end: Math.max(start, object.start) }
  const after = { start: Math.min(end, object.end), end }
  return before.end - before.start > after.end - after.start ? before : after
}
