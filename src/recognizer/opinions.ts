import { type AspectFamily, aspectFinder, isSpent } from '../catalog/aspects.js'
import { NEGATIVE, POSITIVE, probabilities } from '../nlp/encoder/calibrate.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { toldIn } from '../nlp/phrases/expectations.js'
import type { Judgement, Mention } from '../nlp/phrases/judgement.js'
import { judgementsOf } from '../nlp/phrases/judgements.js'
import { type FamilyWord, feltJudgements, sortMentions } from '../nlp/phrases/mentions.js'
import { type Phrase, phrasesOf } from '../nlp/phrases/phrases.js'
import { readAs } from '../nlp/phrases/read-as.js'
import { weigh } from '../nlp/phrases/weigh.js'
import type { Utterance } from '../nlp/text/morpheme.js'
import type { AspectOpinion } from './contract.js'
import { hear } from './turned.js'

interface Span {
  start: number
  end: number
}

/** A judgement and how surely it praises, as log-odds. */
export interface Weighed extends Judgement {
  odds: number
  /** The same of the judgement by some of its opinions alone. */
  oddsOf: (judgement: Judgement) => number
}

export interface OpinionReader {
  /** What is said of each aspect that is named, and of those that are opinions by themselves (지루했다). */
  weighed(utterance: Utterance, spans: readonly Span[]): Promise<{ named: Weighed[]; felt: Weighed[] }>
  phrases(utterance: Utterance, spans: () => readonly Span[]): Promise<Phrase[]>
  aspectOpinions(utterance: Utterance, spans: () => readonly Span[]): Promise<AspectOpinion[]>
}

/** Keeps a reading of 0 or 1 from outweighing everything. */
const LEAST = 1e-4

/**
 * Opens the reading of aspects: the rules of nlp/phrases find what is said of which, and what the words and the encoder's reading of
 * the clause and of the text say together decides between 부정 and 긍정.
 *
 * `spans` are those of titles: their words speak of no aspect.
 */
export function openOpinions(families: readonly AspectFamily[], encoder: Encoder, targets: readonly string[]): OpinionReader {
  const find = aspectFinder(families)
  const spent = families.map(isSpent)
  const names = { aspects: families.map(({ name }) => name), negative: targets[NEGATIVE], positive: targets[POSITIVE] }

  function familyWords({ morphemes }: Utterance): FamilyWord[] {
    const words: FamilyWord[] = []
    find(morphemes, (aspect, at, first) => words.push({ aspect, at, first }))
    return words
  }

  async function weighed(utterance: Utterance, spans: readonly Span[]) {
    const { morphemes } = utterance
    const outside = ({ at }: Mention): boolean =>
      spans.every((span) => morphemes[at].end <= span.start || morphemes[at].start >= span.end)
    const mentions = sortMentions(morphemes, familyWords(utterance).filter(outside))
    const told = toldIn(utterance)
    const heard = hear(utterance, told)
    const named = judgementsOf(utterance, mentions.named, told)
    const felt = feltJudgements(utterance, mentions.felt, told)
    const all = [...named, ...felt]
    if (all.length === 0) return { named: [], felt: [] }
    const at = new Set(mentions.named.map((mention) => mention.at))
    const logits = await encoder.logits([morphemes, ...all.map(({ first, last }) => readAs(morphemes, first, last, at))])
    const p = probabilities(logits, encoder.calibration, 'balanced')
    const odds = Array.from({ length: all.length + 1 }, (_, row) => {
      const [bad, good] = [p[row * targets.length + NEGATIVE], p[row * targets.length + POSITIVE]]
      return Math.log((good + LEAST) / (bad + LEAST))
    })
    const read = all.map((judgement, row): Weighed => {
      // Where what was expected is denied, the encoder reads what was expected.
      const denied = heard.turned.filter(
        ({ by, first }) => by === 'denial' && first <= judgement.last && judgement.first <= first,
      )
      const more = denied.reduce((sum, one) => sum + one.odds, 0)
      const readings = { clause: odds[row + 1] + more, text: odds[0] + more }
      const oddsOf = (one: Judgement): number => weigh(one, readings, spent[one.mention.aspect])
      return { ...judgement, odds: oddsOf(judgement), oddsOf }
    })
    return { named: read.slice(0, named.length), felt: read.slice(named.length) }
  }

  const says = (utterance: Utterance): boolean => familyWords(utterance).length > 0

  return {
    weighed,

    async phrases(utterance, spans) {
      // Titles are not looked for in vain.
      if (!says(utterance)) return []
      const { named } = await weighed(utterance, spans())
      return named.length === 0 ? [] : phrasesOf(utterance, named, names, (one) => (one as Weighed).oddsOf(one))
    },

    async aspectOpinions(utterance, spans) {
      if (!says(utterance)) return []
      const { named, felt } = await weighed(utterance, spans())
      const { morphemes } = utterance
      return [...named.filter(({ owner, said }) => !owner && said), ...felt]
        .sort((a, b) => a.mention.at - b.mention.at)
        .map(({ mention, odds, first, last }) => ({
          aspect: names.aspects[mention.aspect],
          target: odds > 0 ? names.positive : names.negative,
          probability: 1 / (1 + Math.exp(-Math.abs(odds))),
          clause: { start: morphemes[first].start, end: morphemes[last].end },
        }))
    },
  }
}
