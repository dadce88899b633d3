import type { Analysis, ObjectReference } from '../recognizer/analysis.js'
import type { CatalogueItem, Recognizer } from '../recognizer/contract.js'
import type { Intents } from './intents.js'
import type { NamedItem } from './talk.js'
import type { Texts } from './texts.js'

/** What an utterance names. */
export interface Naming {
  /** Its object is what is spoken of: of several items the one it is about, of a name nobody knows the phrase. */
  analysis: Analysis
  /** The items named beside it, with the words that name them. */
  others: { id: string; text: string }[]
  /** Whether the others are spoken of as it is: '인셉션이랑 매트릭스 둘 다 좋았어'. */
  joined: boolean
  /** The part of the text that speaks of the object; null where all of it does. */
  scope: { start: number; end: number } | null
}

interface Reader {
  recognizer: Recognizer
  texts: Texts
}

/** Items of an utterance that are looked for, and parts of it that are looked at. */
const MOST_PARTS = 4

/** Analyses an utterance for what it names, in more than one way where the first finds nothing. */
export async function nameIn(text: string, reader: Reader): Promise<Naming> {
  const analysis = await reader.recognizer.analyse(text)
  const { object } = analysis
  if (object.kind === 'item') return severalIn(text, analysis, reader)
  const phrase = isNamedLikeATitle(object) ? object : withoutScene(text, object, reader)
  const naming = { analysis, others: [], joined: false, scope: null }
  if (!phrase?.text) return naming
  // Short titles are found where nothing else is said.
  const alone = reader.recognizer.objectOf(phrase.text)
  const found = alone.kind === 'item' && alone.text === phrase.text ? { ...alone, text: phrase.text } : phrase
  return { ...naming, analysis: { ...analysis, object: found } }
}

/** Looks at each part of a text that joins, compares or links: '인셉션이랑 매트릭스', '인셉션은 좋았는데 매트릭스는 별로였어'. */
async function severalIn(text: string, analysis: Analysis, { recognizer, texts }: Reader): Promise<Naming> {
  const pieces = texts.intents.pieces(text).slice(0, MOST_PARTS)
  const naming: Naming = { analysis, others: [], joined: false, scope: null }
  if (pieces.length < 2) return naming
  const found: { id: string; text: string; piece: (typeof pieces)[number]; analysis: Analysis }[] = []
  for (const piece of pieces) {
    const said = text.slice(piece.start, piece.end)
    const { kind, id, text: name } = recognizer.objectOf(said)
    if (kind !== 'item' || found.some((other) => other.id === id)) continue
    found.push({ id: id!, text: name!, piece, analysis: await recognizer.analyse(said) })
  }
  const last = found.at(-1)
  if (!last || found.length < 2) return naming
  const [linked, compared] = (['linked', 'compared'] as const).map((by) => found.some(({ piece }) => piece.by === by))
  const own = linked ? last : (found.find(({ id }) => id === analysis.object.id) ?? last)
  const others = found.filter(({ id }) => id !== own.id).map(({ id, text: name }) => ({ id, text: name }))
  if (!linked) return { analysis: { ...analysis, object: own.analysis.object }, others, joined: !compared, scope: null }
  const { start, end } = own.piece
  const driving = own.analysis.driving.map((span) => ({ ...span, start: span.start + start, end: span.end + start }))
  return { analysis: { ...own.analysis, driving }, others, joined: false, scope: { start, end } }
}

/** A name that stands behind when, where and with whom ('어제 친구랑 파묘 봤는데'), or beside nothing but how it was ('파묘가 좋더라'). */
function withoutScene(text: string, first: ObjectReference, reader: Reader): ObjectReference | null {
  const shorter = reader.texts.intents.withoutScene(text)
  const object = shorter === text ? first : reader.recognizer.objectOf(shorter)
  if (isNamedLikeATitle(object) && object.text && text.includes(object.text)) return object
  return besideAJudgement(shorter, text, reader)
}

/** Words of the longest name that is looked for without anything around that says it is one. */
const LONGEST_NAME = 3
/** Letters of the shortest. */
const SHORTEST_NAME = 2

