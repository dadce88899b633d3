import type { Morpheme, Utterance } from '../text/morpheme.js'
import { type Told, toldIn } from './expectations.js'
import type { Judgement, Mention } from './judgement.js'
import { opinionAt, opinionsIn } from './opinions.js'
import { polarAt } from './polarity.js'

/** A word of an aspect family in a text: the morpheme, and the first one where it takes two (시간+낭비). */
export interface FamilyWord {
  aspect: number
  at: number
  first: number
}

const CASES = new Set('이 가 은 는 도 을 를 만 이나 까지 과 와 의'.split(' '))
const EXISTS = new Set('있다 없다 읎다 넘치다 가득하다 높다 낮다 쩔다 터지다 폭발하다 살다 없이'.split(' '))

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
    // An entry of two words goes before its parts: 억지 감동.
    const part = words.some((one) => one.first <= first && one.at >= at && one.at - one.first > at - first)
    if (part) continue
    const polar = polarAt(morphemes, at) !== null
    const into = polar && first === at && !isThing(morphemes, at) ? felt : named
    const inner = polar && first < at && words.some((one) => one.at === at && one.first === at)
    const mention = inner ? { aspect, at, first } : { aspect, at: polar ? first : at }
    if (!into.some((other) => other.aspect === aspect && other.at === mention.at)) into.push(mention)
  }
  return { named: named.sort((a, b) => a.at - b.at), felt }
}

/** A noun with a particle, or of which is said that it is or is not there. */
function isThing(morphemes: readonly Morpheme[], at: number): boolean {
  const next = morphemes[at + 1]
  if (morphemes[at].tag !== 'noun' || next === undefined) return false
  return (!next.initial && next.tag === 'particle' && next.lemma !== '이다' && CASES.has(next.surface)) || EXISTS.has(next.lemma)
}

/** What words say that are aspect and opinion at once, each by itself: 지루했다 → 지루함. */
export function feltJudgements(utterance: Utterance, felt: readonly Mention[], told: Told = toldIn(utterance)): Judgement[] {
  const { morphemes } = utterance
  const { expectations } = told
  const all = expectations.length > 0 ? opinionsIn(morphemes, new Set(), expectations) : []
  return felt.flatMap((mention) => {
    const expected = expectations.some(({ first, last }) => mention.at >= first && mention.at <= last)
    const opinion = expected ? all.find(({ first }) => first === mention.at) : opinionAt(morphemes, mention.at)
    if (!opinion) return []
    const { first } = opinion
    const last = opinion.turned?.by === 'denial' ? opinion.turned.at : opinion.last
    return [{ mention, owner: false, opinions: [opinion], predicate: null, excepted: false, said: true, first, last }]
  })
}
