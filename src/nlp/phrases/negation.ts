import type { Morpheme, TokenForm } from '../text/morpheme.js'

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
/** Ends a question, in which 없다 asks whether there is some: '한국 영화 없어?', '슬픈 거 없을까요'. */
const ASKS = /^(?:[어나냐니지죠]|어?[요용]|[나지]요|을까요?|으려나요?|습니까|는가요?)$/u

/** Whether what the morphemes from `first` to `last` say is negated: by what stands right before or soon after. */
export function isNegated(morphemes: readonly Morpheme[], first: number, last: number): boolean {
  return BEFORE.has(morphemes[first - 1]?.lemma) || negatorAfter(morphemes, last, BETWEEN) >= 0
}

function asksWhether(morphemes: readonly Morpheme[], at: number): boolean {
  const [ending, after] = [morphemes[at + 1], morphemes[at + 2]]
  return ending !== undefined && ASKS.test(ending.surface) && (after === undefined || after.tag === 'symbol')
}

/** Index of what negates from behind, −1 for nothing. @param between words that may stand between, beside particles and endings */
function negatorAfter(morphemes: readonly Morpheme[], last: number, between: ReadonlySet<string>): number {
  for (let at = last + 1; at <= last + REACH && at < morphemes.length; at++) {
    const { lemma, tag, surface } = morphemes[at]
    // The analyser takes the 말 of 말고요 for a noun.
    if (lemma === '없다' && asksWhether(morphemes, at)) return -1
    if (AFTER.has(lemma) || (lemma === '말' && morphemes[at + 1]?.surface === '고요')) return at
    if (ADVERBS.has(lemma)) return NEGATED.has(morphemes[at + 1]?.lemma) ? at : -1
    if (tag === 'ending' && CLAUSE_END.test(surface)) return -1
    if (!BETWEEN_TAGS.has(tag) && !between.has(lemma)) return -1
  }
  return -1
}

/** Negate an opinion from behind: 지루하지 않다, 감동이 없다, 좋은 건 아니다. */
const DENIES = new Set('않다 없다 없이 말다 아니다 못하다 제로'.split(' '))
/** May stand between an opinion and what denies it: 흠잡을 데 없다, 지루할 틈이 없다, 재미 하나도 없다. */
const BETWEEN_DENIED = new Set(
  '것 거 건 걸 게 수 데 틈 점 곳 하다 되다 싶다 생각 나 그렇게 그리 전혀 하나 1 별로 아예 영 그다지 그닥 느낌 감 편 적 일 겨를 구석 부분 따위 나위 새 뭐 정도 너무 정말 진짜 조금 눈꼽 쥐뿔 더 도무지 도저히 여지 필요'.split(
    ' ',
  ),
)
/** '이보다 더 좋을 수 없다' denies nothing. */
const THAN = new Set(['보다', '보단', '더', '더할'])

/** 매끄럽지 못하다, 좋다고도 못 하겠다. */
const SAID_NOT = /(?:[지질]|고[는도]?)$/u

/** Asks for assent to what it seems to deny: '지루하지 않냐', '소름 돋지 않나요?' */
const ASKS_ASSENT = /^(?:[냐나니]|냐[고구]?|나요|는가|는가요|은가|은가요|을까|을까요|습니까|았냐|았나|았나요|았니)$/u

/**
 * The morpheme that says of an opinion [first, last] that it is not so: 안 좋다, 재미없다, 몰입이 안 된다, 매끄럽지 못하다; −1 where none does,
 * nor where that only asks for assent ('지루하지 않냐'), nor where others are told not to do what is complained of ('낚이지 마세요').
 *
 * @param praises whether the opinion praises by itself
 */
export function opinionNegator(morphemes: readonly Morpheme[], first: number, last: number, praises: boolean): number {
  const negator = negatorOf(morphemes, first, last, praises)
  return negator >= 0 && isSaidOfNothing(morphemes, Math.max(negator, last)) ? -1 : negator
}

function negatorOf(morphemes: readonly Morpheme[], first: number, last: number, praises: boolean): number {
  if (BEFORE.has(morphemes[first - 1]?.lemma)) return first - 1
  for (let at = first + 1; at <= last; at++) if (ADVERBS.has(morphemes[at].lemma) && morphemes[first].lemma !== '못') return at
  for (let at = last + 1; at <= last + REACH && at < morphemes.length; at++) {
    const { lemma, tag, surface } = morphemes[at]
    if (isDontDo(morphemes, at)) return praises ? at : -1
    if (DENIES.has(lemma)) {
      const compared =
        lemma === '없다' && morphemes.slice(Math.max(0, first - 3), first).some((before) => THAN.has(before.surface))
      return compared || (lemma === '않다' && asksAssent(morphemes, at)) ? -1 : at
    }
    if (ADVERBS.has(lemma) && COMES.has(morphemes[at + 1]?.lemma) && isInMind(morphemes, at - 1)) return at
    if (ADVERBS.has(lemma))
      return SAID_NOT.test((morphemes[at - 2]?.surface ?? '') + morphemes[at - 1].surface) || morphemes[first].tag === 'noun'
        ? at
        : -1
    if (tag === 'ending' && CLAUSE_END.test(surface)) return -1
    if (tag === 'symbol' || tag === 'interjection') return -1
    if (!BETWEEN_TAGS.has(tag) && !BETWEEN_DENIED.has(lemma)) return -1
    // 추천하고 싶지 않다
    if (tag === 'ending' && ENDS_PREDICATE.test(surface) && morphemes[at + 1]?.lemma !== '싶다') return -1
  }
  return -1
}

