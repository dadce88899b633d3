import type { TokenForm } from '../text/morpheme.js'
import { BARE_NOUNS, LIGHT, LIGHT_OF_ASPECT } from './ko/predicates.js'
import { isWished } from './negation.js'
import { dictionaryForm, pairForm, polarAt, spelled } from './polarity.js'

/** A predicate that praises or complains by what it is made of, where no list has it. */
export interface Composed {
  /** Dictionary form. */
  word: string
  /** Last morpheme. */
  last: number
  polarity: number
  /** The name of the aspect that it is said of, where that stands right before. */
  subject?: number
  /** Negation is a part of it. */
  settled?: true
}

const PARTICLES = new Set<TokenForm['tag']>(['particle', 'affix'])
const SUBJECTS = new Set('이 가 은 는 도 만 조차 마저 을 를 이나 들 하나'.split(' '))
/** Surer than nothing, less sure than a word of the list. */
const LEANS = 0.5
const NOUNS = new Set<TokenForm['tag']>(['noun', 'foreign', 'unknown'])
const NAMELESS = new Set('것 거 게 데 곳 구석'.split(' '))
const WELL = new Set(['잘', '제대로', '참'])
/** Nouns of which it says nothing that they are not done. */
const UNSAID = new Set('기대 생각 말 추천 얘기 이야기 관람 구경'.split(' '))
/** Where there are none to find, that praises. */
const FLAWS = new Set(
  '흠잡다 나무라다 빠지다 버리다 고치다 모자라다 뒤지다 나쁘다 까다 트집잡다 손대다 덜다 빼다 더하다'.split(' '),
)
const DONE = new Set(['하다', '되다', '가다'])
/** Verbs that complain where they are negated: 앞뒤가 안 맞다. */
const FITS = new Set('맞다 살다 먹히다 통하다 보이다 들리다 이어지다 느껴지다 잡히다 풀리다'.split(' '))
/** Verbs with which 잘 wishes, asks or greets. */
const POLITE = new Set('보다 알다 모르다 먹다 지내다 가다 있다 자다 듣다 받다 나오다 부탁하다 살다 울다 웃다'.split(' '))

/** The composed predicate that begins at a morpheme. @param named morphemes that name aspects */
export function composedAt(morphemes: readonly TokenForm[], at: number, named: ReadonlySet<number>): Composed | null {
  return (
    unaware(morphemes, at) ??
    nothingTo(morphemes, at) ??
    undone(morphemes, at, named) ??
    ofQuality(morphemes, at, named) ??
    ofAspect(morphemes, at, named) ??
    withAdverb(morphemes, at) ??
    unable(morphemes, at)
  )
}

/** 시간 가는 줄 모르다. */
function unaware(morphemes: readonly TokenForm[], at: number): Composed | null {
  if (morphemes[at].lemma !== '시간') return null
  let last = at + 1
  while (
    morphemes[last] &&
    (morphemes[last].tag === 'particle' || morphemes[last].tag === 'ending' || morphemes[last].lemma === '가다')
  )
    last++
  if (morphemes[last]?.surface !== '줄') return null
  last++
  while (morphemes[last]?.tag === 'particle') last++
  return morphemes[last]?.lemma === '모르다' ? { word: '시간 가는 줄 모르다', last, polarity: 1, settled: true } : null
}

/** 흠잡을 데가 없다, 볼 게 없다, 빠지는 게 없다: what there is nothing to do with. */
function nothingTo(morphemes: readonly TokenForm[], at: number): Composed | null {
  const verb = morphemes[at]
  if (verb.tag !== 'verb') return null
  let next = at + 1
  while (morphemes[next]?.tag === 'ending' && !morphemes[next].initial) next++
  const noun = morphemes[next]
  if (!noun?.initial || !NAMELESS.has(noun.surface) || !/[ㄹ는]|을$|[가-힣]$/u.test(morphemes[next - 1].surface)) return null
  const word = `${morphemes
    .slice(at, next)
    .map(({ surface }) => surface)
    .join('')} ${noun.surface} 없다`
  let last = next + 1
  while (morphemes[last] && (morphemes[last].tag === 'particle' || morphemes[last].tag === 'adverb')) last++
  if (morphemes[last]?.lemma !== '없다') return null
  if (FLAWS.has(verb.lemma)) return { word, last, polarity: 1, settled: true }
  const polar = polarAt(morphemes, at)
  return { word, last, polarity: polar ? -Math.abs(polar.polarity) : -1, settled: true }
}