/** What stands before or after what is said of it, if it could be seen: the recogniser knows the words that everybody uses. */
function besideAJudgement(shorter: string, text: string, { recognizer, texts }: Reader): ObjectReference | null {
  const { intents } = texts
  const words = shorter.split(/[\s,]+/).filter(Boolean)
  for (let length = Math.min(LONGEST_NAME, words.length); length > 0; length--) {
    for (const [name, rest] of [
      [words.slice(0, length), words.slice(length)],
      [words.slice(-length), words.slice(0, -length)],
    ]) {
      const typed = name.join(' ').replace(/[?!.~]+$/, '')
      const title = intents.withoutSubject(typed)
      const said = rest.join(' ')
      const judged = isAJudgement(said, intents) || (intents.isPast(said) && recognizer.aspectNamed(said) !== null)
      if (said === '' && (intents.isSentence(title) || intents.endsAs('willSee', title))) continue
      if (!judged || !isTitleLike(title, intents) || !text.includes(title) || recognizer.aspectNamed(title) !== null) continue
      const object = recognizer.objectOf(intents.asSeen(title))
      if (isNamedLikeATitle(object) && object.text === title) return object
    }
  }
  return null
}

const isTitleLike = (title: string, intents: Intents): boolean =>
  title.length >= SHORTEST_NAME &&
  /\p{L}/u.test(title) &&
  !intents.isGeneric(title) &&
  !intents.isKnown(title) &&
  !intents.isSimilar(title)

const isAJudgement = (rest: string, intents: Intents): boolean =>
  rest === '' ||
  (intents.isBare(rest) && intents.isSeen(rest)) ||
  (['liked', 'disliked', 'neutral', 'asksAbout', 'willSee'] as const).some((intent) => intents.is(intent, rest)) ||
  intents.isSimilar(rest)

/** The score of a phrase that is spoken of as titles are ('영화 X', 'X라는 영화', 'X 봤는데'); others may be anything. */
const NAMED = 0.75

export const isNamedLikeATitle = ({ kind, score }: ObjectReference): boolean => kind === 'phrase' && score >= NAMED

const LONGEST_TITLE = 30

/** A phrase that may be a title we do not have: not an aspect, and none of the words that never name anything. */
export function phraseOf({ object }: Analysis, { recognizer, texts }: Reader): string | null {
  const phrase = object.text?.trim() ?? ''
  if (phrase === '' || phrase.length > LONGEST_TITLE || !isNamedLikeATitle(object)) return null
  return texts.intents.isGeneric(phrase) ||
    texts.intents.isExclaimed(phrase) ||
    texts.intents.isSimilar(phrase) ||
    recognizer.aspectNamed(phrase) !== null
    ? null
    : phrase
}

/** What stands before '봤어?' in a question of at most LONGEST_NAME words more, as typed; null where that is no name. */
export function askedTitle(question: string, intents: Intents): string | null {
  const words = question.split(/\s+/).filter((word) => !intents.isExclaimed(word) && !intents.isGeneric(word))
  const name = words.slice(0, -1).join(' ')
  return words.length > LONGEST_NAME + 1 || !isTitleLike(name, intents) ? null : intents.withoutSubject(name)
}

export const nameOf = ({ id, title, year, directors }: CatalogueItem): NamedItem => ({
  id,
  title,
  hint: year === null ? (directors[0] ?? '') : String(year),
})

/** Where words stand in the text, with the particle on them. */
export function spanOf(text: string, words: string | null, texts: Texts): { start: number; end: number } | null {
  const start = words ? text.indexOf(words) : -1
  if (!words || start < 0) return null
  const end = start + words.length
  const tail = /^[^\s,.!?~]*/.exec(text.slice(end))![0]
  return { start, end: texts.intents.isParticle(tail) ? end + tail.length : end }
}

/** The namesakes that a year, a director or an actor in the text leaves; where nothing does, all that a question can tell apart. */
export function whichNamesake(text: string, typed: string | null, items: readonly CatalogueItem[]): NamedItem[] {
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

/** Films of a series that are offered at a time. */
const MOST_OF_SERIES = 5
const squeezed = (title: string): string => title.replace(/[^\p{L}\p{N}]/gu, '')

/** The items whose titles begin with a name that is no whole title ('해리포터'); null where there is but one. */
export function seriesOf(name: string | null, id: string, recognizer: Recognizer): NamedItem[] | null {
  const item = recognizer.item(id)
  const begun = squeezed(name ?? '')
  if (!item || squeezed(item.title) === begun || !squeezed(item.title).startsWith(begun)) return null
  const items = recognizer.searchItems(name!, MOST_OF_SERIES).filter(({ title }) => squeezed(title).startsWith(begun))
  return items.length > 1 ? items.map(nameOf) : null
}
