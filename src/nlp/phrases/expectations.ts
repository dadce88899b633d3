import type { Utterance } from '../text/morpheme.js'
import { type Clause, clausesOf } from './clauses.js'
import { DENIED, EXPECTED, FULFILLED, HEARD } from './ko/expectations.js'

/** What was expected or heard of something before it was seen, in its place, and how what follows takes it back. */
export interface Expectation {
  /** Morphemes [first, last] that tell it, with the 'but' at their end: '스토리가 뻔할 줄 알았는데'. */
  first: number
  last: number
  /** Last morpheme of what is expected itself: the 뻔할 of the same. */
  expected: number
  /** Last morpheme of what follows and takes it back; `last` where nothing does. */
  to: number
  /**
   * denied: what follows says that it was not so (아니었어); instead: it may say how it was (의외로 좋았어); open: nothing follows
   * (재밌을 줄 알았는데…).
   */
  outcome: 'denied' | 'instead' | 'open'
  /** Whether the speaker expected it. What others say is not taken back by whatever follows. */
  own: boolean
}

const SENTENCE_END = /[.!?…~;]$/u
const CONNECTIVE = /^(?:근데|그런데|하지만|그치만|그러나|그렇지만|허나)/u
/** Clauses of one frame: '재밌다고 해서 | 보러 갔는데'. */
const FRAME_CLAUSES = 4
/** What is expected goes on: '뻔하고 지루할 줄'. */
const GOES_ON = /[^았었였했갔왔봤졌됐렸]고$/u
/** Letters after a clause in which its frame ends, and in which a denial stands. */
const REACH = 40
const LEADS_ON = /(?:데|지만|으나|더니만?|건만|더만|드니)(?:요|도|은)?$/u

/** The clauses of an utterance, and what is expected in them. */
export interface Told {
  clauses: readonly Clause[]
  expectations: readonly Expectation[]
}

export function toldIn(utterance: Utterance): Told {
  const clauses = clausesOf(utterance)
  return { clauses, expectations: expectationsIn(utterance, clauses) }
}

/**
 * The clauses, an expectation and what follows it as one where `joins` says so: '연출이 별로일 거라 예상했는데 의외로 좋았어요' speaks of one
 * thing.
 */
export function joinedClauses({ clauses, expectations }: Told, joins: (one: Expectation) => boolean): Clause[] {
  const joined: Clause[] = []
  for (const clause of clauses) {
    const before = joined[joined.length - 1]
    const goesOn = expectations.some((one) => joins(one) && clause.first > one.expected && clause.first <= one.to)
    if (before && goesOn) joined[joined.length - 1] = { ...before, last: clause.last, end: clause.end }
    else joined.push(clause)
  }
  return joined
}

/** What an utterance expects and takes back, in its order. */
function expectationsIn(utterance: Utterance, clauses: readonly Clause[]): Expectation[] {
  const letters = lettersOf(utterance)
  const found: Expectation[] = []
  for (let at = 0; at < clauses.length; at++) {
    const one = expectationAt(letters, clauses, at)
    if (!one) continue
    found.push(one)
    while (at + 1 < clauses.length && clauses[at + 1].first <= one.last) at++
  }
  return found
}

/** The letters of an utterance without spaces and signs, and the morpheme of each. */
interface Letters {
  text: string
  morphemes: number[]
  /** Where the letters of each morpheme begin, and their number last. */
  begin: number[]
  /** The last morpheme of the eojeol that each morpheme is in. */
  eojeolEnd: number[]
  /** Morphemes after which a sentence ends. */
  ends: Set<number>
}

