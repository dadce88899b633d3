import type { Utterance } from '../text/morpheme.js'
import { saysNothing } from './plain-words.js'
import { unitsOf } from './units.js'

/** An eojeol is hot from this share of the hottest one's heat on; chosen by reading, on sentences of our own. */
const HOT_SHARE = 0.4
const MAX_SPANS = 3
/** Beyond this many eojeol a span would be most of the sentence, which explains nothing. */
const MAX_EOJEOLS_IN_SPAN = 4
/** Signs, and what joins and varies emoji: cut between them, half an emoji would be left. */
const EDGE_PUNCTUATION = /^(?:[\s\p{P}\p{S}\p{Cf}]|\uFE0E|\uFE0F|\u20E3)+|(?:[\s\p{P}\p{S}\p{Cf}]|\uFE0E|\uFE0F|\u20E3)+$/gu

export interface HotSpan {
  text: string
  start: number
  end: number
  /** Heat of the span relative to the hottest span, in (0, 1]. */
  score: number
}

/**
 * Joins hot neighbouring eojeol into spans; a negation and what it negates are hot or cold together, so that '재미 없었어' lights up as
 * one thing. A span does not begin with words that say nothing of a feeling by themselves (봤는데, 영화, 어제); one of nothing else is none.
 *
 * @param utterance the analysed text
 * @param heat one value per eojeol (`[eojeols]`): what speaks against the reading, below 0, is cold
 * @returns at most three spans, hottest first, as UTF-16 offsets into `utterance.text`; none where there is no heat
 */
export function hotSpans(utterance: Utterance, heat: Float32Array): HotSpan[] {
  const heatOf = (from: number, to: number): number => sum(heat.subarray(from, to + 1))
  const units = unitsOf(utterance).map(({ from, to }) => ({ from, to, heat: heatOf(from, to) }))
  const hottest = Math.max(0, ...units.map((unit) => unit.heat))
  if (!(hottest > 0)) return []
  const groups: typeof units = []
  for (const unit of units) {
    if (unit.heat < HOT_SHARE * hottest) continue
    const last = groups.at(-1)
    if (last && last.to === unit.from - 1 && unit.to - last.from < MAX_EOJEOLS_IN_SPAN) {
      last.to = unit.to
      last.heat += unit.heat
    } else {
      groups.push({ ...unit })
    }
  }
  const plain = saysNothing(utterance)
  const telling = groups.flatMap(({ from, to, heat: all }) => {
    let first = from
    while (first <= to && plain[first]) first++
    if (first > to) return []
    return [{ from: first, to, heat: first === from ? all : heatOf(first, to) }]
  })
  const spans = telling.map((group) => spanOf(utterance, group)).filter((span) => span.text !== '' && span.score > 0)
  spans.sort((a, b) => b.score - a.score || a.start - b.start)
  const most = spans[0]?.score ?? 1
  return spans.slice(0, MAX_SPANS).map((span) => ({ ...span, score: span.score / most }))
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0)
}

function spanOf(utterance: Utterance, group: { from: number; to: number; heat: number }): HotSpan {
  const start = utterance.eojeols[group.from].start
  const typed = utterance.text.slice(start, utterance.eojeols[group.to].end)
  const text = typed.replace(EDGE_PUNCTUATION, '')
  const from = start + typed.indexOf(text)
  return { text, start: from, end: from + text.length, score: group.heat }
}
