import type { HeatMap } from '../../recognizer/contract.js'
import { ADAPTIVE_CARD, type AdaptiveCard, type RichTextBlock, type TextRun } from './adaptive.js'

/** What the card says beside the user's own words. */
export interface EvidenceWords {
  /** Above the sentence: the target and its probability. Takes Markdown. */
  title: string
  /** What spoke for the target, and what against it. */
  for: string
  against: string
  lang: string
}

/** From this share of the strongest evidence on, words are marked: as much as makes them a driving word. */
const MARKED = 0.4
/** Of a longer text the part around the strongest words is shown, in UTF-16 units. */
const LONGEST_TEXT = 400
/** Marked runs of a sentence, the strongest: Teams takes no message over 28 KB. */
const MOST_RUNS = 24
/** Words listed for and against, and the longest of them. */
const MOST_LISTED = 3
const LONGEST_LISTED = 60

interface Evidence {
  start: number
  end: number
  score: number
}

/**
 * An attachment with the text, evidence for the target bold on a ground, evidence against it underlined and in italics, so that they are
 * told apart without colours too, and the strongest of both with their signed scores. What the user typed stands in text runs alone, which
 * take no Markdown. Null where no word speaks for the target.
 */
export function evidenceCard(heatMap: HeatMap, words: EvidenceWords): { contentType: string; content: AdaptiveCard } | null {
  const evidence = evidenceIn(heatMap)
  if (!evidence.some(({ score }) => score > 0)) return null
  const { text } = heatMap
  const lists = [
    { title: words.for, found: evidence.filter(({ score }) => score > 0) },
    { title: words.against, found: evidence.filter(({ score }) => score < 0) },
  ].filter(({ found }) => found.length > 0)
  const content: AdaptiveCard = {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: words.lang,
    fallbackText: words.title,
    body: [
      { type: 'TextBlock', text: words.title, wrap: true, weight: 'Bolder' },
      { type: 'RichTextBlock', inlines: sentence(text, evidence) },
      ...lists.map(({ title, found }, at) => listed(text, title, found, at === 0 ? 'Medium' : 'Small')),
    ],
  }
  return { contentType: ADAPTIVE_CARD, content }
}

/** The marked runs, the strongest first: neighbouring words of one unit are one. */
function evidenceIn({ text, words }: HeatMap): Evidence[] {
  const runs: Evidence[] = []
  for (const { start, end, score } of words) {
    if (Math.abs(score) < MARKED) continue
    const last = runs.at(-1)
    if (last && last.score === score && text.slice(last.end, start).trim() === '') last.end = end
    else runs.push({ start, end, score })
  }
  return runs.sort((a, b) => Math.abs(b.score) - Math.abs(a.score) || a.start - b.start).slice(0, MOST_RUNS)
}

/** The text, or the part of it around the strongest run, with its runs marked. */
function sentence(text: string, evidence: readonly Evidence[]): RichTextBlock['inlines'] {
  const latest = Math.max(0, text.length - LONGEST_TEXT)
  const from = Math.max(0, Math.min(evidence[0].start - LONGEST_TEXT / 4, latest))
  const to = Math.min(text.length, from + LONGEST_TEXT)
  const shown = (start: number, end: number) => oneLine(text.slice(Math.max(start, from), Math.min(end, to)))
  const inlines: RichTextBlock['inlines'] = from > 0 ? ['…'] : []
  let at = from
  for (const { start, end, score } of evidence.toSorted((a, b) => a.start - b.start)) {
    if (end <= from || start >= to) continue
    inlines.push(shown(at, start), runOf(shown(start, end), score))
    at = end
  }
  inlines.push(shown(at, to), to < text.length ? '…' : '')
  return inlines.filter((inline) => inline !== '')
}

/** '부정 쪽  재미 없었어 +1.00 · 지루하고 +0.52' */
function listed(text: string, title: string, found: readonly Evidence[], spacing: RichTextBlock['spacing']): RichTextBlock {
  const inlines = found.slice(0, MOST_LISTED).flatMap(({ start, end, score }, at) => {
    const number = ` ${score > 0 ? '+' : '−'}${Math.abs(score).toFixed(2)}`
    return [at === 0 ? `${title}  ` : ' · ', runOf(cut(text.slice(start, end)), score), number]
  })
  return { type: 'RichTextBlock', inlines, spacing }
}

const runOf = (text: string, score: number): TextRun =>
  score > 0
    ? { type: 'TextRun', text, color: 'Accent', weight: 'Bolder', highlight: true }
    : { type: 'TextRun', text, color: 'Warning', italic: true, underline: true }

/** Half a surrogate pair, as typed or as cut, is no text. */
const oneLine = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd').replace(/\s+/g, ' ')
const cut = (text: string): string =>
  text.length > LONGEST_LISTED ? `${oneLine(text.slice(0, LONGEST_LISTED))}…` : oneLine(text)
