import type { Analysis } from '../recognizer/analysis.js'
import type { AspectOpinion, Recognizer, Wish } from '../recognizer/contract.js'
import { decisiveIn, drivingOf } from './driving.js'
import type { Intents } from './intents.js'
import { type Naming, nameOf, phraseOf, seriesOf, spanOf, whichNamesake } from './naming.js'
import type { BotOptions } from './options.js'
import type { Filters, NamedItem, Opinion } from './talk.js'
import { FEELINGS, type Feeling, type Texts } from './texts.js'

/** What one utterance says, read for a conversation. */
export interface Reading {
  opinion: Opinion
  /** What is said beside the name. */
  rest: string
  /** The aspect that it names, be it what of it or how it felt. */
  aspect: string | null
  /** It asks what people say of what it names, or of what the conversation is about. */
  asksAbout: boolean
  /** It asks whether we have seen it ourselves. */
  haveYou: boolean
  /** It asks how films compare. */
  compares: boolean
  /** It asks something. */
  question: boolean
  /** Items named beside the opinion's. */
  others: NamedItem[]
  /** It asks for a film. */
  wants: boolean
  wish: Wish
  /** Whether what was felt was felt of something else than what we speak of: nothing is named, nor anything of it. */
  chat: boolean
}

export interface Reader {
  recognizer: Recognizer
  texts: Texts
  options: BotOptions
}

/** @param text what `naming` was made from */
export async function readUtterance(text: string, naming: Naming, reader: Reader): Promise<Reading> {
  const { analysis } = naming
  const { recognizer, texts } = reader
  const named = namedIn(text, naming, reader)
  const { items, beside, spans, compared } = named
  const beyond = { named: named.object !== null, rest: restOf(text, naming.scope, spans, items) }
  const asks = asksOf(text, beyond, items.length > 0, reader)
  const hot = drivingOf(text, analysis, spans, { recognizer, intents: texts.intents })
  const bare = beyond.named && texts.intents.isBare(beyond.rest)
  // '괴물' may be the film or what of it; which, the question it answers decides.
  const called = recognizer.aspectNamed(texts.intents.insteadOf(bare ? text : beyond.rest))
  const aspect = called !== null && isRefused(called, asks.wish) ? null : called
  const felt =
    bare || asks.asksAbout || asks.compares
      ? { feeling: null, weighed: NOTHING, aspect: bare ? null : clear([aspect], texts) }
      : await feltIn(beyond.rest, { ...beyond, aspect, ...asks, told: hot.length > 0 }, analysis, reader)
  // What was only named, or is asked, is quoted for nothing.
  const driving =
    bare || hot.length === 0 ? hot : await decisiveIn(text, hot, naming.scope, { ...reader, intents: texts.intents })
  const several = naming.joined && !asks.compares && items.length > 0
  const one = items.length === 1 && !compared && !several

  return {
    opinion: {
      text,
      driving,
      bySentence: driving.length < hot.length,
      scope: naming.scope,
      probabilities: analysis.target.probabilities,
      ...felt,
      item: one ? items[0] : null,
      candidates: several ? inOrder(text, [items[0], ...beside]) : items.length > 1 && !compared ? items : [],
      phrase: asks.wants && !texts.intents.isSimilar(text) ? null : phraseOf(analysis, reader),
      bare,
      asked: false,
      voiced: { feeling: false, unknown: false },
      general: false,
    },
    rest: beyond.rest,
    aspect,
    ...asks,
    others: compared ? [...items, ...beside] : beside,
    chat:
      (!beyond.named && texts.intents.is('habit', text)) ||
      (!beyond.named && isByTheWay(aspect, text, texts) && felt.weighed === NOTHING && !isAboutSomething(text, reader)),
  }
}

interface Span {
  start: number
  end: number
}
const NOTHING: Opinion['weighed'] = { liked: [], disliked: [] }

