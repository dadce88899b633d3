import { personName } from '../catalog/facts.js'
import { candidateLabels, pickedFrom } from './dialogs/item.js'
import { factQuestionIn, factsNamedIn } from './facts.js'
import type { Fact } from './intent-names.js'
import { isNamedLikeATitle, nameIn, nameOf, whichNamesake } from './naming.js'
import { filtersOf, readUtterance, saysHow } from './reading.js'
import type { Filters, NamedItem, Talk } from './talk.js'
import type { Services, Turn } from './turn.js'

/** Facts that a turn asks for. */
export interface FactsAsked {
  facts: Fact[]
  /** Of what; null where that is not known. */
  item: Pick<NamedItem, 'id' | 'title'> | null
  /** Others that the name may mean. */
  others: NamedItem[]
  /** A name that is not in the catalogue. */
  phrase: string | null
  /** Whether the turn names it, rather than to point to what was spoken of. */
  named: boolean
  /** What is said to be so, where the turn asks whether it is. */
  holds: Filters | null
  /** What else the turn says of how something was, as typed; empty where it only asks. */
  told: string
}

const UNSAID = { facts: [], item: null, others: [], phrase: null, named: false, holds: null, told: '' } satisfies FactsAsked

/** What '그 영화' means. */
const lastOf = ({ asked, recommendation, opinion }: Talk) => asked?.item ?? recommendation ?? opinion?.item ?? null

/** What a turn asks of an item, or null where it asks for no facts. */
export async function factsAskedIn(turn: Turn, services: Services): Promise<FactsAsked | null> {
  const { text, talk } = turn
  const { intents } = services.texts
  if (turn.shape !== 'plain' || talk.choices.includes(text)) return null
  const asked = factQuestionIn(text, intents)
  if (!asked) return (await followUp(turn, services)) ?? holdsAsked(turn, services)
  const reading = await turn.read()
  const { facts } = asked
  const { item, candidates } = reading.opinion
  const rest = withoutHint(reading.rest, item)
  const before = intents.withoutPointing(factQuestionIn(rest, intents)?.before ?? '')
  const own = item ?? candidates.find(({ id }) => id === lastOf(talk)?.id) ?? candidates[0]
  if (own) {
    const others = candidates.filter(({ id }) => id !== own.id)
    const told = await tells(before, asked.before, services)
    return told === null ? null : { ...UNSAID, facts, item: own, others, named: true, told: told ? asked.before : '' }
  }
  const unknown = reading.opinion.phrase
  if (unknown && !talk.opinion?.phrase?.includes(unknown)) return { ...UNSAID, facts, phrase: unknown, named: true }
  const found = before === '' ? null : (placed(before, talk, services) ?? calledIn(before, services))
  if (found) return { ...UNSAID, facts, named: true, ...found }
  const told = await tells(before, asked.before, services)
  if (told === null) return null
  const last = lastOf(talk)
  const phrase = last ? null : (talk.opinion?.phrase ?? null)
  return { ...UNSAID, facts, item: last, phrase, told: told ? asked.before : '' }
}

/** '배우는?' and '괴물은?' after a question for facts; the name of what a question was about. */
async function followUp(turn: Turn, services: Services): Promise<FactsAsked | null> {
  const { talk } = turn
  const { asked } = talk
  if (!asked || asked.turn !== talk.turn - 1) return null
  const { intents } = services.texts
  const facts = factsNamedIn(intents.withoutPointing(turn.text), intents)
  if (facts.length > 0 && asked.item) return { ...UNSAID, facts, item: asked.item }
  const { opinion, rest, asksAbout, question } = await turn.read()
  const picked = asked.item ? null : pickedFrom(talk.opinion?.candidates ?? [], turn, services)
  const item = picked ?? opinion.item ?? opinion.candidates[0]
  const beside = intents.withoutPointing(intents.withoutScene(withoutHint(rest, opinion.item)))
  const bare = picked !== null || opinion.bare || beside.length <= SIGH || intents.isBare(beside)
  const wanted = bare && (!asked.item || (asked.facts.length > 0 && (question || asksAbout)))
  return item && wanted ? { ...UNSAID, facts: asked.facts, item, named: true } : null
}

/** '2003년 올드보이': the year told which is meant. */
const withoutHint = (rest: string, item: NamedItem | null): string =>
  rest.replace(/(\d{4})년?도?/u, (whole, year) => (year === item?.hint ? ' ' : whole)).trim()

/** Letters of what may be said before an answer: '음', '아,'. */
const SIGH = 2

const CONFIRMS = /(?:[?？]|[지죠나가]요?[\s.!~]*)$/u
/** '심형래 감독 아니야?' asks to be told that it is. */
const DENIES = /아니(?=[야에였었지죠])|아닌(?=가)/u
/** '송강호죠?' is '송강호야?', which names him as plainly. */
const AGREED = /이?[지죠]요?[?？\s.!~]*$/u
/** Words of the longest question whether something holds. */
const LONGEST_CLAIM = 6

