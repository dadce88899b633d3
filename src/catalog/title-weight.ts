import type { Name, NameKind } from './names.js'
import type { Squeezed } from './squeeze.js'
import { type Surroundings, titleContext } from './title-context.js'
import type { TitleIndex } from './title-index.js'
import type { TitleUse } from './title-use.js'

/** Where a name stands in a squeezed text: letters [start, end), words firstWord to lastWord. */
export interface NameSpan {
  start: number
  end: number
  firstWord: number
  lastWord: number
}

export interface Candidate extends NameSpan {
  /** That the words mean a title. */
  probability: number
  /** Positions of the items they may mean; empty for a part of a series that the catalogue lacks. */
  owners: number[]
  /** Where the name ends, if something of the span is no part of it. */
  nameEnd?: number
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
const SHORT_ENGLISH = 9

/**
 * Weighs a name where it stands: log-odds = ln(prior of the title / rate of the ordinary word) + what stands around it.
 *
 * @param slip what is taken off for a typing slip, and the least mark (see TitleContext) that forgives it
 */
export function weigh(
  index: TitleIndex,
  around: Surroundings,
  name: Name,
  span: NameSpan,
  slip = { weight: 0, mark: 0 },
): Candidate {
  const kinds = [...name.owners.values()]
  const best = Math.max(...kinds.map((kind) => KIND_WEIGHT[kind]))
  const owners = [...name.owners].filter(([, kind]) => KIND_WEIGHT[kind] === best).map(([owner]) => owner)
  const context = titleContext(around, span, index.items[owners[0]].title)
  const byPeople = peopleNamed(index, owners, around.squeezed, span)
  const known = byPeople.length > 0
  const prior = Math.log(TITLE_PRIOR / ordinaryRate(index.use, name.text))
  const logOdds = prior + best + context.weight + slip.weight + (known ? PERSON_WEIGHT : 0)
  const marked = known || context.mark >= Math.max(slip.mark, markNeeded(index, name, best))
  return { ...span, probability: marked ? 1 / (1 + Math.exp(-logOdds)) : 0, owners: known ? byPeople : owners }
}

// One letter is a word, or half of one, nearly always; what follows a colon (왕의 귀환) or is an English word is one often.
function markNeeded({ replies, ordinary }: TitleIndex, { text, owners }: Name, kindWeight: number): number {
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

// Items whose cast or directors are named elsewhere in the text.
function peopleNamed({ people }: TitleIndex, owners: number[], text: Squeezed, { start, end }: NameSpan): number[] {
  const named = (name: string): boolean =>
    text.wordStarts.some((at) => text.text.startsWith(name, at) && (at >= end || at + name.length <= start))
  return owners.filter((owner) => people(owner).some(named))
}
