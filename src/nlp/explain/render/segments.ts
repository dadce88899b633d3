import type { HeatMap } from '../heat-map.js'
import { FAINTEST } from './colours.js'

/** What is shown of an explanation. */
export interface Shown {
  heatMap: HeatMap
  /** Of the target, given the whole text; 0 to 1. */
  probability: number
}

/** A run of the text with one score; 0 for what says nothing, or too little to be shown. */
export interface Segment {
  text: string
  score: number
}

/** The whole text in its runs, in order: the words of one unit, and the spaces between them, are one. */
export function segmentsOf({ text, words }: HeatMap): Segment[] {
  const runs: { start: number; end: number; score: number }[] = []
  for (const { start, end, score } of words) {
    if (Math.abs(score) < FAINTEST) continue
    const last = runs.at(-1)
    if (last && last.score === score && /^[^\S\n]*$/u.test(text.slice(last.end, start))) last.end = end
    else runs.push({ start, end, score })
  }
  const segments: Segment[] = []
  let at = 0
  for (const { start, end, score } of runs) {
    segments.push({ text: text.slice(at, start), score: 0 }, { text: text.slice(start, end), score })
    at = end
  }
  segments.push({ text: text.slice(at), score: 0 })
  return segments.filter((segment) => segment.text !== '').map((segment) => ({ ...segment, text: printable(segment.text) }))
}

/** The runs that are shown, those that speak strongest first. */
export const evidenceOf = (heatMap: HeatMap): Segment[] =>
  segmentsOf(heatMap)
    .filter(({ score }) => score !== 0)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score))

/** '+0.62', '−1.00' */
export const signed = (score: number): string => `${score < 0 ? '−' : '+'}${Math.abs(score).toFixed(2)}`

/** '87.2 %' */
export const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`

/**
 * Control characters, which a terminal would obey and XML does not allow, marks that turn the direction of what follows, and halves of
 * surrogate pairs, each as the replacement character. Line feeds and tabs stay.
 */
export const printable = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd')