/** 이해가 안 되다, 예상 못 하다: a noun and what is not done with it. */
function undone(morphemes: readonly TokenForm[], at: number, named: ReadonlySet<number>): Composed | null {
  const { tag, lemma } = morphemes[at]
  if (tag !== 'noun' || named.has(at) || BARE_NOUNS.has(lemma) || UNSAID.has(lemma) || lemma.length < 2) return null
  let last = at + 1
  while (morphemes[last]?.tag === 'particle' && SUBJECTS.has(morphemes[last].surface)) last++
  const [not, verb] = [morphemes[last], morphemes[last + 1]]
  if ((not?.lemma !== '안' && not?.lemma !== '못') || !DONE.has(verb?.lemma)) return null
  // 원작만 못하다
  if (not.lemma === '못' && verb.lemma === '하다' && morphemes[last - 1].surface === '만')
    return { word: `${lemma}만 못하다`, last: last + 1, polarity: -1, settled: true }
  const noun = polarAt(morphemes, at)
  const word = `${lemma}${verb.lemma === '가다' ? ' ' : ''}${verb.lemma}`
  return { word, last: last + 1, polarity: -(noun?.polarity ?? 1), settled: true }
}

/** 따라가질 못하다, 바꿨으면: what cannot be done, or is wished for, and says nothing alone. */
function unable(morphemes: readonly TokenForm[], at: number): Composed | null {
  const { tag, lemma } = morphemes[at]
  if (
    (tag !== 'verb' && tag !== 'adjective') ||
    POLITE.has(lemma) ||
    lemma === '하다' ||
    lemma === '좋다' ||
    polarAt(morphemes, at)
  )
    return null
  const [next, verb, after] = [morphemes[at + 1], morphemes[at + 2], morphemes[at + 3]]
  const chained =
    (morphemes[at].surface.endsWith('질') && next?.lemma === '못') ||
    (/^[지질]$/u.test(next?.surface ?? '') && cannot(verb, after))
  if (!chained && !isWished(morphemes, at)) return null
  return { word: spelled(dictionaryForm(morphemes, at)), last: at, polarity: -1, settled: true }
}

const cannot = (verb: TokenForm | undefined, after: TokenForm | undefined): boolean =>
  verb?.lemma === '못하다' || (verb?.lemma === '못' && after?.lemma === '하다')

/** 깊이가 있다, 존재감이 없다, 구멍이 많다: a noun that names no aspect, and a light predicate. */
function ofQuality(morphemes: readonly TokenForm[], at: number, named: ReadonlySet<number>): Composed | null {
  const { tag, lemma } = morphemes[at]
  if (!NOUNS.has(tag) || named.has(at) || BARE_NOUNS.has(lemma) || lemma.length < 2) return null
  let last = at + 1
  const suffix = morphemes[last]?.tag === 'affix' && !morphemes[last].initial && morphemes[last].lemma === '감' ? last++ : at
  while (morphemes[last]?.tag === 'particle' && SUBJECTS.has(morphemes[last].surface)) last++
  if (!morphemes[last]?.initial) return null
  while (morphemes[last]?.tag === 'adverb') last++
  const predicate = morphemes[last]
  if (!predicate) return null
  const alive = aliveAt(morphemes, last)
  const felt = predicate.lemma === '느끼다' && morphemes[last + 1]?.lemma === '지다'
  const noun = polarAt(morphemes, at)
  const sign = alive || felt ? 1 : (LIGHT.get(predicate.lemma) ?? (noun && predicate.lemma === '많다' ? 1 : undefined))
  if (sign === undefined || (noun && noun.last !== at && noun.last !== suffix)) return null
  const name = suffix > at ? `${lemma}${morphemes[suffix].lemma}` : lemma
  const form = pairForm(morphemes, at, last).replace(/^\S+? /u, `${name} `)
  const word = alive ? `${name} 살아있다` : felt ? `${name} 느껴지다` : spelled(form)
  return { word, last: alive ? last + 2 : felt ? last + 1 : last, polarity: sign * (noun?.polarity ?? (sign < 0 ? 1 : LEANS)) }
}

