import type { Morpheme, Utterance } from '../text/morpheme.js'
import { type Clause, clausesOf } from './clauses.js'
import { type Opinion, opinionsIn } from './opinions.js'
import { predicateOf } from './predicates.js'

/** An aspect that is named: its number among the families, and the morpheme that names it. */
export interface Mention {
  aspect: number
  at: number
  /** The first one, where both morphemes of an entry of two words name it: 억지 감동. */
  first?: number
}

/** What is said of a mention. */
export interface Judgement {
  mention: Mention
  /** Only says whose or of what another one is: the 배우 of '배우들의 연기가 좋다'. */
  owner: boolean
  /** Opinion words that speak of it, in their order; none where only the reading of the clause can tell. */
  opinions: readonly Opinion[]
  /** Where no opinion word speaks of it: what its clause ends in, as its dictionary form, unless that judges nothing. */
  predicate: string | null
  /** It is what the rest is set against: '액션 빼고는 별로'. */
  excepted: boolean
  /** Whether anything is said of it, be it without an opinion word. */
  said: boolean
  /** Morphemes [first, last] in which it is judged. */
  first: number
  last: number
}

/** A run of mentions that one predicate speaks of. */
interface Group {
  mentions: Mention[]
  opinions: Opinion[]
  first: number
  last: number
  /** Whether its clause says something of it, be it without an opinion word. */
  said: boolean
}

const SUBJECT = new Set('이 가 은 는 도 만 조차 마저 까지 부터 이나 나 야 들이 들은 들도'.split(' '))
const NAMES = new Set<Morpheme['tag']>(['noun', 'foreign', 'unknown', 'affix', 'number'])
const LISTS = new Set('의 와 과 랑 이랑 이나 나 하고 및 며 이며'.split(' '))
const EXCEPT = new Set('빼다 빼고 빼면 제외 외 외엔 외에 말다 말고 빼곤 제외하다'.split(' '))
const THAN = new Set('보다 보단'.split(' '))
/** And therefore: 뻔해서 지루했다, 화려하니 좋다. */
const REASON = /(?:[해아어려와워라져]서|니까|니|라)$/u
/** Whose subject is the viewer: 눈이 즐겁다. */
const FELT = new Set('눈 귀 마음 가슴'.split(' '))
/** Whatever an aspect is named with that is no subject of what follows: 저예산치고, 팬으로서, 시대극답게. */
const ASIDE = new Set('치고 치곤 치고는 으로서 로서 답다 답'.split(' '))
const JOINED = /(?:고|구|며|면서|서|,)$/u
/** Clauses that a list may wait for what is said of it. */
const PATIENCE = 3

/**
 * Finds what is said of each mention: attributes before it (뻔한 스토리), predicates after it, one for a whole list (연기, 연출 다 좋았다),
 * further predicates of clauses that go on with it (부자연스럽고 억지스러움).
 *
 * @param mentions in the order of the text
 */
