import { type Facts, personKey } from './facts.js'
import { Lexicon } from './lexicon.js'

/** How plainly a name must be marked as a person's: not at all, by what they did or their films, by what they did alone. */
export type MarkNeeded = 'none' | 'works' | 'role'

export interface NamedPerson {
  /** As the catalogue writes it. */
  name: string
  needs: MarkNeeded
}

/** Credits from which a name of two letters is known well enough for '성룡 영화'. */
const WELL_KNOWN = 5
/** A last name alone means the person who has so many credits, and so many times those of anybody else of that name. */
const LAST_NAME = { credits: 4, times: 2, unmarked: 4, works: 3 } as const

/** The people of a catalogue by their names, and by the last names of those who are known by them (디카프리오). */
export function peopleLexicon(people: Facts['names'], ordinary: readonly string[]): Lexicon<NamedPerson> {
  const lexicon = new Lexicon<NamedPerson>()
  for (const [key, { name, needs }] of lastNames(people)) lexicon.set(key, { name, needs })
  const words = new Set(ordinary.map(personKey))
  for (const [key, { name, credits }] of people) {
    if (key.length < 2) continue
    const short = key.length === 2 && credits < WELL_KNOWN
    lexicon.set(key, { name, needs: words.has(key) || short ? 'role' : key.length === 2 ? 'works' : 'none' })
  }
  return lexicon
}

function lastNames(people: Facts['names']): Map<string, NamedPerson> {
  const bearers = new Map<string, { name: string; credits: number }[]>()
  for (const person of people.values()) {
    const space = person.name.lastIndexOf(' ')
    const last = personKey(person.name.slice(space + 1))
    if (space > 0 && last.length >= 2) bearers.set(last, [...(bearers.get(last) ?? []), person])
  }
  const known = new Map<string, NamedPerson>()
  for (const [last, list] of bearers) {
    const [first, second] = list.toSorted((a, b) => b.credits - a.credits)
    if (first.credits < LAST_NAME.credits || first.credits < LAST_NAME.times * (second?.credits ?? 0)) continue
    const needs = last.length >= LAST_NAME.unmarked ? 'none' : last.length >= LAST_NAME.works ? 'works' : 'role'
    known.set(last, { name: first.name, needs })
  }
  return known
}