function lettersOf({ morphemes, eojeols }: Utterance): Letters {
  const lastOf = new Map(morphemes.map(({ eojeol }, at) => [eojeol, at]))
  const eojeolEnd = morphemes.map(({ eojeol }) => lastOf.get(eojeol)!)
  const letters: Letters = { text: '', morphemes: [], begin: [], eojeolEnd, ends: new Set() }
  for (const [at, { surface, tag, eojeol }] of morphemes.entries()) {
    letters.begin.push(letters.text.length)
    if (tag !== 'symbol' && tag !== 'interjection') {
      letters.text += surface
      for (let n = 0; n < surface.length; n++) letters.morphemes.push(at)
    } else if (SENTENCE_END.test(surface)) letters.ends.add(at)
    if (morphemes[at + 1]?.eojeol !== eojeol && SENTENCE_END.test(eojeols[eojeol].text)) letters.ends.add(at)
  }
  letters.begin.push(letters.text.length)
  return letters
}

/** The expectation whose predicate stands in a clause. */
function expectationAt(letters: Letters, clauses: readonly Clause[], at: number): Expectation | null {
  const { begin, text, morphemes } = letters
  const end = sentenceEnd(letters, clauses[at].first)
  const from = begin[clauses[at].first]
  const sentence = text.slice(from, Math.min(begin[end + 1], begin[clauses[at].last + 1] + REACH))
  const [expects, hears] = [EXPECTED.exec(sentence), HEARD.exec(sentence)]
  const own = expects !== null && (hears === null || expects.index <= hears.index)
  const match = own ? expects : hears
  if (!match || match.index === 0) return null
  const expected = morphemes[from + match.index - 1]
  const last = morphemes[from + match.index + match[0].length - 1]
  const within = clauses[Math.min(at + FRAME_CLAUSES, clauses.length) - 1].last
  if (expected > clauses[at].last || last > within) return null
  const outcome = outcomeOf(letters, clauses, { last, end, leadsOn: LEADS_ON.test(match[0]) })
  if (!outcome) return null
  let first = at
  while (first > 0 && goesOn(letters, clauses[first - 1])) first--
  return { first: clauses[first].first, last, expected, own, ...outcome }
}

function outcomeOf(
  letters: Letters,
  clauses: readonly Clause[],
  { last, end, leadsOn }: { last: number; end: number; leadsOn: boolean },
): Pick<Expectation, 'outcome' | 'to'> | null {
  const { begin, text, morphemes } = letters
  const clauseEnd = (at: number): number => clauses.find((clause) => clause.last >= at)?.last ?? at
  const deniedFrom = (start: number, to: number): Pick<Expectation, 'outcome' | 'to'> | null => {
    const match = DENIED.exec(text.slice(start, Math.min(to, start + REACH)))
    return match && { outcome: 'denied', to: letters.eojeolEnd[morphemes[start + match[0].length - 1]] }
  }
  const [start, stop] = [begin[last + 1], begin[end + 1]]
  if (start < stop) {
    if (FULFILLED.test(text.slice(start, Math.min(stop, start + REACH)))) return null
    return deniedFrom(start, stop) ?? { outcome: 'instead', to: clauseEnd(morphemes[start]) }
  }
  // '재밌을 줄 알았어. 근데 아니더라', '재밌을 줄 알았는데… 졸았다'.
  if (stop === text.length) return leadsOn ? { outcome: 'open', to: last } : null
  const next = begin[sentenceEnd(letters, morphemes[stop]) + 1]
  const connective = CONNECTIVE.exec(text.slice(stop, Math.min(next, stop + REACH)))?.[0].length ?? 0
  if (leadsOn && FULFILLED.test(text.slice(stop, Math.min(next, stop + REACH)))) return null
  return deniedFrom(stop + connective, next) ?? (leadsOn ? { outcome: 'instead', to: clauseEnd(morphemes[stop]) } : null)
}

/** The last morpheme of the sentence that a morpheme is in. */
function sentenceEnd({ ends, begin }: Letters, at: number): number {
  const last = begin.length - 2
  let end = at
  while (end < last && !ends.has(end)) end++
  return end
}

/** Whether a clause leads on to the next as a list does, in no tense of its own. */
function goesOn({ text, begin, ends }: Letters, { first, last }: Clause): boolean {
  return !ends.has(last) && GOES_ON.test(text.slice(begin[first], begin[last + 1]))
}
