import type { Morpheme, Utterance } from '../text/morpheme.js'

/** A run of eojeol that mean something only together: [from, to], both inclusive. */
export interface Unit {
  from: number
  to: number
}

const words = (list: string): Set<string> => new Set(list.split(' '))

/** Negate what stands before them: 재미 없다, 재미있지 않다, 좋은 건 아니다. */
const NEGATES_BEFORE = words('없다 없이 않다 아니다 못하다 말다')
/** Negate what comes after them: 안 좋다, 못 보다. */
const NEGATES_AFTER = words('안 못')
/** Stand with a negation alone, and before what is negated: 별로 안 무섭다, 결코 지루하지 않은, 딱히 재미있지도 않았다. */
const WITH_NEGATION = words('별로 전혀 그다지 그닥 딱히 결코 절대 절대로 도저히 도무지 아예 별반')
const NOT_EVEN = words('하나도 1도 조금도 번도')
/** May stand between a negation and what it negates: 재미 하나도 없다; or lean on what is negated: 볼 만하지 않다, 볼 게 없다, 나쁜 편은 아니다. */
const BETWEEN = words(
  '하나 1 전혀 너무 정말 진짜 별로 아예 도무지 그다지 영 것 거 만 만하다 만큼 수 줄 나위 가치 필요 싶다 틈 데 적 겨를 여지 편 정도 수준',
)
/** Negated, what is denied is the film's being so: 나쁜 영화는 아니다. */
const NAMED = words('영화 작품 드라마')
/** Verbs that say little without the noun before them: 이해가 안 되다, 재미를 못 느끼다, 추천 안 하다. */
const LIGHT = words('있다 되다 가다 오다 나다 들다 느끼다 하다')
/** Says what it means with what stands before it only, negated or not: 돈이 아깝다, 시간이 하나도 안 아깝다. */
const WITH_NOUN = words('아깝다')
const SUBJECT = /^(?:이|가|을|를|은|는|도)$/
const ENDS_CLAUSE = /[.,!?…~;]$/u

/** For each morpheme of an utterance the number of the unit that it is in. */
export function unitNumbers(utterance: Utterance): number[] {
  const { eojeols, morphemes } = utterance
  const own = eojeols.map(() => 0)
  for (const [unit, { from, to }] of unitsOf(utterance).entries()) own.fill(unit, from, to + 1)
  return morphemes.map(({ eojeol }) => own[eojeol])
}

/**
 * The eojeol of an utterance, a negation and what it negates as one: 재미 없었어, 안 좋았어, 재미있지 않다, 별로 안 무섭다, 재미가 하나도 없다,
 * 볼 만하지 않다; and what needs its noun: 돈이 아깝다.
 */
export function unitsOf(utterance: Utterance): Unit[] {
  const { eojeols, morphemes } = utterance
  const parts: Morpheme[][] = eojeols.map(() => [])
  for (const morpheme of morphemes) parts[morpheme.eojeol].push(morpheme)
  // The analyser takes the 줄 of 줄 모르다 for a verb.
  const first = parts.map(([morpheme]) => (morpheme?.surface === '줄' ? '줄' : morpheme?.lemma))
  // joined[i]: eojeol i belongs to the unit of eojeol i − 1.
  const joined = eojeols.map(() => false)
  const join = (at: number): boolean => {
    if (at < 1 || at >= eojeols.length || ENDS_CLAUSE.test(eojeols[at - 1].text)) return false
    joined[at] = true
    return true
  }
  const has = (set: Set<string>, at: number): boolean => set.has(first[at] ?? '')
  /** A noun, bare or as a subject or object. */
  const isNoun = (at: number): boolean => {
    const [begin, last] = [parts[at]?.[0], parts[at]?.at(-1)]
    if (begin?.tag !== 'noun' && begin?.tag !== 'foreign') return false
    return last?.tag === 'particle' ? SUBJECT.test(last.surface) : last?.tag === begin.tag
  }
  const endsInToo = (at: number): boolean => isNoun(at) && parts[at].at(-1)?.surface === '도'
  const negatesBefore = (at: number): boolean =>
    has(NEGATES_BEFORE, at) || (first[at] === '모르다' && /(?:^줄[은도을]?|지[는도를]?)$/u.test(eojeols[at - 1]?.text ?? ''))

  /** Joins eojeol `at` to what stands before it, and that to what it leans on. */
  const joinBack = (at: number): void => {
    for (let back = at; join(back); back--) {
      const before = back - 1
      const leans = has(BETWEEN, before) || (first[at] === '아니다' && has(NAMED, before))
      if (leans || (has(LIGHT, before) && isNoun(before - 1)) || (endsInToo(before) && endsInToo(before - 1))) continue
      return
    }
  }
  for (let at = 0; at < eojeols.length; at++) {
    if (has(NEGATES_AFTER, at) && join(at + 1) && has(LIGHT, at + 1) && isNoun(at - 1)) join(at)
    if (negatesBefore(at)) joinBack(at)
  }
  const negates = (at: number): boolean =>
    negatesBefore(at) ||
    has(NEGATES_AFTER, at) ||
    parts[at].some(({ lemma }) => NEGATES_BEFORE.has(lemma) || lemma.endsWith('없다'))
  for (let at = eojeols.length - 2; at >= 0; at--) {
    const even = NOT_EVEN.has(eojeols[at].text)
    if (!even && !has(WITH_NEGATION, at)) continue
    let end = at + 1
    while (joined[end + 1]) end++
    if (!eojeols.slice(at + 1, end + 1).some((_, i) => negates(at + 1 + i)) || !join(at + 1)) continue
    if (eojeols[at].text === '번도' && eojeols[at - 1]?.text === '한') join(at)
  }
  for (let at = 1; at < eojeols.length; at++) {
    if (!has(WITH_NOUN, at)) continue
    let begin = at
    while (joined[begin]) begin--
    if (isNoun(begin - 1)) join(begin)
  }
  const units: Unit[] = []
  joined.forEach((together, at) => {
    if (together) units[units.length - 1].to = at
    else units.push({ from: at, to: at })
  })
  return units
}