/** The items that an utterance names, and where. */
function namedIn(text: string, { analysis, others }: Naming, { recognizer, texts }: Reader) {
  const { id } = analysis.object
  const name = id === null ? phraseOf(analysis, { recognizer, texts }) : analysis.object.text
  const object = spanOf(text, name, texts)
  const items = id === null ? [] : (seriesOf(name, id, recognizer) ?? whichNamesake(text, name, recognizer.namesakes(id)))
  const beside = others.flatMap((other) => recognizer.item(other.id) ?? []).map(nameOf)
  const spans = [object, ...others.map((other) => spanOf(text, other.text, texts))].filter((span) => span !== null)
  const end = object ? text.indexOf(name!) + name!.length : 0
  return {
    object,
    items,
    spans,
    beside,
    /** Whether something that is not named is compared with the item: '인셉션보다 별로였어'. */
    compared: id !== null && beside.length === 0 && texts.intents.isCompared(text.slice(end)),
  }
}

/** What an utterance asks. */
function asksOf(text: string, { named, rest }: { named: boolean; rest: string }, known: boolean, { recognizer, texts }: Reader) {
  const { intents } = texts
  const mark = /[?？][\s?？!~ㅋㅎㅠ.]*$/u.test(text)
  const agrees = mark && intents.is('agrees', rest)
  const question = mark && !agrees
  const spoken = intents.asRefused(text)
  const newest = !known && intents.is('newest', spoken) && !isTold(rest, intents) ? recognizer.newestYear() : null
  const read = wishIn(spoken, recognizer, intents)
  const wish = newest === null ? read : { ...read, years: { from: newest - yearsIn(spoken) + 1, to: newest } }
  const last = intents.sentences(spoken).at(-1) ?? ''
  const wants = (spoken !== text && refuses(wish) && !isTold(last, intents)) || wantsOne(spoken, rest, wish, known, intents)
  // '송강호 나오는 영화 뭐가 좋아?' compares nothing.
  const compares = intents.is('compare', rest) && (known || !isFilter(wish))
  const felt = FEELINGS.some((feeling) => intents.is(feeling, rest))
  // '봤어?' asks us; '재미없지 않았어?' asks what people say.
  const haveYou = intents.is('haveYou', rest) && (mark || intents.is('questions', rest)) && isShort(text)
  const doubts = mark && intents.is('doubts', rest)
  const about = named
    ? intents.is('asksAbout', rest) || question || doubts || haveYou || (!felt && intents.is('wantsIt', rest))
    : doubts || haveYou || isAboutIt(text, question, texts)
  return { question, wish, wants, compares, haveYou, asksAbout: about && !wants && !compares }
}

/** What is wished for, and what it shall not be: '야한 거 말고 밝은 거'. Who would rather hear of another aspect refuses none: '스토리 말고 연기'. */
function wishIn(text: string, recognizer: Recognizer, intents: Intents): Wish {
  const wish = recognizer.wishOf(text)
  if (intents.insteadOf(text) === text) return wish
  return { ...wish, withoutAspects: wish.withoutAspects.filter((aspect) => !text.includes(aspect)) }
}

/** How it was, and what of it. */
async function feltIn(
  rest: string,
  {
    named,
    aspect,
    question,
    wants,
    told,
  }: { named: boolean; aspect: string | null; question: boolean; wants: boolean; told: boolean },
  analysis: Analysis,
  reader: Reader,
): Promise<Pick<Opinion, 'feeling' | 'weighed' | 'aspect'>> {
  const { options, texts } = reader
  // What is weighed says how it was, however unsure the whole is: 'CG는 괜찮았는데 스토리가 영'.
  const clauses = !question && told && !wants ? await weigh(rest, reader) : NOTHING
  const ofSomething = named || aspect !== null || clauses.liked.length + clauses.disliked.length > 0
  const threshold = ofSomething ? options.threshold : Math.max(options.threshold, options.alone)
  const feeling = feelingOf(rest, analysis, reader, { threshold, told })
  const weighed = !question && feeling && clauses === NOTHING ? await weigh(rest, reader) : clauses
  const mixed = weighed.liked.length > 0 && weighed.disliked.length > 0
  return {
    feeling: mixed ? 'disliked' : feeling,
    weighed: mixed || feeling ? weighed : NOTHING,
    aspect: clear([...(mixed || feeling ? weighed.disliked : []), ...(feeling === 'liked' ? weighed.liked : []), aspect], texts),
  }
}