export function judgementsOf(utterance: Utterance, mentions: readonly Mention[]): Judgement[] {
  const { morphemes } = utterance
  const all = new Set(mentions.flatMap(({ at, first }) => (first === undefined ? [at] : [first, at])))
  const opinions = opinionsIn(morphemes, all)
  const attributes = new Map<number, Opinion[]>()
  const groups: Group[] = []
  let waiting: { group: Group; since: number }[] = []
  let previous: { clause: Clause; group: Group } | null = null
  // Attributes of a noun that is still to come: 교훈적이고 따뜻한 내용.
  let carried: Opinion[] = []

  for (const [number, clause] of clausesOf(utterance).entries()) {
    const named = within(mentions, clause, ({ at }) => at).filter(({ at }) => !isAside(morphemes, at))
    const said = within(opinions, clause, ({ first }) => first)
    let open: Group | null = null
    let closed: Group | null = null
    const start = (first: number): Group => {
      const group: Group = { mentions: [], opinions: [], first, last: first, said: false }
      groups.push(group)
      return group
    }
    let nextMention = 0
    for (const opinion of said) {
      while (nextMention < named.length && named[nextMention].at < opinion.first) {
        open ??= start(Math.max(clause.first, closed ? closed.last + 1 : clause.first))
        open.mentions.push(named[nextMention])
        open.last = named[nextMention++].at
      }
      const heads = opinion.subject === undefined ? attributeHeads(morphemes, opinion, named, open !== null) : []
      for (const head of heads) attributes.set(head.at, [...(attributes.get(head.at) ?? []), ...carried, opinion])
      carried = []
      const predicates = open !== null && (heads.length === 0 || isSubject(morphemes, open.last))
      if (predicates && open !== null) {
        open.opinions.push(opinion)
        open.last = opinion.last
        open.said = true
        if (heads.length > 0 || !goesOn(morphemes, opinion)) {
          closed = open
          open = null
        }
      } else if (heads.length === 0 && closed) {
        closed.opinions.push(opinion)
        closed.last = opinion.last
      }
    }
    for (; nextMention < named.length; nextMention++) {
      open ??= start(Math.max(clause.first, closed ? closed.last + 1 : clause.first))
      open.mentions.push(named[nextMention])
      open.last = named[nextMention].at
    }
    carried = []
    if (open) {
      const noun = isSubject(morphemes, open.last) && predicateOf(morphemes, open.last + 1, clause.last, all) !== null
      open.said ||= noun || saysMore(morphemes, open.last + 1, clause.last)
    }
    // What waited for a predicate is spoken of together with the first group that has one.
    const speaking = groups.find((group) => group.first >= clause.first && group.opinions.length > 0)
    const free = said.filter(({ attributive }) => !attributive)
    if (waiting.length > 0 && (speaking || (named.length === 0 && free.length > 0) || (open?.said ?? false))) {
      const words = speaking ? speaking.opinions : free
      for (const { group } of waiting) {
        group.opinions.push(...words)
        group.last = clause.last
        group.said = true
      }
      if (named.length === 0) closed = waiting[waiting.length - 1].group
      waiting = []
    } else if (named.length === 0 && previous && free.length > 0 && continues(morphemes, previous.clause, clause, free[0])) {
      previous.group.opinions.push(...free)
      previous.group.said = true
      previous.group.last = clause.last
      closed = previous.group
    } else if (named.length === 0 && JOINED.test(textOf(morphemes, clause.last))) carried = free
    const last: Group | null = open ?? closed
    if (last && last.opinions.length > 0 && last.last >= clause.first && !followed(groups, last)) last.last = clause.last
    // 뻔한 스토리, 멋진 배우: nothing more is to come where no particle says so.
    const copula = open !== null && morphemes[open.last + 1]?.lemma === '이다'
    const attributed = open !== null && attributes.has(open.mentions[open.mentions.length - 1].at)
    const complete = open !== null && !open.said && (copula || (attributed && !isSubject(morphemes, open.last)))
    if (open && open.opinions.length === 0 && !complete) {
      if (open.said) open.last = clause.last
      if (!open.said || JOINED.test(textOf(morphemes, clause.last))) waiting.push({ group: open, since: number })
    }
    waiting = waiting.filter(({ since }) => number - since < PATIENCE)
    previous = last ? { clause, group: last } : null
  }
  // 다 별로다, 줄거리도 연출도: named after what is said of them.
  for (const { group } of waiting) {
    const before = groups.findLast((one) => one.last < group.first && one.opinions.length > 0)
    if (!before || !group.mentions.every(({ at }) => morphemes[at + 1]?.surface === '도')) continue
    group.opinions.push(...before.opinions)
    group.said = true
  }
  const silent = mentions.filter(({ at }) => !THAN.has(morphemes[at + 1]?.surface) && isAside(morphemes, at)).map(unsaid)
  return [...groups.flatMap((group) => judged(morphemes, group, attributes, all)), ...silent]
}

