import { NAMES } from '../nlp/phrases/names.js'
import { polarAt } from '../nlp/phrases/polarity.js'
import type { Morpheme } from '../nlp/text/morpheme.js'

interface Span {
  start: number
  end: number
}

/**
 * The part of a span that may be quoted for a feeling: from its first eojeol that is no bare name, if one of them says something: a verb, an
 * adjective, or a word that is good or bad by itself (최고, 노잼). Null for names, bare nouns and adverbs alone ('황정민', '푹').
 * @param span UTF-16 offsets into the text @param isName whether a word is none of what is judged
 */
export function quotableIn(morphemes: readonly Morpheme[], { start, end }: Span, isName: (word: string) => boolean): Span | null {
  const inside = new Map<number, Morpheme[]>()
  const polar = new Set<number>()
  for (const [at, morpheme] of morphemes.entries()) {
    if (morpheme.end <= start || morpheme.start >= end) continue
    inside.set(morpheme.eojeol, [...(inside.get(morpheme.eojeol) ?? []), morpheme])
    if (polarAt(morphemes, at) !== null) polar.add(morpheme.eojeol)
  }
  const says = ([eojeol, parts]: [number, Morpheme[]]): boolean =>
    polar.has(eojeol) || parts.some(({ tag }) => tag === 'verb' || tag === 'adjective')
  const eojeols = [...inside]
  if (!eojeols.some(says)) return null
  const first = eojeols.findIndex(
    (one) => says(one) || !one[1].every(({ tag }) => NAMES.has(tag)) || !isName(one[1].map(({ surface }) => surface).join('')),
  )
  return { start: Math.max(start, eojeols[first][1][0].start), end }
}
