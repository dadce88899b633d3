import type { Analysis, ObjectReference } from '../recognizer/analysis.js'
import type { CatalogueItem, Recognizer } from '../recognizer/contract.js'
import type { BotOptions } from './options.js'
import type { NamedItem, Opinion } from './talk.js'
import { FEELINGS, type Feeling, type Texts } from './texts.js'

/** What one utterance says, read for a conversation. */
export interface Reading {
  opinion: Opinion
  /** The aspect that it names, be it what of it or how it felt. */
  aspect: string | null
  /** It asks what people say of what it names, or of what the conversation is about. */
  asksAbout: boolean
  /** It asks something. */
  question: boolean
}

interface Reader {
  recognizer: Recognizer
  texts: Texts
  options: BotOptions
}

/** @param text what `analysis` was made from */
export function readUtterance(text: string, analysis: Analysis, { recognizer, texts, options }: Reader): Reading {
  const { intents } = texts
  const named = objectSpan(text, analysis, texts)
  const rest = named ? `${text.slice(0, named.start)} ${text.slice(named.end)}`.trim() : text.trim()
  const question = /[?？]\s*$/.test(text)
  const bare = named !== null && intents.isBare(rest)
  const asksAbout = named
    ? !bare && (intents.is('asksAbout', rest) || (question && intents.is('asks', rest)))
    : intents.isWholly('asksAbout', rest)

  const id = analysis.object.kind === 'item' ? analysis.object.id : null
  const items = id === null ? [] : whichNamesake(text, analysis.object.text, recognizer.namesakes(id))
  const chosen = items.length === 1 ? items[0] : null
  // '괴물' may be the film or what of it; which, the question it answers decides.
  const aspect = recognizer.aspectNamed(intents.insteadOf(bare ? text : rest))
  const phrase = analysis.object.kind === 'phrase' ? phraseOf(analysis, texts, recognizer) : null
  const threshold = named || aspect ? options.threshold : options.alone
  const feeling = bare || asksAbout ? null : feelingOf(rest, analysis, texts, recognizer, threshold)

  return {
    opinion: {
      text,
      driving: drivingOf(text, analysis, named),
      probabilities: analysis.target.probabilities,
      feeling,
      item: chosen,
      candidates: items.length > 1 ? items : [],
      phrase,
      bare,
      asked: false,
      voiced: { feeling: false, unknown: false },
      general: false,
      aspect: bare || (aspect !== null && texts.isVague(aspect)) ? null : aspect,
    },
    aspect,
    asksAbout,
    question,
  }
}

/** An answer of more words than this, without a feeling or a question, says something else and uses the word by the way. */
const SHORT = 3

/** The aspect that a turn asks to go on with: one of a thing by any of its words, one of how it felt by its name alone ('웃기네' asks for nothing). */
export function aspectAskedFor(text: string, { aspect, opinion, question }: Reading, texts: Texts): string | null {
  const labelled = texts.aspectLabelled(text)
  if (labelled || !aspect || text.includes(aspect)) return labelled ?? aspect
  const chat = text.split(/\s+/).length > SHORT && !opinion.feeling && !question
  return chat || texts.isVague(aspect) ? null : aspect
}

/** The feeling that the words or the probabilities say plainly enough, or null. */
export function feelingOf(
  text: string,
  analysis: Analysis,
  texts: Texts,
  recognizer: Recognizer,
  threshold: number,
): Feeling | null {
  const said = texts.intents.first(['neutral', 'liked', 'disliked'], text)
  if (said) return said
  const [disliked, liked] = recognizer.targets.map((target) => analysis.target.probabilities[target] ?? 0)
  const leaning = disliked >= liked ? 'disliked' : 'liked'
  // Plain words at the end ('… 재밌었어') need no more than that the encoder leans their way: it knows a negation before them.
  return Math.max(disliked, liked) >= threshold || texts.intents.endsAs(leaning, text) ? leaning : null
}

export const targetOf = (recognizer: Recognizer, feeling: Feeling): string => recognizer.targets[FEELINGS.indexOf(feeling)]

export const nameOf = ({ id, title, year, directors }: CatalogueItem): NamedItem => ({
  id,
  title,
  hint: year === null ? (directors[0] ?? '') : String(year),
})

/** Where the object stands in the text, with the particle on it. */
function objectSpan(text: string, analysis: Analysis, texts: Texts): { start: number; end: number } | null {
  const words = analysis.object.text
  const start = words ? text.indexOf(words) : -1
  if (!words || start < 0) return null
  const end = start + words.length
  const tail = /^[^\s,.!?~]*/.exec(text.slice(end))![0]
  return { start, end: texts.intents.isParticle(tail) ? end + tail.length : end }
}

/** The namesakes that a year, a director or an actor in the text leaves; where nothing does, all that a question can tell apart. */
function whichNamesake(text: string, typed: string | null, items: readonly CatalogueItem[]): NamedItem[] {
  const years: readonly string[] = text.match(/(?:18|19|20)\d\d/g) ?? []
  const squeezed = text.replace(/\s/g, '')
  const hinted = items.filter(
    (item) =>
      (item.year !== null && years.includes(String(item.year))) ||
      [...item.directors, ...item.actors].some((name) => squeezed.includes(name.replace(/\s/g, ''))),
  )
  const spelt = items.filter(({ title }) => title === typed)
  const left = (hinted.length > 0 ? hinted : spelt.length > 0 ? spelt : items).map(nameOf)
  const distinct = left.filter(({ hint }, place) => hint !== '' && left.findIndex((other) => other.hint === hint) === place)
  return distinct.length > 1 ? distinct : left.slice(0, 1)
}

/** The score of a phrase that is spoken of as titles are ('영화 X', 'X라는 영화', 'X 봤는데'); others may be anything. */
const NAMED = 0.75

export const isNamedLikeATitle = ({ kind, score }: ObjectReference): boolean => kind === 'phrase' && score >= NAMED

/** A phrase that may be a title we do not have: not an aspect, and none of the words that never name anything. */
function phraseOf(analysis: Analysis, texts: Texts, recognizer: Recognizer): string | null {
  const phrase = analysis.object.text?.trim() ?? ''
  if (phrase === '' || phrase.length > 30 || !isNamedLikeATitle(analysis.object)) return null
  return texts.intents.isGeneric(phrase) || recognizer.aspectNamed(phrase) !== null ? null : phrase
}

const SPOKEN = 2

/** The hottest spans without the object's own words, two at most, in the order of the text. */
function drivingOf(text: string, analysis: Analysis, object: { start: number; end: number } | null): Opinion['driving'] {
  return analysis.driving
    .map(({ start, end }) => (object ? outside(start, end, object) : { start, end }))
    .map(({ start, end }) => trimmed(text, start, end))
    .filter(({ start, end }) => end > start)
    .slice(0, SPOKEN)
    .sort((a, b) => a.start - b.start)
    .map(({ start, end }) => ({ text: text.slice(start, end), start, end }))
}

/** The longer part of [start, end) that is not the object. */
function outside(start: number, end: number, object: { start: number; end: number }): { start: number; end: number } {
  if (object.end <= start || end <= object.start) return { start, end }
  const before = { start, end: Math.max(start, object.start) }
  const after = { start: Math.min(end, object.end), end }
  return before.end - before.start > after.end - after.start ? before : after
}

function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  const inside = text.slice(start, end)
  return { start: start + inside.length - inside.trimStart().length, end: end - (inside.length - inside.trimEnd().length) }
}
