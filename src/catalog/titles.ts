import type { Morpheme, Utterance } from '../nlp/text/morpheme.js'
import type { Item } from './items.js'
import { type Name, namesAt } from './names.js'
import type { ObjectPhrase } from './object-phrase.js'
import { isParticle } from './particles.js'
import { type PartNamed, partAfter, partOwners } from './parts.js'
import { namesNear, spell } from './slips.js'
import { squeeze, squeezed } from './squeeze.js'
import { continues, type Surroundings, surroundings } from './title-context.js'
import { buildTitleIndex, type RecogniserOptions, type TitleIndex } from './title-index.js'
import { type Candidate, type NameSpan, weigh } from './title-weight.js'

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
  /** The first part of a series in an utterance that the catalogue lacks: '트랜스포머 9'. Null where there is none. */
  missingPart(utterance: Utterance): ObjectPhrase | null
}

/** Letters of an utterance that are searched: long texts name early what they are about, and a turn has little time. */
const LONGEST_LOOKED_AT = 1_000
const SLIP_WEIGHT = -2.5
/** Letters from which a changed jamo is forgiven without anything around that speaks of a title. */
const SLIP_SURE = 6
/** Words of the longest run of eojeols that is tried as one mistyped title. */
const SLIP_WORDS = 6
/** What is compared with is named, but seldom meant. */
const COMPARED_FOCUS = 0.6
/** The first of several titles is what is talked about, a little more often. */
const LATER_FOCUS = 0.85
const REST_OF_TITLE = 5
const LINKING = /^[와과의]/
const COMPARED = /^(?:보다|보단|처럼|같은|같이|만큼)/

/**
 * Opens the recogniser over a catalogue. Names are found by hashes of unspaced text at the beginnings of eojeols; each is then
 * weighed against the ordinary word it may be, a title where that is likelier than not.
 *
 * @param mentions reviews of an item: among items of one name the more discussed comes first
 */
export function openTitleRecogniser(
  items: readonly Item[],
  mentions: (id: string) => number,
  options: RecogniserOptions = {},
): TitleRecogniser {
  const index = buildTitleIndex(items, mentions, options)
  return { recognise: (utterance) => recognise(index, utterance), missingPart: (utterance) => missingPart(index, utterance) }
}

function recognise(index: TitleIndex, utterance: Utterance): TitleMatch[] {
  const text = squeeze(utterance.text.slice(0, LONGEST_LOOKED_AT))
  if (text.text === '') return []
  const around = surroundings(utterance.text, text, index.hints)
  let chosen = choose(exactCandidates(index, around, particlesOf(utterance)))
  if (chosen.length === 0) chosen = choose(slipCandidates(index, around, utterance))
  return chosen
    .flatMap((candidate, order) => toMatches(index, candidate, around, order > 0))
    .sort((a, b) => b.score - a.score || a.start - b.start)
}

