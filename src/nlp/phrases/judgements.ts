import type { Morpheme, Utterance } from '../text/morpheme.js'
import { type Clause, clausesOf } from './clauses.js'
import { type Opinion, opinionsIn } from './opinions.js'

/** An aspect that is named: its number among the families, and the morpheme that names it. */
export interface Mention {
  aspect: number
  at: number
}

/** What is said of a mention. */
export interface Judgement {
  mention: Mention
  /** Only says whose or of what another one is: the 배우 of '배우들의 연기가 좋다'. */
  owner: boolean
  /** Opinion words that speak of it, in their order; none where only the reading of the clause can tell. */
  opinions: readonly Opinion[]
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
const EXCEPT = new Set('빼다 빼고 빼면 제외 외 외엔 외에 말고 빼곤 제외하다'.split(' '))
const THAN = new Set('보다 보단'.split(' '))
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
  const opinions = opinionsIn(morphemes, new Set(mentions.map(({ at }) => at)))
  const attributes = new Map<number, Opinion[]>()
  const groups: Group[] = []
  let waiting: { group: Group; since: number }[] = []
  let previous: { clause: Clause; group: Group } | null = null

  for (const [number, clause] of clausesOf(utterance).entries()) {
    const named = within(mentions, clause, ({ at }) => at).filter(({ at }) => !THAN.has(morphemes[at + 1]?.surface))
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
      const heads = attributeHeads(morphemes, opinion, named, open !== null)
      for (const head of heads) attributes.set(head.at, [...(attributes.get(head.at) ?? []), opinion])
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
    if (open) open.said ||= saysMore(morphemes, open.last + 1, clause.last)
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
      previous.group.last = clause.last
      closed = previous.group
    }
    const last: Group | null = open ?? closed
    if (last && last.opinions.length > 0 && last.last >= clause.first && !followed(groups, last)) last.last = clause.last
    // 뻔한 스토리, 멋진 배우: nothing more is to come where no particle says so.
    const complete =
      open !== null && !isSubject(morphemes, open.last) && open.mentions.every(({ at }) => attributes.has(at)) && !open.said
    if (open && open.opinions.length === 0 && !complete) {
      if (open.said) open.last = clause.last
      if (!open.said || JOINED.test(textOf(morphemes, clause.last))) waiting.push({ group: open, since: number })
    }
    waiting = waiting.filter(({ since }) => number - since < PATIENCE)
    previous = last ? { clause, group: last } : null
  }
  return groups.flatMap((group) => judged(morphemes, group, attributes))
}

const within = <T>(all: readonly T[], { first, last }: Clause, place: (one: T) => number): T[] =>
  all.filter((one) => place(one) >= first && place(one) <= last)

const followed = (groups: readonly Group[], group: Group): boolean => groups[groups.length - 1] !== group

const textOf = (morphemes: readonly Morpheme[], at: number): string => morphemes[at].surface

const isSubject = (morphemes: readonly Morpheme[], at: number): boolean => {
  let next = at + 1
  while (morphemes[next]?.tag === 'affix' || morphemes[next]?.surface === '들') next++
  const particle = morphemes[next]
  return particle?.tag === 'particle' && SUBJECT.has(particle.surface)
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
  if (!/^(?:고|구|며|으며|면서|,)$/u.test(morphemes[end].surface) && !/[고며]$/u.test(morphemes[end].surface)) return false
  for (let at = clause.first; at < opinion.first; at++) {
    if (morphemes[at].tag === 'particle' && SUBJECT.has(morphemes[at].surface)) return false
  }
  return true
}

function judged(morphemes: readonly Morpheme[], group: Group, attributes: ReadonlyMap<number, readonly Opinion[]>): Judgement[] {
  return group.mentions.map((mention, order) => {
    const own = attributes.get(mention.at) ?? []
    const next = group.mentions[order + 1]
    const owner =
      next !== undefined &&
      next.at > mention.at &&
      morphemes.slice(mention.at, next.at + 1).every(({ tag, surface }) => NAMES.has(tag) || surface === '의')
    const excepted = morphemes.slice(mention.at + 1, mention.at + 5).some(({ lemma, surface }, at, all) => {
      const between = all.slice(0, at).every((one) => one.tag === 'particle' || NAMES.has(one.tag))
      return between && (EXCEPT.has(lemma) || EXCEPT.has(surface))
    })
    const first = Math.min(group.first, ...own.map((one) => one.first))
    const last = group.said ? group.last : Math.max(mention.at, group.last)
    return { mention, owner, opinions: [...own, ...group.opinions], excepted, said: group.said || own.length > 0, first, last }
  })
}
