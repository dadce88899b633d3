import type { Morpheme, Utterance } from '../text/morpheme.js'
import { attributeHeads } from './attribute-heads.js'
import type { Clause } from './clauses.js'
import { joinedClauses, type Told, toldIn } from './expectations.js'
import { judged } from './judged.js'
import type { Group, Judgement, Mention } from './judgement.js'
import { isSubject, SUBJECT } from './names.js'
import { type Opinion, opinionsIn } from './opinions.js'
import { predicateOf } from './predicates.js'

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
export function judgementsOf(utterance: Utterance, mentions: readonly Mention[], told: Told = toldIn(utterance)): Judgement[] {
  const { morphemes } = utterance
  const all = new Set(mentions.flatMap(({ at, first }) => (first === undefined ? [at] : [first, at])))
  const opinions = opinionsIn(morphemes, all, told.expectations)
  const clauses = joinedClauses(told, ({ last, to }) => !mentions.some(({ at }) => at > last && at <= to))
  const attributes = new Map<number, Opinion[]>()
  const groups: Group[] = []
  let waiting: { group: Group; since: number }[] = []
  let previous: { clause: Clause; group: Group } | null = null
  // Attributes of a noun that is still to come: 교훈적이고 따뜻한 내용.
  let carried: Opinion[] = []

  for (const [number, clause] of clauses.entries()) {
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

/** An opinion in the middle of its clause after which another of the same subject may come: '풋풋하게 잘', '너무 최고'. */
function goesOn(morphemes: readonly Morpheme[], { last }: Opinion): boolean {
  const next = morphemes[last + 1]
  if (next?.surface === '게' || next?.surface === '이') return true
  return morphemes[last].tag === 'adverb' && (next?.tag === 'adjective' || next?.tag === 'verb')
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
