import type { TokenForm } from '../text/morpheme.js'
import { BARE_NOUNS, HOLLOW, NEUTRAL } from './ko/predicates.js'
import { dictionaryForm, pairForm, spelled } from './polarity.js'

/** Verbs that lean on the one before them: 보고 싶다, 만들어 주다. */
const AUXILIARY = new Set(
  '있다 싶다 보다 주다 버리다 하다 되다 같다 않다 못하다 말다 이다 없다 나다 지다 가다 오다 놓다 두다 아니다 모르다 알다 다니다 대다'.split(
    ' ',
  ),
)
const SKIPPED = new Set<TokenForm['tag']>(['ending', 'affix', 'symbol', 'interjection', 'particle'])
const NOUNS = new Set<TokenForm['tag']>(['noun', 'foreign', 'unknown'])
const PREDICATES = new Set<TokenForm['tag']>(['verb', 'adjective'])
const CASES = new Set('이 가 을 를 은 는 도 만'.split(' '))

/**
 * The predicate that the morphemes [first, last] end in, as its dictionary form: a verb or adjective, with the noun before it where it is
 * hollow (티가 나다 → 티 나다), or a noun (연기는 병풍). null where there is none, or where it praises and complains of nothing (나오다).
 *
 * @param named morphemes that name aspects
 */
export function predicateOf(
  morphemes: readonly TokenForm[],
  first: number,
  last: number,
  named: ReadonlySet<number>,
): string | null {
  let at = last
  while (at >= first && SKIPPED.has(morphemes[at].tag)) at--
  if (at < first || named.has(at)) return null
  const end = morphemes[at]
  if (NOUNS.has(end.tag)) return nounPredicate(morphemes, at, first)
  while (at > first && AUXILIARY.has(morphemes[at].lemma) && leans(morphemes, at, first)) at = before(morphemes, at)
  if (at < first || !PREDICATES.has(morphemes[at].tag)) return null
  const { lemma } = morphemes[at]
  const noun = HOLLOW.has(lemma) || lemma === '하다' || lemma === '되다' ? objectOf(morphemes, at, first, named) : null
  if (noun !== null) {
    if (lemma === '하다' || lemma === '되다') return spelled(`${morphemes[noun].lemma}${lemma}`)
    return spelled(pairForm(morphemes, noun, at))
  }
  return NEUTRAL.has(lemma) ? null : spelled(dictionaryForm(morphemes, at))
}

/** Whether the verb at `at` follows another with an ending between them: 만들어 주다, 이해되지 않다. */
function leans(morphemes: readonly TokenForm[], at: number, first: number): boolean {
  const main = before(morphemes, at)
  return main >= first && PREDICATES.has(morphemes[main].tag)
}

function before(morphemes: readonly TokenForm[], at: number): number {
  let back = at - 1
  while (back >= 0 && (morphemes[back].tag === 'ending' || morphemes[back].tag === 'affix' || morphemes[back].tag === 'particle'))
    back--
  return back
}

function nounPredicate(morphemes: readonly TokenForm[], at: number, first: number): string | null {
  const { lemma } = morphemes[at]
  if (BARE_NOUNS.has(lemma) || (lemma.length < 2 && morphemes[at].tag === 'noun')) return null
  // A noun that another one leads to says what something is: 감독은 미국 사람.
  if (at > first && morphemes[at - 1].tag === 'particle' && morphemes[at - 1].surface === '의') return null
  return spelled(dictionaryForm(morphemes, at))
}

/** The noun that a hollow verb goes with, its index: 발목을 잡다. */
function objectOf(morphemes: readonly TokenForm[], at: number, first: number, named: ReadonlySet<number>): number | null {
  let back = at - 1
  while (back >= first && morphemes[back].tag === 'adverb') back--
  while (back >= first && morphemes[back].tag === 'particle' && CASES.has(morphemes[back].surface)) back--
  if (back < first || named.has(back) || !NOUNS.has(morphemes[back].tag) || BARE_NOUNS.has(morphemes[back].lemma)) return null
  return back
}