/** Whether a mention is only a standard or an occasion: '스토리보다', '저예산치고', '예고편 보고'. */
function isAside(morphemes: readonly Morpheme[], at: number): boolean {
  const [next, after] = [morphemes[at + 1], morphemes[at + 2]]
  if (!next) return false
  if (/^영[화환]/u.test(next.surface) || (next.surface === '팬' && /^으?로/u.test(after?.surface ?? ''))) return true
  if (next.initial) return next.tag === 'verb' && next.lemma === '보다' && after?.surface === '고'
  return THAN.has(next.surface) || ASIDE.has(next.surface) || ASIDE.has(next.lemma)
}

const unsaid = (mention: Mention): Judgement => ({
  mention,
  owner: false,
  opinions: [],
  predicate: null,
  excepted: false,
  said: false,
  first: mention.at,
  last: mention.at,
})

const within = <T>(all: readonly T[], { first, last }: Clause, place: (one: T) => number): T[] =>
  all.filter((one) => place(one) >= first && place(one) <= last)

const followed = (groups: readonly Group[], group: Group): boolean => groups[groups.length - 1] !== group

const textOf = (morphemes: readonly Morpheme[], at: number): string => morphemes[at].surface

const isSubject = (morphemes: readonly Morpheme[], at: number): boolean => {
  let next = at + 1
  while (morphemes[next]?.tag === 'affix' || morphemes[next]?.surface === '들') next++
  const particle = morphemes[next]
  return particle?.tag === 'particle' && particle.lemma !== '이다' && SUBJECT.has(particle.surface)
}

/** An opinion in the middle of its clause after which another of the same subject may come: '풋풋하게 잘', '너무 최고'. */
function goesOn(morphemes: readonly Morpheme[], { last }: Opinion): boolean {
  const next = morphemes[last + 1]
  if (next?.surface === '게' || next?.surface === '이') return true
  return morphemes[last].tag === 'adverb' && (next?.tag === 'adjective' || next?.tag === 'verb')
}

/** The mentions that an attribute speaks of: those of the noun phrase that follows it. */
function attributeHeads(
  morphemes: readonly Morpheme[],
  opinion: Opinion,
  named: readonly Mention[],
  pending: boolean,
): Mention[] {
  const bare = !opinion.attributive
  // 명품 연기: a noun right before another; after an open subject it is its predicate (스토리 굿 연기 굿).
  if (bare && (pending || morphemes[opinion.last].tag !== 'noun')) return []
  const heads: Mention[] = []
  let at = opinion.last + 1
  while (
    at < morphemes.length &&
    morphemes[at].eojeol === morphemes[opinion.last].eojeol &&
    !named.some((one) => one.at === at)
  ) {
    if (bare) return []
    at++
  }
  for (; at < morphemes.length; at++) {
    const mention = named.find((one) => one.at === at)
    if (mention) {
      if (!heads.includes(mention)) heads.push(mention)
      continue
    }
    const { tag, surface } = morphemes[at]
    if (NAMES.has(tag) && !bare) continue
    if (tag === 'affix' || LISTS.has(surface) || (tag === 'determiner' && heads.length === 0)) continue
    break
  }
  return heads
}

/** Whether a clause says anything beside names and particles from a morpheme on. */
function saysMore(morphemes: readonly Morpheme[], from: number, to: number): boolean {
  for (let at = from; at <= to; at++) if (morphemes[at].tag === 'verb' || morphemes[at].tag === 'adjective') return true
  return false
}

/** Whether a clause that names nothing goes on with the subject of the one before: no subject of its own before its opinion. */
function continues(morphemes: readonly Morpheme[], before: Clause, clause: Clause, opinion: Opinion): boolean {
  let end = before.last
  while (end > before.first && morphemes[end].tag === 'interjection') end--
  const { surface, tag } = morphemes[end]
  if (!/^(?:고|구|며|으며|면서|,)$/u.test(surface) && !/[고며]$/u.test(surface) && !(tag !== 'symbol' && REASON.test(surface)))
    return false
  for (let at = clause.first; at < opinion.first; at++) {
    if (morphemes[at].tag === 'particle' && SUBJECT.has(morphemes[at].surface) && !FELT.has(morphemes[at - 1]?.lemma))
      return false
  }
  return true
}

