import type { Utterance } from '../text/morpheme.js'

/** A run of eojeol that mean something only together: [from, to], both inclusive. */
export interface Unit {
  from: number
  to: number
}

/** Negate what stands before them: 재미 없다, 재미있지 않다, 좋은 건 아니다. */
const NEGATES_BEFORE = new Set(['없다', '없이', '않다', '아니다', '못하다', '말다'])
/** Negate what comes after them: 안 좋다, 못 보다, 별로 안 무섭다. */
const NEGATES_AFTER = new Set(['안', '못', '별로', '전혀'])
/** May stand between a negation and what it negates: 재미 하나도 없다. */
const BETWEEN = new Set(['하나', '1', '전혀', '너무', '정말', '진짜', '별로', '아예', '도무지', '그다지', '영'])
const ENDS_CLAUSE = /[.,!?…~;]$/u

/** The eojeol of an utterance, a negation and what it negates as one: 재미 없었어, 안 좋았어, 재미있지 않다, 별로 안 무섭다. */
export function unitsOf(utterance: Utterance): Unit[] {
  const { eojeols, morphemes } = utterance
  const first: (string | undefined)[] = Array.from({ length: eojeols.length })
  for (const { eojeol, lemma } of morphemes) first[eojeol] ??= lemma
  // joined[i]: eojeol i belongs to the unit of eojeol i − 1.
  const joined = eojeols.map(() => false)
  const join = (at: number): boolean => {
    if (at < 1 || at >= eojeols.length || ENDS_CLAUSE.test(eojeols[at - 1].text)) return false
    joined[at] = true
    return true
  }
  first.forEach((lemma, at) => {
    if (lemma === undefined) return
    if (NEGATES_AFTER.has(lemma)) join(at + 1)
    if (!NEGATES_BEFORE.has(lemma)) return
    for (let back = at; join(back) && BETWEEN.has(first[back - 1] ?? ''); back--);
  })
  const units: Unit[] = []
  joined.forEach((together, at) => {
    if (together) units[units.length - 1].to = at
    else units.push({ from: at, to: at })
  })
  return units
}
