import type { Item } from './items.js'
import { squeezed } from './squeeze.js'
import type { WishGroup, WishWords } from './wish-words.js'

/** What wishes are held against, item by item, in the order of the catalogue. */
export interface Facts {
  /** By the names of the wishes file; as the catalogue has them where that names none. */
  genres: readonly ReadonlySet<string>[]
  countries: readonly ReadonlySet<string>[]
  years: readonly (number | null)[]
  /** Directors and actors, as `personKey` writes them. */
  people: readonly ReadonlySet<string>[]
  /** Everybody by `personKey`: the name as the catalogue writes it, and the number of items. */
  names: ReadonlyMap<string, { name: string; credits: number }>
  /** Every genre and country that an item has. */
  allGenres: ReadonlySet<string>
  allCountries: ReadonlySet<string>
  /** First and last year of an item that has one; 0 and 0 where none has. */
  oldest: number
  newest: number
}

/** The share of the votes that decides an unsaid country, and the fewest votes. */
const COUNTRY_SHARE = 0.75
const COUNTRY_VOTES = 2
/** Items whose country was told by their people tell it of others once. */
const COUNTRY_ROUNDS = 2

/** A credit without its role, 양조위(진영인) → 양조위. */
export const personName = (credit: string): string => credit.replace(/\(.*$/, '').trim()

/** A person's name as it is compared: without role, spaces, dots and case. */
export const personKey = (credit: string): string => squeezed(personName(credit))

/** Sorts the catalogue's own spellings into the names of a domain's wishes file. */
export function factsOf(items: readonly Item[], words: Pick<WishWords, 'genres' | 'countries'>): Facts {
  const genres = translate(
    items.map((item) => item.genres),
    words.genres,
  )
  const names = new Map<string, { name: string; credits: number }>()
  const people = items.map(({ directors, actors }) => {
    const own = new Set<string>()
    for (const credit of [...directors, ...actors]) {
      const name = personName(credit)
      const key = squeezed(name)
      if (key === '' || own.has(key)) continue
      own.add(key)
      const known = names.get(key)
      if (known) known.credits++
      else names.set(key, { name, credits: 1 })
    }
    return own
  })
  const countries = translate(
    items.map((item) => item.countries.map((country) => country.replace(/\(.*$/, '').trim())),
    words.countries,
  )
  const known = items.map(({ year }) => year).filter((year) => year !== null)
  const allCountries = new Set(countries.flatMap((set) => [...set]))
  for (let round = 0; round < COUNTRY_ROUNDS; round++) inferCountries(countries, people)
  return {
    genres,
    countries,
    years: items.map(({ year }) => year),
    people,
    names,
    allGenres: new Set(genres.flatMap((set) => [...set])),
    allCountries,
    oldest: known.length > 0 ? Math.min(...known) : 0,
    newest: known.length > 0 ? Math.max(...known) : 0,
  }
}

// A spelling that the file does not know is a slip of the catalogue's (a genre called 82분), unless the file knows none at all.
function translate(spellings: readonly (readonly string[])[], groups: Record<string, WishGroup>): Set<string>[] {
  const names = new Map<string, string[]>()
  for (const [name, { catalogue }] of Object.entries(groups))
    for (const spelling of [name, ...catalogue]) names.set(spelling, [...(names.get(spelling) ?? []), name])
  return spellings.map((list) => new Set(names.size === 0 ? list : list.flatMap((spelling) => names.get(spelling) ?? [])))
}

/**
 * Two thirds of the items say no country: it is where their people's other items come from, if nearly all of those agree. Left out one
 * by one, items that do say it have the country guessed among theirs in 19 of 20 cases, most others being made by two countries.
 */
function inferCountries(countries: Set<string>[], people: readonly ReadonlySet<string>[]): void {
  const votes = new Map<string, Map<string, number>>()
  for (const [item, set] of countries.entries()) {
    const [first] = set
    if (first === undefined) continue
    for (const person of people[item]) {
      const own = votes.get(person) ?? new Map<string, number>()
      votes.set(person, own.set(first, (own.get(first) ?? 0) + 1))
    }
  }
  for (const [item, set] of countries.entries()) {
    if (set.size > 0) continue
    const sums = new Map<string, number>()
    let all = 0
    for (const person of people[item])
      for (const [country, count] of votes.get(person) ?? []) {
        sums.set(country, (sums.get(country) ?? 0) + count)
        all += count
      }
    for (const [country, count] of sums)
      if (count >= COUNTRY_VOTES && count >= COUNTRY_SHARE * all) countries[item] = new Set([country])
  }
}
