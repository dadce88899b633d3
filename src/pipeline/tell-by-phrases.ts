import { type AspectMatcher, aspectFinder, isSpent } from '../catalog/aspects.js'
import { COMPLAINED, type CountedDocuments, PRAISED, type Teller } from '../catalog/counts.js'
import { toldIn } from '../nlp/phrases/expectations.js'
import { judgementsOf } from '../nlp/phrases/judgements.js'
import { type FamilyWord, feltJudgements, sortMentions } from '../nlp/phrases/mentions.js'
import { weigh } from '../nlp/phrases/weigh.js'
import type { Morpheme, TokenForm, Utterance } from '../nlp/text/morpheme.js'

const NEUTRAL = 2
/** Log-odds that the class of a review stands for where no encoder reads it: 부정, 긍정, 중립. */
const READ_AS = [-2, 2, 0]

/**
 * What the phrases of a review say of its aspects, from its tokens: a review may praise one and complain of another. The opinion words
 * decide, and the review's class leans; an aspect of which no opinion word says anything is neutral.
 */
export function tellByPhrases(
  { tokens, offsets, labels }: CountedDocuments,
  forms: readonly TokenForm[],
  matcher: AspectMatcher,
): Teller {
  const find = aspectFinder(matcher.families)
  const spent = matcher.families.map(isSpent)
  return (document, found) => {
    const [start, end] = [offsets[document], offsets[document + 1]]
    let mentioned = false
    matcher.mentions(tokens, start, end, () => {
      mentioned = true
    })
    if (!mentioned) return
    const utterance = utteranceOf(Array.from({ length: end - start }, (_, at) => forms[tokens[start + at]]))
    const { morphemes } = utterance
    const words: FamilyWord[] = []
    find(morphemes, (aspect, at, first) => words.push({ aspect, at, first }))
    const { named, felt } = sortMentions(morphemes, words)
    const odds = new Map<number, number>()
    const told = toldIn(utterance)
    for (const judgement of [...judgementsOf(utterance, named, told), ...feltJudgements(utterance, felt, told)]) {
      if (judgement.opinions.length === 0) continue
      const { aspect } = judgement.mention
      const said = weigh(judgement, { clause: 0, text: READ_AS[labels[document]] }, spent[aspect])
      odds.set(aspect, (odds.get(aspect) ?? 0) + said)
    }
    for (const { aspect } of words) {
      const said = odds.get(aspect)
      found(aspect, said === undefined ? NEUTRAL : said > 0 ? PRAISED : COMPLAINED)
    }
  }
}

/** The tokens of a document in their places again, as if typed with one space between eojeols. */
function utteranceOf(tokens: readonly TokenForm[]): Utterance {
  const utterance: Utterance = { text: '', eojeols: [], morphemes: [] }
  for (const form of tokens) {
    const begins = form.initial || utterance.eojeols.length === 0
    if (begins && utterance.text !== '') utterance.text += ' '
    const start = utterance.text.length
    utterance.text += form.surface
    const end = utterance.text.length
    if (begins) utterance.eojeols.push({ text: form.surface, start, end })
    else {
      const eojeol = utterance.eojeols[utterance.eojeols.length - 1]
      eojeol.text += form.surface
      eojeol.end = end
    }
    const morpheme: Morpheme = { ...form, eojeol: utterance.eojeols.length - 1, start, end }
    utterance.morphemes.push(morpheme)
  }
  return utterance
}
