import type { Morpheme } from '../nlp/text/morpheme.js'

/** Stand before what they negate: 안 무섭다, 덜 잔인한. */
const BEFORE = new Set(['안', '못', '덜', '않'])
/** Negate what stands before them: 무섭지 않은, 잔인한 거 말고, 공포 빼고, 욕이 없는, 슬픈 건 싫어. */
const AFTER = new Set('않다 없다 없이 말다 말고 아니다 빼다 빼고 제외 싫다 싫어하다 못하다 사절 금지 패스 대신'.split(' '))
/** Negate what stands before them with one of these after them: 피 안 나오는, 무서운 건 못 봐. */
const ADVERBS = new Set(['안', '못'])
const NEGATED = new Set('나오다 보다 좋아하다 들다 들어가다 당기다 땡기다 끌리다 되다'.split(' '))
/** Where another clause begins: '뮤지컬인데 안 슬픈 거'. */
const CLAUSE_END = /(?:데|지만|으나)$/
/** What may stand between: particles and endings, words that stress, and what is meant by nothing but its name (무서운 거 말고). */
const BETWEEN_TAGS = new Set<Morpheme['tag']>(['particle', 'ending', 'affix'])
const BETWEEN = new Set(
  '너무 좀 많이 별로 아주 진짜 정말 그렇게 것 거 건 걸 게 꺼 영화 장면 씬 신 부분 요소 내용 편 나오다 하다 하 스럽다 종류 장르 물 쪽'.split(
    ' ',
  ),
)
const REACH = 6

/** Whether what the morphemes from `first` to `last` say is negated: by what stands right before or soon after. */
export function isNegated(morphemes: readonly Morpheme[], first: number, last: number): boolean {
  if (BEFORE.has(morphemes[first - 1]?.lemma)) return true
  for (let at = last + 1; at <= last + REACH && at < morphemes.length; at++) {
    const { lemma, tag, surface } = morphemes[at]
    // The analyser takes the 말 of 말고요 for a noun.
    if (AFTER.has(lemma) || (lemma === '말' && morphemes[at + 1]?.surface === '고요')) return true
    if (ADVERBS.has(lemma)) return NEGATED.has(morphemes[at + 1]?.lemma)
    if (tag === 'ending' && CLAUSE_END.test(surface)) return false
    if (!BETWEEN_TAGS.has(tag) && !BETWEEN.has(lemma)) return false
  }
  return false
}
