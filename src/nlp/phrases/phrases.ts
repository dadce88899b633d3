import type { Utterance } from '../text/morpheme.js'
import type { Judgement } from './judgement.js'

/** One (aspect, opinion, target) of a text. */
export interface Phrase {
  /** Family of the domain. */
  aspect: string
  /** Dictionary form of the word that says it, unnegated: 지루하다 of '지루하지 않다', whose target is 긍정. */
  opinion: string
  target: string
  /** UTF-16 offsets into the text, of what says it: start inclusive, end exclusive. */
  start: number
  end: number
  /** Of the target, in [0.5, 1). */
  probability: number
}

/**
 * The phrases of a text: for each opinion word of each aspect one, in the order of the text; where no word on the list says it, the
 * predicate of the clause. An aspect that only says whose another one is (배우들의 연기) has none.
 *
 * @param weigh log-odds that a judgement with these opinions praises
 */
export function phrasesOf(
  utterance: Utterance,
  judgements: readonly Judgement[],
  names: { aspects: readonly string[]; negative: string; positive: string },
  weigh: (judgement: Judgement) => number,
): Phrase[] {
  const phrases: (Phrase & { at: number })[] = []
  for (const judgement of judgements) {
    if (judgement.owner || !judgement.said) continue
    const opinions = judgement.opinions.map((opinion) => ({ opinion: opinion.word, of: { ...judgement, opinions: [opinion] } }))
    const { predicate } = judgement
    if (opinions.length === 0 && predicate !== null) opinions.push({ opinion: predicate, of: { ...judgement, opinions: [] } })
    for (const { opinion, of } of opinions) {
      const odds = weigh(of)
      const [from, to] = [utterance.morphemes[judgement.first], utterance.morphemes[judgement.last]]
      const phrase = {
        aspect: names.aspects[judgement.mention.aspect],
        opinion,
        target: odds > 0 ? names.positive : names.negative,
        start: from.start,
        end: to.end,
        probability: 1 / (1 + Math.exp(-Math.abs(odds))),
        at: of.opinions[0]?.first ?? judgement.mention.at,
      }
      if (!phrases.some((one) => one.aspect === phrase.aspect && one.opinion === opinion && one.target === phrase.target))
        phrases.push(phrase)
    }
  }
  return phrases.sort((a, b) => a.at - b.at).map(({ at: _, ...phrase }) => phrase)
}
