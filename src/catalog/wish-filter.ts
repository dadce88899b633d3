import type { AspectCounts } from './counts.js'
import { type Facts, personKey } from './facts.js'
import type { Company } from './wish-company.js'

/** What is asked of an item; what is empty asks for nothing. Genres and countries by the names of the domain's wishes.yaml. */
export interface Wish {
  genres: string[]
  withoutGenres: string[]
  countries: string[]
  /** First and last year, both inclusive. */
  years: { from: number; to: number } | null
  /** Directors and actors, as the catalogue writes them. */
  people: string[]
  /** Aspects that are to be good, and aspects that nobody should have to speak of (무섭지 않은). */
  aspects: string[]
  withoutAspects: string[]
  /** Who watches along. */
  company?: Company | null
}

export type WishFilter = Partial<Omit<Wish, 'aspects'>>

/** Reviews of the average item that are added to an item's own before its rate of an aspect is held against everybody's. */
const PRIOR_REVIEWS = 10

/**
 * The items that a wish allows, as a test of item numbers: any of the countries, all of the people, within the years, none of the
 * genres that are not wanted, and all of the genres, or any of them where no item of the rest bears all. An aspect that is not wanted
 * (무섭지 않은), be it for who watches along, leaves out the items whose reviews speak of it more than reviews do.
 */
export function wishFilter(facts: Facts, counts: AspectCounts, wish: WishFilter): (item: number) => boolean {
  const { countries = [], years = null, people = [], company = null } = wish
  const genres = [...new Set(wish.genres ?? [])]
  // What is asked for is kept from nobody.
  const kept = (names: readonly string[] | undefined): string[] => (names ?? []).filter((name) => !genres.includes(name))
  const withoutGenres = [...(wish.withoutGenres ?? []), ...kept(company?.withoutGenres)]
  const withoutAspects = [...(wish.withoutAspects ?? []), ...kept(company?.withoutAspects)]
  const keys = people.map(personKey)
  const talked = withoutAspects
    .map((name) => counts.aspects.indexOf(name))
    .filter((aspect) => aspect >= 0)
    .map((aspect) => talkedOf(counts, aspect))
  const rest = (item: number): boolean =>
    (countries.length === 0 || countries.some((country) => facts.countries[item].has(country))) &&
    (years === null || within(facts.years[item], years)) &&
    keys.every((key) => facts.people[item].has(key)) &&
    !withoutGenres.some((genre) => facts.genres[item].has(genre)) &&
    !talked.some((much) => much(item))
  if (genres.length === 0) return rest
  const all = (item: number): boolean => genres.every((genre) => facts.genres[item].has(genre)) && rest(item)
  if (genres.length === 1 || facts.genres.some((_, item) => all(item))) return all
  return (item) => genres.some((genre) => facts.genres[item].has(genre)) && rest(item)
}

const within = (year: number | null, { from, to }: { from: number; to: number }): boolean =>
  year !== null && year >= from && year <= to

function talkedOf(counts: AspectCounts, aspect: number): (item: number) => boolean {
  const sum = (of: ArrayLike<number>, at: number): number => of[at * 3] + of[at * 3 + 1] + of[at * 3 + 2]
  const usual = sum(counts.totals, aspect) / Math.max(1, sum(counts.allReviews, 0))
  return (item) => {
    for (let entry = counts.rows[item]; entry < counts.rows[item + 1]; entry++) {
      if (counts.columns[entry] !== aspect) continue
      const mentions = counts.praised[entry] + counts.complained[entry] + counts.neutral[entry]
      return (mentions + PRIOR_REVIEWS * usual) / (sum(counts.reviews, item) + PRIOR_REVIEWS) > usual
    }
    return false
  }
}
