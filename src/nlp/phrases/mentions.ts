import type { Morpheme } from '../text/morpheme.js'
import type { Judgement, Mention } from './judgements.js'
import { opinionAt } from './opinions.js'
import { polarAt } from './polarity.js'

/** A word of an aspect family in a text: the morpheme, and the first one where it takes two (시간+낭비). */
export interface FamilyWord {
  aspect: number
  at: number
  first: number
}

const CASES = new Set('이 가 은 는 도 을 를 만 이나 까지 과 와 의'.split(' '))
const EXISTS = new Set(['있다', '없다'])

/**
 * Tells the words of families that name an aspect (감동이 없다, 시간 낭비) from those that are themselves an opinion (감동적이다, 지루하다).
 */
export function sortMentions(
  morphemes: readonly Morpheme[],
  words: readonly FamilyWord[],
): { named: Mention[]; felt: Mention[] } {
  const named: Mention[] = []
  const felt: Mention[] = []
  for (const { aspect, at, first } of words) {
    const polar = polarAt(morphemes, at) !== null
    const into = polar && first === at && !isThing(morphemes, at) ? felt : named
    const mention = { aspect, at: polar ? first : at }
    if (!into.some((other) => other.aspect === aspect && other.at === mention.at)) into.push(mention)
  }
  return { named: named.sort((a, b) => a.at - b.at), felt }
}

/** A noun with a particle, or of which is said that it is or is not there. */
function isThing(morphemes: readonly Morpheme[], at: number): boolean {
  const next = morphemes[at + 1]
  if (morphemes[at].tag !== 'noun' || next === undefined) return false
  return (!next.initial && next.tag === 'particle' && CASES.has(next.surface)) || EXISTS.has(next.lemma)
}

/** What words say that are aspect and opinion at once, each by itself: 지루했다 → 지루함. */
export function feltJudgements(morphemes: readonly Morpheme[], felt: readonly Mention[]): Judgement[] {
  return felt.flatMap((mention) => {
    const opinion = opinionAt(morphemes, mention.at)
    if (!opinion) return []
    const { first, last } = opinion
    return [{ mention, owner: false, opinions: [opinion], excepted: false, said: true, first, last }]
  })
}