/** 감동이 없다, 힐링이 되다, 완성도가 높다: a light predicate after the name of an aspect. */
function ofAspect(morphemes: readonly TokenForm[], at: number, named: ReadonlySet<number>): Composed | null {
  const alive = aliveAt(morphemes, at)
  const sign = alive ? 1 : LIGHT_OF_ASPECT.get(morphemes[at].lemma)
  if (sign === undefined) return null
  let name = at - 1
  while (name >= 0 && mayStandBetween(morphemes[name])) name--
  if (name < 0 || name === at || !named.has(name)) return null
  const whole = named.has(name - 1) ? polarAt(morphemes, name - 1) : null
  const noun = whole ?? polarAt(morphemes, name)
  const word = alive ? '살아있다' : morphemes[at].lemma === '읎다' ? '없다' : dictionaryForm(morphemes, at)
  const polarity = sign * Math.sign(noun?.polarity ?? 1) * (sign < 0 ? 1 : LEANS)
  return { word, last: alive ? at + 2 : at, polarity, subject: name }
}

/** 여운 같은 건, 감동 하나, 긴장감은 끝까지. */
const BETWEEN = new Set('같다 건 거 것 게 따위 따윈 하나 1 끝 눈곱 조금 전혀 그런'.split(' '))

function mayStandBetween({ tag, surface, lemma }: TokenForm): boolean {
  if (tag === 'adverb' || BETWEEN.has(lemma) || BETWEEN.has(surface)) return true
  return (PARTICLES.has(tag) && (SUBJECTS.has(surface) || surface === '까지')) || (tag === 'ending' && surface === '은')
}

/** 살+아+있다. */
const aliveAt = (morphemes: readonly TokenForm[], at: number): boolean =>
  morphemes[at].lemma === '살다' && morphemes[at + 1]?.surface === '아' && morphemes[at + 2]?.lemma === '있다'

/** 잘 그리다, 못 살리다: how something was done that says nothing alone. */
function withAdverb(morphemes: readonly TokenForm[], at: number): Composed | null {
  const { lemma, tag } = morphemes[at]
  const well = WELL.has(lemma) && lemma !== '참'
  const verb = morphemes[at + 1]
  const not = lemma === '못' || (lemma === '안' && FITS.has(verb?.lemma))
  if (tag !== 'adverb' || !(well || not)) return null
  if ((verb?.tag !== 'verb' && verb?.tag !== 'adjective') || (POLITE.has(verb.lemma) && !(lemma === '안'))) return null
  const polar = polarAt(morphemes, at + 1)
  const light = verb.lemma === '하다' || verb.lemma === '되다'
  if (polar && (well || !light)) return null
  if (
    !well &&
    light &&
    morphemes[at - 1] &&
    /(?:[지질]|고[는도]?)$/u.test(`${morphemes[at - 2]?.surface ?? ''}${morphemes[at - 1].surface}`)
  )
    return null
  const word = light ? spelled(`${lemma} ${verb.lemma}`) : dictionaryForm(morphemes, at + 1)
  return well ? { word, last: at + 1, polarity: 1 } : { word, last: at + 1, polarity: -1, settled: true }
}
