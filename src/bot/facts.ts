import { personName } from '../catalog/facts.js'
import { FACTS, type Fact } from './intent-names.js'
import type { Intents } from './intents.js'
import { filmName } from './phrasing.js'
import type { Filters, NamedItem } from './talk.js'
import { film, type Services, type Turn } from './turn.js'

/** A question for facts, and what stands before it in the same utterance. */
export interface FactQuestion {
  facts: Fact[]
  /** As typed; what it says beside a name or '그 영화' is no part of the question. */
  before: string
}

/** Words of the longest question. */
const LONGEST_QUESTION = 8

/** The facts that the end of an utterance asks for, or null: 'X 감독이랑 주연이 누구야?'. What only has such words in it ('감독이 누군지 궁금할 만큼 좋았어') asks nothing. */
export function factQuestionIn(text: string, intents: Intents): FactQuestion | null {
  if (!intents.mayAsk(text) && !intents.mayAsk(intents.withoutPointing(text))) return null
  const starts = [...text.matchAll(/\S+/g)].map(({ index }) => index)
  for (const start of starts.slice(-LONGEST_QUESTION)) {
    const facts = factsOf(text.slice(start), intents)
    if (facts.length === 0) continue
    const before = text.slice(0, start).trim()
    const more = factQuestionIn(before, intents)
    return { facts: [...new Set([...(more?.facts ?? []), ...facts])], before: more?.before ?? before }
  }
  return null
}

/** The facts that are named and nothing is said of them: '배우는?' after a question for facts. */
export const factsNamedIn = (text: string, intents: Intents): Fact[] =>
  FACTS.filter((fact) => intents.isName(`fact.${fact}`, text.replace(/[은는도]?[\s?？!.~]*$/u, '')))

function factsOf(question: string, intents: Intents): Fact[] {
  const plain = intents.withoutPointing(question)
  const asked = (text: string) => FACTS.filter((fact) => intents.isWholly(`fact.${fact}`, text))
  const whole = [...asked(question), ...asked(plain)]
  if (whole.length > 0) return whole
  const parts = intents.parts(plain)
  const last = asked(parts.at(-1) ?? '')
  const beside = parts.slice(0, -1).map((part) => FACTS.filter((fact) => intents.isName(`fact.${fact}`, part)))
  return last.length > 0 && beside.every(({ length }) => length > 0) ? [...beside.flat(), ...last] : []
}

type Titled = Pick<NamedItem, 'id' | 'title'>

/** Names of a list that are told. */
const TOLD = { genres: 3, countries: 3, directors: 3, actors: 4 } as const

function valueIn(id: string, fact: Fact, { recognizer }: Services): string {
  const item = recognizer.item(id)
  if (!item) return ''
  if (fact === 'year') return item.year === null ? '' : String(item.year)
  return item[fact].slice(0, TOLD[fact]).map(personName).join(', ')
}

/** What is asked of an item, as the catalogue has it; the first sentence names the item, unless it was asked about just before. */
export function factSentences(turn: Turn, item: Titled, facts: readonly Fact[], services: Services): string[] {
  const name = filmName(turn, item, services)
  const { asked } = turn.talk
  const again = asked?.item?.id === item.id && asked.turn === turn.talk.turn - 1
  const values = facts.map((fact) => ({ fact, value: valueIn(item.id, fact, services) }))
  const known = values.filter(({ value }) => value !== '')
  const unknown = values.filter(({ value }) => value === '')
  const told = known.map(({ fact, value }, place) => factSentence(turn, fact, value, again || place > 0 ? null : name))
  if (unknown.length > 1) return [...told, turn.say('noFact.several', { film: name })]
  return [...told, ...unknown.map(({ fact }) => unknownSentence(turn, item, fact, services))]
}

function factSentence(turn: Turn, fact: Fact, value: string, name: string | null): string {
  if (fact === 'year') return name ? turn.say('fact.year', { film: name, year: value }) : turn.say('facts.year', { year: value })
  return name ? turn.say(`fact.${fact}`, { film: name, names: value }) : turn.say(`facts.${fact}`, { names: value })
}

/** That the catalogue does not say it; where an item is from, its people may tell. */
export function unknownSentence(turn: Turn, item: Titled, fact: Fact, services: Services): string {
  const name = filmName(turn, item, services)
  const likely = fact === 'countries' ? services.recognizer.likelyCountries(item.id) : []
  if (likely.length > 0) return turn.say('fact.likelyCountries', { film: name, names: likely.join(', ') })
  return turn.say(`noFact.${fact}`, { film: name })
}

const DENIED = /아니[지죠]/u

/** Whether what was said of an item holds ('한국 영화지?'), and what the catalogue says of that. */
export function holdsSentence(turn: Turn, item: Titled, wish: Filters, services: Services): string {
  const { recognizer } = services
  const known = recognizer.item(item.id)
  const holds = recognizer.fits(item.id, wish)
  const directs = known?.directors.some((credit) => wish.people.includes(personName(credit)))
  const [fact] = factsIn(wish, directs || (!holds && services.texts.intents.asksOf('fact.directors', turn.text)))
  const value = valueIn(item.id, fact, services)
  if (value === '') return unknownSentence(turn, item, fact, services)
  const own = holds && wish.people.length > 0 ? wish.people.join(', ') : value
  const sentence = factSentence(turn, fact, own, null)
  // Whether yes or no answers '한국 영화 아니지?', people differ.
  if (DENIED.test(turn.text)) return sentence
  if (!holds && fact === 'actors') return turn.say('holds.notListed', { fact: sentence })
  return turn.say(holds ? 'holds.yes' : 'holds.no', { fact: sentence })
}

const factsIn = ({ people, countries, genres, withoutGenres, years }: Filters, directs: boolean): Fact[] => [
  ...(people.length > 0 ? [directs ? ('directors' as const) : ('actors' as const)] : []),
  ...(countries.length > 0 ? ['countries' as const] : []),
  ...(genres.length + withoutGenres.length > 0 ? ['genres' as const] : []),
  ...(years ? ['year' as const] : []),
]

/** Everything that the catalogue knows of an item. */
export function allFacts(turn: Turn, item: Titled, services: Services): string {
  const facts = FACTS.flatMap((fact) => {
    const value = valueIn(item.id, fact, services)
    return value === '' ? [] : [factSentence(turn, fact, value, null)]
  })
  const told =
    facts.length > 0
      ? turn.say('facts.known', { film: film(item.title), facts: facts.join(' ') })
      : turn.say('facts.none', { film: film(item.title) })
  return services.texts.intents.is('plot', turn.text) ? `${turn.say('facts.noPlot')} ${told}` : told
}
