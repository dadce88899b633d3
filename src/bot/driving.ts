import type { Analysis } from '../recognizer/analysis.js'
import type { Recognizer } from '../recognizer/contract.js'
import type { Intents } from './intents.js'
import type { BotOptions } from './options.js'
import type { Opinion } from './talk.js'

const SPOKEN = 2

interface Span {
  start: number
  end: number
}

/** The hottest spans that say something, without what they name, two at most, in the order of the text. */
export function drivingOf(
  text: string,
  analysis: Analysis,
  names: readonly Span[],
  { recognizer, intents }: { recognizer: Recognizer; intents: Intents },
): Opinion['driving'] {
  const opinion = afterNo(text, intents)
  return analysis.driving
    .map(({ start, end }) => ({ start: end > opinion ? Math.max(start, opinion) : start, end }))
    .map(({ start, end }) => names.reduce((span, name) => outside(span.start, span.end, name), { start, end }))
    .flatMap(({ start, end }) => (end > start ? (recognizer.quotable(text, { start, end }) ?? []) : []))
    .flatMap(({ start, end }) => (end > start ? (intents.telling(text, start, end) ?? []) : []))
    .slice(0, SPOKEN)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({ text: text.slice(start, end), start, end }))
}

/** The driving words if leaving them out, all together, changes what is read of the text by enough; else none. */
export async function decisiveIn(
  text: string,
  driving: Opinion['driving'],
  scope: Span | null,
  { recognizer, options, intents }: { recognizer: Recognizer; options: Pick<BotOptions, 'decisive'>; intents: Intents },
): Promise<Opinion['driving']> {
  const no = afterNo(text, intents)
  const { start: from, end: to } = scope ?? { start: driving.every(({ start }) => start >= no) ? no : 0, end: text.length }
  const spans = driving.map(({ start, end }) => ({ start: start - from, end: end - from }))
  return (await recognizer.fallWithout(text.slice(from, to), spans)) >= options.decisive ? driving : []
}

/** Where the opinion begins in '아 아니다 별로였어': a no to what was understood is no part of it, though it reads like one. */
function afterNo(text: string, intents: Intents): number {
  return intents.is('corrects', text) ? (/^(?:[아어음앗]\s+)?\S+\s+/u.exec(text)?.[0].length ?? 0) : 0
}

/** The longer part of [start, end) that is not the object. */
function outside(start: number, end: number, object: Span): Span {
  if (object.end <= start || end <= object.start) return { start, end }
  const before = { start, end: Math.max(start, object.start) }
  const after = { start: Math.min(end, object.end), end }
  return before.end - before.start > after.end - after.start ? before : after
}
