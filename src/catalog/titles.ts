import type { Morpheme, Utterance } from '../nlp/text/morpheme.js'
import type { Item } from './items.js'
import { type Name, type NameKind, type NameTable, namesAt, nameTable } from './names.js'
import { isParticle } from './particles.js'
import { namesNear, type SlipIndex, slipIndex } from './slips.js'
import { type Squeezed, squeeze, squeezed } from './squeeze.js'
import { continues, NO_HINTS, type Surroundings, surroundings, type TitleHints, titleContext } from './title-context.js'
import type { TitleUse } from './title-use.js'

export interface TitleMatch {
  item: Item
  /** The words that named it, as typed. */
  text: string
  /** UTF-16 offsets into the utterance's text. */
  start: number
  end: number
  /** How sure: the probability that the words mean a title, times the item's popularity among those they may mean; in (0, 1]. */
  score: number
}

export interface TitleRecogniser {
  /** The titles in an utterance, best first; every item that the same words may mean is a match of its own. */
  recognise(utterance: Utterance): TitleMatch[]
}

export interface RecogniserOptions {
  /** How ordinary each name is as a word, from `countTitleUse`. Without it only length tells. */
  use?: TitleUse
  /** What stands around titles in this domain. */
  hints?: TitleHints
}

/** Chance that somebody who says something here names this very title: a tenth of talk spread over some hundred well-known ones. */
const TITLE_PRIOR = 2e-4
/** What a word of this many letters is expected to be written in ordinary talk (share of texts), and the weight of that belief in texts. */
const ORDINARY_RATE = [1e-2, 1e-3, 1e-4, 1e-5]
const BELIEF = 20_000
/** The share of what other items' reviews say that is the ordinary word and not the title, by letters. */
const ORDINARY_SHARE = [1, 0.8, 0.4, 0.15, 0.05]
/** Log-odds that a name of this kind loses against a whole title. */
const KIND_WEIGHT: Record<NameKind, number> = {
  title: 0,
  alias: -0.5,
  english: -1.8,
  head: -0.3,
  series: -0.7,
  tail: -1.5,
  words: -2,
  word: -2,
}
const PERSON_WEIGHT = 5
const SLIP_WEIGHT = -2.5
/** Letters from which a changed jamo is forgiven without anything around that speaks of a title. */
const SLIP_SURE = 6
const SHORT_ENGLISH = 9
/**
 * First words of a title count as its name only where the reviews of its own items write them (so many at least, this share of
 * them at least) and reviews of others hardly do (so many times as often at most). One word has more to prove than several.
 */
const BEGINNINGS = { words: { least: 3, share: 0.03, elsewhere: 20 }, word: { least: 3, share: 0.1, elsewhere: 6 } } as const
/** Words of the longest run of eojeols that is tried as one mistyped title. */
const SLIP_WORDS = 6
/** What is compared with is named, but seldom meant. */
const COMPARED_FOCUS = 0.6
/** The first of several titles is what is talked about, a little more often. */
const LATER_FOCUS = 0.85
const REST_OF_TITLE = 5
const LINKING = /^[와과의]/
const COMPARED = /^(?:보다|보단|처럼|같은|같이|만큼)/

interface Candidate {
  start: number
  end: number
  firstWord: number
  lastWord: number
  probability: number
  /** Positions of items. */
  owners: number[]
}

/**
 * Opens the recogniser over a catalogue. Names are found by hashes of unspaced text at the beginnings of eojeols; each is then
 * weighed: log-odds = ln(prior of the title / rate of the ordinary word) + what stands around it, a title where they are above 0.
 *
 * @param mentions reviews of an item: among items of one name the more discussed comes first
 */
export function openTitleRecogniser(
  items: readonly Item[],
  mentions: (id: string) => number,
  options: RecogniserOptions = {},
): TitleRecogniser {
  const table = nameTable(items)
  const hints = options.hints ?? NO_HINTS
  keepUsedBeginnings(table, items, options.use)
  const slips = slipIndex(
    [...table.names.values()].filter(({ owners }) => [...owners.values()].some((kind) => kind !== 'words' && kind !== 'word')),
  )
  const catalogue: Catalogue = {
    items,
    table,
    slips,
    popularity: items.map((item) => Math.sqrt(1 + mentions(item.id))),
    use: options.use,
    hints,
    ordinary: new Set(hints.ordinary.map(squeezed)),
    replies: new Set(hints.replies.map(squeezed)),
    people: new Map(),
  }
  return { recognise: (utterance) => recognise(catalogue, utterance) }
}