const ENDS_PREDICATE = /^(?:고|며|으며|구|다|네|네요|음|습니다|어요|아요)$/u
/** '아깝다는 생각이 안 들다': the analyser takes the 들 of it for 듣다. */
const COMES_TO_MIND = new Set(['생각', '느낌', '마음'])
const COMES = new Set(['들다', '듣다', '나다'])
/** What there is none of that is not so: '안 좋은 점이 없다'. */
const NONE_OF = new Set('점 데 곳 구석 부분 이유 사람 장면 배우 것 거 게 건 적 날'.split(' '))

const isInMind = (morphemes: readonly Morpheme[], at: number): boolean =>
  COMES_TO_MIND.has(morphemes[at].lemma) || (morphemes[at].tag === 'particle' && COMES_TO_MIND.has(morphemes[at - 1]?.lemma))

/** Whether what is negated up to a morpheme is said of nothing: '안 좋은 점이 없다', '추천 안 할 이유가 없다'. */
function isSaidOfNothing(morphemes: readonly Morpheme[], negated: number): boolean {
  let at = ADVERBS.has(morphemes[negated].lemma) ? negated + 2 : negated + 1
  while (morphemes[at] && !morphemes[at].initial) at++
  if (!NONE_OF.has(morphemes[at]?.surface)) return false
  at++
  while (morphemes[at]?.tag === 'particle' || morphemes[at]?.lemma === '하나') at++
  return morphemes[at]?.lemma === '없다'
}

/** 추천하지 마, 기대하지 마시길: the analyser takes the 마 of 마라 for a noun, that of 마시길 for 마시다. */
export const isDontDo = (morphemes: readonly Morpheme[], at: number): boolean =>
  /^(?:지|질|지도|지는)$/u.test(morphemes[at - 1]?.surface ?? '') && /^(?:[마말]|맙시)/u.test(morphemes[at].surface)

function asksAssent(morphemes: readonly Morpheme[], at: number): boolean {
  for (let next = at + 1; next <= at + 3 && next < morphemes.length; next++) {
    const { surface, tag } = morphemes[next]
    if (tag === 'symbol') return surface.startsWith('?') && !/다$/u.test(morphemes[next - 1].surface)
    if (ASKS_ASSENT.test(surface)) return true
    if (tag !== 'ending' && tag !== 'particle') return false
  }
  return /[냐나니]$/u.test(morphemes[at].surface)
}

/** 매끄러웠다면, 탄탄했으면, 좋았더라면: 면 after a past tense, whose syllable ends in ㅆ. */
const IF_ONLY = /^(.{0,4}?)(?:으|다|더라)?면/u
const WISHES = /^.{0,4}?(?:[어아]도(?:더|훨씬|참|정말)?(?:좋았|나았|괜찮았)|면(?:더|훨씬|참|정말)?(?:좋[겠을았]|하는|싶)|텐데)/u
const SSANG_SIOT = 20
/** Letters after a word in which a wish shows. */
const WISH_REACH = 10

/** Whether what ends with the morpheme `last` is only wished for: '더 탄탄했으면', '조금만 자연스러웠다면', '짧으면 좋겠다'. */
export function isWished(morphemes: readonly TokenForm[], last: number): boolean {
  let text = ''
  for (let at = last; at < morphemes.length && text.length < WISH_REACH; at++) {
    if (morphemes[at].tag === 'symbol') break
    text += morphemes[at].surface
  }
  const { surface } = morphemes[last]
  const past = /(.)(?:으|다|더라)면$/u.exec(surface)?.[1]
  if (past !== undefined && isPast(past)) return true
  const word = surface.length
  const rest = text.slice(Math.max(0, word - 1))
  if (WISHES.test(rest)) return true
  const before = IF_ONLY.exec(rest)?.[1].at(-1)
  return before !== undefined && isPast(before)
}

const isPast = (syllable: string): boolean =>
  syllable >= '가' && syllable <= '힣' && (syllable.charCodeAt(0) - 0xac00) % 28 === SSANG_SIOT