/** Whether an aspect is not meant: '나 우울해' asks for no film that moves to tears. */
const isByTheWay = (aspect: string | null, text: string, texts: Texts): boolean =>
  aspect === null || (texts.isVague(aspect) && !text.includes(aspect))

/** The first aspect that says what of it rather than how it felt. */
const clear = (aspects: readonly (string | null)[], texts: Texts): string | null =>
  aspects.find((aspect) => aspect !== null && !texts.isVague(aspect)) ?? null

/** Items as the text names them. */
const inOrder = (text: string, items: readonly NamedItem[]): NamedItem[] =>
  items.toSorted((a, b) => text.indexOf(a.title) - text.indexOf(b.title))

/** What is said beside the names, and beside what told which of several that share one is meant: '(2003)'. */
function restOf(text: string, scope: Span | null, names: readonly Span[], items: readonly NamedItem[]): string {
  const { start, end } = scope ?? { start: 0, end: text.length }
  let rest = ''
  let at = start
  for (const name of names.toSorted((a, b) => a.start - b.start)) {
    if (name.start < at || name.start >= end) continue
    rest += `${text.slice(at, name.start)} `
    at = name.end
  }
  rest += text.slice(at, end)
  const hint = items.length === 1 ? items[0].hint : ''
  return (hint === '' ? rest : rest.replace(`(${hint})`, ' ')).trim()
}

/** '그거 재밌어?', '어때?': about what is spoken of. */
function isAboutIt(text: string, question: boolean, { intents }: Texts): boolean {
  if (intents.is('accept', text)) return false
  const asks = question && intents.is('asks', text) && isShort(text)
  return asks || intents.isWholly('asksAbout', text)
}

/** Whether an utterance that names nothing speaks of what we speak of: it has been seen, or it is nothing but how it was. */
function isAboutSomething(text: string, { texts: { intents } }: Reader): boolean {
  const forms = [text, intents.withoutScene(text)]
  return intents.isSeen(text) || FEELINGS.some((feeling) => forms.some((form) => intents.is(feeling, form)))
}

/** Whether a film is asked for: in so many words, or by naming what it must be like and nothing else. */
function wantsOne(text: string, rest: string, wish: Wish, named: boolean, intents: Intents): boolean {
  if (intents.is('recommend', text)) return true
  const filtered = isFilter(wish)
  if (!saysWhat(wish) && !intents.isSimilar(text)) return false
  if (isTold(rest, intents) || intents.isPast(text)) return false
  if (intents.is('wants', text)) return true
  const asked = (wish.company ?? null) !== null || intents.is('newest', text)
  return !named && (asked || (filtered && isShort(text) && !intents.isSentence(text)))
}

/** Of how many years '최근 5년' is, and '최근' where no number stands in it. */
const yearsIn = (text: string): number => Number(/(\d{1,2})\s*년/u.exec(text)?.[1] ?? RECENT)
const RECENT = 3

/** Whether a text tells how something was, or what has happened. */
const isTold = (text: string, intents: Intents): boolean => intents.isPast(text) || saysHow(text, intents)

/** Whether plain words say how something was. */
export const saysHow = (text: string, intents: Intents): boolean =>
  FEELINGS.some((feeling) => intents.is(feeling, text) || intents.endsAs(feeling, text))

/** Whether a wish says what must not be. */
export const refuses = ({ withoutGenres, withoutAspects }: Wish): boolean => withoutGenres.length + withoutAspects.length > 0

/** Whether an aspect, or the genre of that name, must not be. */
export const isRefused = (aspect: string, { withoutGenres, withoutAspects }: Filters): boolean =>
  withoutGenres.includes(aspect) || withoutAspects.includes(aspect)

/** Whether a wish says anything of what is wanted. */
export const saysWhat = (wish: Wish): boolean => isFilter(wish) || wish.aspects.length > 0

/** Whether a wish asks for more than aspects. */
export const isFilter = ({ genres, withoutGenres, countries, years, people, withoutAspects, company }: Filters): boolean =>
  years !== null ||
  (company ?? null) !== null ||
  [genres, withoutGenres, countries, people, withoutAspects].some((names) => names.length > 0)