interface Catalogue {
  items: readonly Item[]
  table: NameTable
  slips: SlipIndex
  popularity: number[]
  use: TitleUse | undefined
  hints: TitleHints
  ordinary: Set<string>
  replies: Set<string>
  /** Squeezed names of an item's cast and directors, filled as needed. */
  people: Map<number, string[]>
}

function keepUsedBeginnings(table: NameTable, items: readonly Item[], use: TitleUse | undefined): void {
  const people = new Set(items.flatMap(({ actors, directors }) => [...actors, ...directors].map(person)))
  for (const [text, { owners }] of table.names) {
    const [own, ownReviews, other] = use?.names[text] ?? [0, 0, 0]
    for (const [index, kind] of owners) {
      if (kind !== 'words' && kind !== 'word') continue
      const { least, share, elsewhere } = BEGINNINGS[kind]
      if (people.has(text) || own < least || own < share * ownReviews || other > elsewhere * own) owners.delete(index)
    }
    if (owners.size === 0) table.names.delete(text)
  }
}

// 양조위(진영인) is 양조위 as 진영인.
const person = (credit: string): string => squeezed(credit.replace(/\(.*$/, ''))

function recognise(catalogue: Catalogue, utterance: Utterance): TitleMatch[] {
  const text = squeeze(utterance.text)
  if (text.text === '') return []
  const around = surroundings(utterance.text, text, catalogue.hints)
  const particleStarts = particlesOf(utterance)
  let chosen = choose(exactCandidates(catalogue, around, particleStarts))
  if (chosen.length === 0) chosen = choose(slipCandidates(catalogue, around, utterance))
  return chosen
    .flatMap((candidate, order) => toMatches(catalogue, candidate, around, order > 0))
    .sort((a, b) => b.score - a.score || a.start - b.start)
}

// Where, in the text as typed, a run of morphemes begins that is a particle and what it takes along (이+었+다), to the end of its eojeol.
function particlesOf({ morphemes }: Utterance): Set<number> {
  const starts = new Set<number>()
  let open = true
  for (let i = morphemes.length - 1; i >= 0; i--) {
    const { tag, start, eojeol } = morphemes[i]
    if (morphemes[i + 1]?.eojeol !== eojeol) open = true
    open &&= tag === 'particle' || tag === 'ending' || tag === 'symbol'
    if (open && tag === 'particle') starts.add(start)
  }
  return starts
}

function exactCandidates(catalogue: Catalogue, around: Surroundings, particleStarts: Set<number>): Candidate[] {
  const { squeezed: text } = around
  const candidates: Candidate[] = []
  text.wordStarts.forEach((start, firstWord) => {
    namesAt(catalogue.table, text.text, start, (name, end) => {
      let lastWord = firstWord
      while (text.wordEnds[lastWord] < end) lastWord++
      const rest = text.text.slice(end, text.wordEnds[lastWord])
      const known = isParticle(rest) || (name.text.length >= 3 && continues(rest, catalogue.hints))
      const ends = known || (name.text.length >= 3 && particleStarts.has(text.starts[end]))
      // 3 > 2 > 1 is not the film 321.
      const spread = lastWord > firstWord && /^\d+$/.test(name.text)
      if (ends && !spread) candidates.push(weigh(catalogue, around, name, start, end, firstWord, lastWord))
    })
  })
  return candidates
}

function slipCandidates(catalogue: Catalogue, around: Surroundings, { morphemes }: Utterance): Candidate[] {
  const { squeezed: text } = around
  const candidates: Candidate[] = []
  text.wordStarts.forEach((start, firstWord) => {
    for (let lastWord = firstWord; lastWord < Math.min(text.wordStarts.length, firstWord + SLIP_WORDS); lastWord++) {
      const wordEnd = text.wordEnds[lastWord]
      for (let end = wordEnd; end > text.wordStarts[lastWord] && wordEnd - end <= 4; end--) {
        if (!isParticle(text.text.slice(end, wordEnd))) continue
        const ordinary = isOrdinary(morphemes, text.starts[start], text.ends[end - 1])
        for (const { name, edits } of namesNear(catalogue.slips, text.text.slice(start, end))) {
          if (ordinary && edits > 0) continue
          const mark = edits > 0 && name.text.length < SLIP_SURE ? 1 : 0
          candidates.push(weigh(catalogue, around, name, start, end, firstWord, lastWord, SLIP_WEIGHT, mark))
        }
      }
    }
  })
  return candidates
}

// A word of the dictionary is no slip (엘리베이터 is not 엘리게이터), nor is a word with its particle (로맨스도 is not 로맨스 조).
function isOrdinary(morphemes: readonly Morpheme[], start: number, end: number): boolean {
  const inside = morphemes.filter((morpheme) => morpheme.start < end && morpheme.end > start)
  const last = inside[inside.length - 1]
  if (!last) return false
  return (inside.length === 1 && last.tag !== 'unknown') || last.tag === 'particle' || last.tag === 'ending'
}

function weigh(
  catalogue: Catalogue,
  around: Surroundings,
  name: Name,
  start: number,
  end: number,
  firstWord: number,
  lastWord: number,
  penalty = 0,
  leastMark = 0,
): Candidate {
  const kinds = [...name.owners.values()]
  const best = Math.max(...kinds.map((kind) => KIND_WEIGHT[kind]))
  const owners = [...name.owners].filter(([, kind]) => KIND_WEIGHT[kind] === best).map(([index]) => index)
  const context = titleContext(around, start, end, firstWord, lastWord, catalogue.items[owners[0]].title)
  const byPeople = peopleNamed(catalogue, owners, around.squeezed, start, end)
  const logOdds =
    Math.log(TITLE_PRIOR / ordinaryRate(catalogue.use, name.text)) +
    best +
    context.weight +
    penalty +
    (byPeople.length > 0 ? PERSON_WEIGHT : 0)
  const marked = context.mark >= Math.max(leastMark, markNeeded(catalogue, name, best)) || byPeople.length > 0
  const probability = marked ? 1 / (1 + Math.exp(-logOdds)) : 0
  return { start, end, firstWord, lastWord, probability, owners: byPeople.length > 0 ? byPeople : owners }
}

// One letter is a word, or half of one, nearly always; what follows a colon (왕의 귀환) or is an English word is one often.
function markNeeded({ replies, ordinary }: Catalogue, { text, owners }: Name, kindWeight: number): number {
  if (replies.has(text)) return 2
  const english = kindWeight === KIND_WEIGHT.english && text.length <= SHORT_ENGLISH && [...owners.values()].includes('english')
  return text.length === 1 || ordinary.has(text) || kindWeight === KIND_WEIGHT.tail || english ? 1 : 0
}

function ordinaryRate(use: TitleUse | undefined, name: string): number {
  const other = use?.names[name]?.[2] ?? 0
  const expected = ORDINARY_RATE[Math.min(name.length, ORDINARY_RATE.length) - 1]
  const share = ORDINARY_SHARE[Math.min(name.length, ORDINARY_SHARE.length) - 1]
  return (share * other + expected * BELIEF) / ((use?.reviews ?? 0) + BELIEF)
}

function peopleNamed({ items, people }: Catalogue, owners: number[], text: Squeezed, start: number, end: number): number[] {
  const named = (name: string): boolean =>
    text.wordStarts.some((at) => text.text.startsWith(name, at) && (at >= end || at + name.length <= start))
  return owners.filter((index) => {
    let names = people.get(index)
    if (!names) {
      const { actors, directors } = items[index]
      names = [...actors, ...directors].map(person).filter((name) => name.length >= 2)
      people.set(index, names)
    }
    return names.some(named)
  })
}

// The longest name wins, also over a likelier one inside it: 다크 나이트 라이즈 is not 다크 나이트.
function choose(candidates: Candidate[]): Candidate[] {
  const order = candidates.toSorted((a, b) => b.end - b.start - (a.end - a.start) || b.probability - a.probability)
  const kept: Candidate[] = []
  for (const candidate of order)
    if (kept.every((other) => candidate.end <= other.start || candidate.start >= other.end)) kept.push(candidate)
  return kept.filter((candidate) => candidate.probability >= 0.5).sort((a, b) => a.start - b.start)
}

function toMatches(catalogue: Catalogue, candidate: Candidate, around: Surroundings, later: boolean): TitleMatch[] {
  const { raw, squeezed: text } = around
  const start = text.starts[candidate.start]
  const end = text.ends[candidate.end - 1]
  const rest = text.text.slice(candidate.end, text.wordEnds[candidate.lastWord])
  const focus = (COMPARED.test(rest) ? COMPARED_FOCUS : 1) * (later ? LATER_FOCUS : 1)
  const name = text.text.slice(candidate.start, candidate.end)
  const elsewhere = `${text.text.slice(0, candidate.start)} ${text.text.slice(candidate.end)}`
  const shares = candidate.owners.map((index) => {
    // '해리포터 시리즈 중에 불의 잔이': what else of a title is said tells which of the films that share the name is meant.
    const other = squeezed(catalogue.items[index].title).replace(name, '').replace(LINKING, '')
    return catalogue.popularity[index] * (other.length >= 2 && elsewhere.includes(other) ? REST_OF_TITLE : 1)
  })
  const most = Math.max(...shares)
  return candidate.owners.map((index, order) => ({
    item: catalogue.items[index],
    text: raw.slice(start, end),
    start,
    end,
    score: candidate.probability * focus * (shares[order] / most),
  }))
}