/** 아역이 연기를 잘하다 speaks of the acting, 음악이 분위기를 해치다 of the music. */
const DONE_BY = /^(?:잘|못)하다$/u
const OBJECT = new Set('을 를 에 에게'.split(' '))
const isObject = (morphemes: readonly Morpheme[], at: number): boolean => OBJECT.has(morphemes[at + 1]?.surface)
const OUTER = new Set('이 가 은 는'.split(' '))

/** Whether of two subjects in one clause this is the outer one, of which the inner one's predicate is not said: '스토리는 결말이 허무했다'. */
function isOuter(morphemes: readonly Morpheme[], at: number, next: number): boolean {
  const between = morphemes.slice(at + 1, next).filter(({ tag }) => tag !== 'affix')
  const [particle, ...rest] = between
  return (
    particle?.tag === 'particle' &&
    particle.lemma !== '이다' &&
    OUTER.has(particle.surface) &&
    rest.every(({ tag }) => tag !== 'symbol')
  )
}

const ALL = new Set('다 모두 전부 죄다 둘 셋 모든 뭐 전체'.split(' '))

/** Three names in a row, or two of which all is said, are a list and not one's of another: '연기 연출 음악', '연기 연출 다'. */
function isList(morphemes: readonly Morpheme[], mentions: readonly Mention[]): boolean {
  if (mentions.length < 2 || mentions.some(({ at }, order) => order > 0 && at !== mentions[order - 1].at + 1)) return false
  let next = mentions[mentions.length - 1].at + 1
  while (morphemes[next]?.tag === 'particle') next++
  return mentions.length > 2 || ALL.has(morphemes[next]?.lemma)
}

function judged(
  morphemes: readonly Morpheme[],
  group: Group,
  attributes: ReadonlyMap<number, readonly Opinion[]>,
  all: ReadonlySet<number>,
): Judgement[] {
  const named = group.mentions[group.mentions.length - 1].at
  const silent = group.opinions.length === 0 && group.said
  const predicate = silent ? predicateOf(morphemes, named + 1, group.last, all) : null
  const list = isList(morphemes, group.mentions)
  return group.mentions.map((mention, order) => {
    const own = attributes.get(mention.at) ?? []
    const next = group.mentions[order + 1]
    const before = group.mentions[order - 1]
    const done = group.opinions.some(({ word }) => DONE_BY.test(word))
    const outer = next !== undefined && isOuter(morphemes, mention.at, next.at) && (done || !isObject(morphemes, next.at))
    const inner = before !== undefined && !done && isObject(morphemes, mention.at) && isOuter(morphemes, before.at, mention.at)
    const owner =
      outer ||
      inner ||
      (!list &&
        next !== undefined &&
        next.at > mention.at &&
        morphemes.slice(mention.at, next.at + 1).every(({ tag, surface }) => NAMES.has(tag) || surface === '의'))
    const excepted = morphemes.slice(mention.at + 1, mention.at + 5).some(({ lemma, surface }, at, all) => {
      const between = all.slice(0, at).every((one) => one.tag === 'particle' || NAMES.has(one.tag))
      return between && (EXCEPT.has(lemma) || EXCEPT.has(surface))
    })
    const first = Math.min(group.first, ...own.map((one) => one.first))
    const last = group.said ? group.last : Math.max(mention.at, group.last)
    const opinions = [...own, ...group.opinions]
    const said = group.said || own.length > 0
    return { mention, owner, opinions, predicate: own.length > 0 ? null : predicate, excepted, said, first, last }
  })
}