function missingPart(index: TitleIndex, utterance: Utterance): ObjectPhrase | null {
  const text = squeeze(utterance.text.slice(0, LONGEST_LOOKED_AT))
  const around = surroundings(utterance.text, text, index.hints)
  const missing = choose(exactCandidates(index, around, particlesOf(utterance))).find(({ owners }) => owners.length === 0)
  if (!missing) return null
  const [start, end] = [text.starts[missing.start], text.ends[missing.end - 1]]
  return { text: utterance.text.slice(start, end), start, end, score: 1 }
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

function exactCandidates(index: TitleIndex, around: Surroundings, particleStarts: Set<number>): Candidate[] {
  const { squeezed: text } = around
  const candidates: Candidate[] = []
  text.wordStarts.forEach((start, firstWord) => {
    namesAt(index.table, text.text, start, (name, end) => {
      let lastWord = firstWord
      while (text.wordEnds[lastWord] < end) lastWord++
      const rest = text.text.slice(end, text.wordEnds[lastWord])
      const known = isParticle(rest) || (name.text.length >= 3 && continues(rest, index.hints))
      const ends = known || (name.text.length >= 3 && particleStarts.has(text.starts[end]))
      // 3 > 2 > 1 is not the film 321; 4.4.4 is 4.4.4.
      const typed = (owner: number): boolean => around.raw.startsWith(index.items[owner].title, text.starts[start])
      const apart = lastWord > firstWord && /^\d+$/.test(name.text) && ![...name.owners.keys()].some(typed)
      const span = { start, end, firstWord, lastWord }
      if (ends && !apart) candidates.push(weigh(index, around, name, span))
      const part = partAfter(around, span)
      if (part) candidates.push(...partCandidates(index, around, name, span, part))
    })
  })
  return candidates
}

// '트랜스포머 4' is not 트랜스포머; where the catalogue lacks it, it is nothing of ours.
function partCandidates(index: TitleIndex, around: Surroundings, name: Name, { end }: NameSpan, part: PartNamed): Candidate[] {
  const { owners, unsure } = partOwners(index, name, part.number)
  const candidate = { ...weigh(index, around, name, part), owners }
  // Of a word that is hardly ever a title a part is none either: '하루 2편 봤어'.
  if (owners.length === 0 && index.ordinary.has(name.text) && name.owners.size === 1) return []
  return [unsure && owners.length > 0 ? { ...candidate, nameEnd: end } : candidate]
}

function slipCandidates(index: TitleIndex, around: Surroundings, { morphemes }: Utterance): Candidate[] {
  const { squeezed: text } = around
  const slips = index.slips()
  const spelled = spell(text.text)
  const candidates: Candidate[] = []
  text.wordStarts.forEach((start, firstWord) => {
    for (let lastWord = firstWord; lastWord < Math.min(text.wordStarts.length, firstWord + SLIP_WORDS); lastWord++) {
      const wordEnd = text.wordEnds[lastWord]
      for (let end = wordEnd; end > text.wordStarts[lastWord] && wordEnd - end <= 4; end--) {
        if (!isParticle(text.text.slice(end, wordEnd))) continue
        for (const { name, edits } of namesNear(slips, spelled, start, end)) {
          if (edits > 0 && isOrdinary(morphemes, text.starts[start], text.ends[end - 1])) continue
          const mark = edits > 0 && name.text.length < SLIP_SURE ? 1 : 0
          candidates.push(weigh(index, around, name, { start, end, firstWord, lastWord }, { weight: SLIP_WEIGHT, mark }))
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

// The longest name wins, also over a likelier one inside it: 다크 나이트 라이즈 is not 다크 나이트.
function choose(candidates: Candidate[]): Candidate[] {
  const order = candidates.toSorted((a, b) => b.end - b.start - (a.end - a.start) || b.probability - a.probability)
  const kept: Candidate[] = []
  for (const candidate of order)
    if (kept.every((other) => candidate.end <= other.start || candidate.start >= other.end)) kept.push(candidate)
  return kept.filter((candidate) => candidate.probability >= 0.5).sort((a, b) => a.start - b.start)
}

function toMatches(index: TitleIndex, candidate: Candidate, around: Surroundings, later: boolean): TitleMatch[] {
  const { raw, squeezed: text } = around
  const start = text.starts[candidate.start]
  const end = text.ends[(candidate.nameEnd ?? candidate.end) - 1]
  const rest = text.text.slice(candidate.end, text.wordEnds[candidate.lastWord])
  const focus = (COMPARED.test(rest) ? COMPARED_FOCUS : 1) * (later ? LATER_FOCUS : 1)
  const name = text.text.slice(candidate.start, candidate.end)
  const elsewhere = `${text.text.slice(0, candidate.start)} ${text.text.slice(candidate.end)}`
  const shares = candidate.owners.map((owner) => {
    // '해리포터 시리즈 중에 불의 잔이': what else of a title is said tells which of the films that share the name is meant.
    const other = squeezed(index.items[owner].title).replace(name, '').replace(LINKING, '')
    return index.popularity[owner] * (other.length >= 2 && elsewhere.includes(other) ? REST_OF_TITLE : 1)
  })
  const most = Math.max(...shares)
  return candidate.owners.map((owner, order) => ({
    item: index.items[owner],
    text: raw.slice(start, end),
    start,
    end,
    score: candidate.probability * focus * (shares[order] / most),
  }))
}
