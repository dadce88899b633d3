import { candidateLabels } from './dialogs/item.js'
import { factQuestionIn, factsNamedIn } from './facts.js'
import type { Fact } from './intent-names.js'
import { isNamedLikeATitle, nameIn, nameOf, whichNamesake } from './naming.js'
import { readUtterance } from './reading.js'
import type { NamedItem, Talk } from './talk.js'
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
  /** What else the turn says of how something was, as typed; empty where it only asks. */
  told: string
}

/** What a turn asks of an item, or null where it asks for no facts. */
export async function factsAskedIn(turn: Turn, services: Services): Promise<FactsAsked | null> {
  const { text, talk } = turn
  const { intents } = services.texts
  if (turn.shape !== 'plain' || talk.choices.includes(text)) return null
  const asked = factQuestionIn(text, intents)
  if (!asked) return followUp(turn, services)
  const reading = await turn.read()
  const { facts } = asked
  const { item, candidates } = reading.opinion
  // '2003년 올드보이': the year told which is meant.
  const rest = reading.rest.replace(/(\d{4})년?도?/u, (whole, year) => (year === item?.hint ? ' ' : whole))
  const before = intents.withoutPointing(factQuestionIn(rest, intents)?.before ?? '')
  const own = item ?? candidates[0]
  if (own) {
    const others = candidates.filter(({ id }) => id !== own.id)
    const told = await tells(before, asked.before, services)
    return told === null ? null : { facts, item: own, others, phrase: null, named: true, told: told ? asked.before : '' }
  }
  const unknown = reading.opinion.phrase
  if (unknown && !talk.opinion?.phrase?.includes(unknown))
    return { facts, item: null, others: [], phrase: unknown, named: true, told: '' }
  const found = before === '' ? null : (placed(before, talk, services) ?? calledIn(before, services))
  if (found) return { facts, others: [], phrase: null, named: true, told: '', ...found }
  const told = await tells(before, asked.before, services)
  if (told === null) return null
  const last = talk.asked?.item ?? talk.recommendation ?? talk.opinion?.item ?? null
  const phrase = last ? null : (talk.opinion?.phrase ?? null)
  // What was felt of something that nobody has named is heard first.
  if (told && !last) return null
  return { facts, item: last, others: [], phrase, named: false, told: told ? asked.before : '' }
}

/** '배우는?' and '괴물은?' after a question for facts; the name of what a question was about. */
async function followUp(turn: Turn, { texts: { intents } }: Services): Promise<FactsAsked | null> {
  const { asked, turn: now } = turn.talk
  if (!asked || asked.turn !== now - 1) return null
  const others: NamedItem[] = []
  const facts = factsNamedIn(intents.withoutPointing(turn.text), intents)
  if (facts.length > 0 && asked.item) return { facts, item: asked.item, others, phrase: null, named: false, told: '' }
  const { opinion, asksAbout, question } = await turn.read()
  const item = opinion.item ?? opinion.candidates[0]
  const wanted = asked.item ? opinion.bare && (question || asksAbout) : item !== undefined
  return item && wanted ? { facts: asked.facts, item, others, phrase: null, named: true, told: '' } : null
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