/** '한국 영화지?', '송강호 나와?': whether something that can be wished for holds of what is named or was spoken of. */
async function holdsAsked(turn: Turn, { recognizer, texts: { intents } }: Services): Promise<FactsAsked | null> {
  const { text, talk } = turn
  if (!CONFIRMS.test(text) || text.split(/\s+/).length > LONGEST_CLAIM) return null
  // '감독이 봉준호야?', '주연 송강호예요?'
  const byRole = (['fact.directors', 'fact.actors'] as const).some((fact) => intents.asksOf(fact, text))
  if (!byRole && !intents.is('holds', text)) return null
  const wish = recognizer.wishOf(text.replace(DENIES, '맞').replace(AGREED, '야?'))
  const holds = filtersOf(wish)
  if (!holds) return null
  const said = [...wish.people, ...wish.countries, ...wish.genres].some((name) => text.includes(name)) || wish.years !== null
  const { opinion, wants } = await turn.read()
  const item = opinion.item ?? (opinion.phrase || opinion.candidates.length > 0 ? null : lastOf(talk))
  const claims = intents.is('holds', text) || (wish.people.length > 0 && !wants)
  return !item || !said || !claims || (wants && opinion.item) || saysHow(text, intents)
    ? null
    : { ...UNSAID, item, named: opinion.item !== null, holds }
}

/** Others by whom the last item spoken of is by, or with whom it is: '그 감독 다른 영화'. Null where that is not asked for. */
export async function samePeopleAsked(turn: Turn, { recognizer, texts: { intents } }: Services) {
  const same = turn.shape === 'plain' ? intents.first(['sameDirectors', 'sameActors'], turn.text) : null
  const item = lastOf(turn.talk)
  if (!same || !item || turn.talk.choices.includes(turn.text) || intents.insteadOf(turn.text) !== turn.text) return null
  const { opinion } = await turn.read()
  if (opinion.item || saysHow(turn.text, intents) || intents.isPast(turn.text)) return null
  const fact = same === 'sameDirectors' ? ('directors' as const) : ('actors' as const)
  return { item, fact, people: (recognizer.item(item.id)?.[fact] ?? []).slice(0, 1).map(personName) }
}

/**
 * Whether what stands before a question tells how it was ('재밌었는데 감독이 누구야'). False where it says nothing of that; null where it is
 * part of a question that the catalogue has no answer to: '발연기한 배우가 누구야'.
 */
async function tells(before: string, typed: string, services: Services): Promise<boolean | null> {
  const { intents } = services.texts
  if (before === '' || intents.isBare(before) || intents.isBare(intents.withoutScene(before))) return false
  if (!/[.!?~…,]$/u.test(typed) && intents.asSentences(before).length < 2) return null
  const { opinion } = await readUtterance(typed, await nameIn(typed, services), services)
  return opinion.feeling !== null
}

/** '두 번째 거': of the choices, else of what was recommended. */
function placed(before: string, talk: Talk, services: Services): Pick<FactsAsked, 'item'> | null {
  const [place, more] = services.texts.intents.ordinals(before)
  if (place === undefined || more !== undefined) return null
  const candidates = talk.opinion?.candidates ?? []
  const label = talk.choices[place]
  const candidate = candidates[candidateLabels(candidates, services).indexOf(label)]
  if (candidate) return { item: candidate }
  const { recognizer, texts } = services
  const isFilm = label !== undefined && texts.aspectLabelled(label) === null && recognizer.aspectNamed(label) === null
  const called = isFilm ? calledIn(label, services) : null
  if (called?.item) return called
  const item = recognizer.item(talk.recommended[place] ?? '')
  return item ? { item: nameOf(item) } : null
}

/** Words of the longest name without anything else that says it is one. */
const LONGEST_NAME = 4
const PARTICLE = /(?<=..)(?:은|는|이|가|의|에|에는|에선|에서|에서는)$/u

/** What a question is asked of, where the recogniser knows it only as something that can be seen: '괴물', '친구'. */
function calledIn(
  before: string,
  { recognizer, texts: { intents } }: Services,
): Pick<FactsAsked, 'item' | 'others' | 'phrase'> | null {
  const typed = before.replace(/[\s,.!?~]+$/u, '')
  for (const name of new Set([typed, typed.replace(PARTICLE, '')])) {
    if (name.split(/\s+/).length > LONGEST_NAME || intents.isGeneric(name) || intents.isKnown(name)) continue
    const object = recognizer.objectOf(intents.asSeen(name))
    if (object.text !== name) continue
    if (object.kind === 'item') {
      const [item, ...others] = whichNamesake(before, name, recognizer.namesakes(object.id!))
      return { item, others, phrase: null }
    }
    if (isNamedLikeATitle(object)) return { item: null, others: [], phrase: name }
  }
  return null
}