export const filtersOf = ({ genres, withoutGenres, countries, years, people, withoutAspects, company }: Wish): Filters | null => {
  const filters = { genres, withoutGenres, countries, years, people, withoutAspects, ...(company ? { company } : {}) }
  return isFilter(filters) ? filters : null
}

/** How the aspects of an utterance were judged, clause by clause: by its plain words, else as the encoder reads it. */
async function weigh(text: string, { recognizer, texts }: Reader): Promise<Opinion['weighed']> {
  const { intents } = texts
  const found = text.trim() === '' ? [] : await recognizer.aspectOpinions(text)
  const said = found.filter((one) => !found.some((other) => isNamedWithin(text, other, one) && !texts.isVague(other.aspect)))
  if (said.length === 0) return NOTHING
  const opinions = said
    .filter((one) => isSpelt(text, one, said))
    .map(({ aspect, target, clause }) => {
      const forms = intents.asSentences(text.slice(clause.start, clause.end))
      const plain = FEELINGS.find((feeling) => forms.some((form) => intents.endsAs(feeling, form) || intents.is(feeling, form)))
      return { aspect, feeling: plain ?? FEELINGS[recognizer.targets.indexOf(target)] }
    })
  const judged = (wanted: Feeling) => [
    ...new Set(opinions.flatMap(({ aspect, feeling }) => (feeling === wanted ? [aspect] : []))),
  ]
  const disliked = judged('disliked')
  return { liked: judged('liked').filter((aspect) => !disliked.includes(aspect)), disliked }
}

/** Whether one opinion names what another, around it, says of its aspect: the 발연기 of '배우들이 발연기'. */
function isNamedWithin(
  text: string,
  { aspect, clause }: AspectOpinion,
  { aspect: other, clause: outer }: AspectOpinion,
): boolean {
  const inside = clause.start > outer.start && clause.end <= outer.end
  return inside && aspect !== other && text.slice(clause.start, clause.end).includes(aspect)
}

/** Of the aspects of one clause those that are called by their names, or else the first: '여운이 길었어' says nothing of the running time. */
function isSpelt(text: string, { aspect, clause }: AspectOpinion, all: readonly AspectOpinion[]): boolean {
  const same = all.filter((other) => other.clause.start === clause.start)
  const spelt = same.filter((other) => text.slice(clause.start, clause.end).includes(other.aspect))
  return (spelt.length > 0 ? spelt : same.slice(0, 1)).some((other) => other.aspect === aspect)
}

/** An answer of more words than this, without a feeling or a question, says something else and uses the word by the way. */
const SHORT = 3
const isShort = (text: string): boolean => text.trim().split(/\s+/).length <= SHORT

/** The aspect that a turn asks to go on with: one of a thing by any of its words, one of how it felt by its name alone ('웃기네' asks for nothing). */
export function aspectAskedFor(text: string, { aspect, opinion, question }: Reading, texts: Texts): string | null {
  const labelled = texts.aspectLabelled(text)
  if (labelled || !aspect || text.includes(aspect)) return labelled ?? aspect
  const chat = text.split(/\s+/).length > SHORT && !opinion.feeling && !question
  return chat || texts.isVague(aspect) ? null : aspect
}

/** The feeling that the words or the probabilities say plainly enough, or null. */
function feelingOf(
  text: string,
  analysis: Analysis,
  { texts: { intents }, recognizer }: Reader,
  { threshold, told }: { threshold: number; told: boolean },
): Feeling | null {
  const said = intents.first(['neutral', 'liked', 'disliked'], text)
  if (said) return said
  if (intents.endsAs('disliked', text)) return 'disliked'
  // Where no word tells it, nothing is asserted.
  if (!told) return null
  const [disliked, liked] = recognizer.targets.map((target) => analysis.target.probabilities[target] ?? 0)
  const leaning = disliked >= liked ? 'disliked' : 'liked'
  // Plain words at the end ('… 재밌었어') need no more than that the encoder leans their way: it knows a negation before them.
  return Math.max(disliked, liked) >= threshold || intents.endsAs(leaning, text) ? leaning : null
}

export const targetOf = (recognizer: Recognizer, feeling: Feeling): string => recognizer.targets[FEELINGS.indexOf(feeling)]
