import type { Recommendation, WishFilter } from '../recognizer/contract.js'
import type { ActionKey } from './messages.js'
import { isFilter } from './reading.js'
import type { Filters, Quest, Talk } from './talk.js'
import type { Services, Turn } from './turn.js'

/** What of a quest can be let go of where nothing fits, with the action that does, in the order in which it is offered. */
const LOOSENED = {
  relaxYears: (quest) => ({ ...quest, filters: { ...quest.filters!, years: null } }),
  relaxCountries: (quest) => ({ ...quest, filters: { ...quest.filters!, countries: [] } }),
  relaxGenres: (quest) => ({ ...quest, filters: { ...quest.filters!, genres: [], withoutGenres: [] } }),
  relaxAspects: (quest) => ({ ...quest, aspect: null, filters: quest.filters && { ...quest.filters, withoutAspects: [] } }),
  relaxPeople: (quest) => ({ ...quest, filters: { ...quest.filters!, people: [] } }),
} as const satisfies Partial<Record<ActionKey, (quest: Quest) => Quest>>
type Loosening = keyof typeof LOOSENED

const CANDIDATES = 20

/** A film whose share of praise is surely within this of the best one's is as good. */
const AS_GOOD = 0.015
/** Years of a wish for what is new: the newest come first. */
const NEW = 10

/**
 * A film for a quest that is good enough, and neither recommended nor spoken of before; null where there is none. Of those that are practically
 * as good as the best, the seed chooses one.
 */
export function bestFor(
  quest: Quest,
  { recommended, mentioned, opinion }: Talk,
  services: Services,
  seed = 0,
): Recommendation<string | null> | null {
  const { recognizer, options, texts } = services
  const exclude = [...new Set([...recommended, ...mentioned])]
  const wish = wishOf(quest, services)
  const isGood = ({ mentions, lowerBound }: Recommendation): boolean =>
    mentions >= options.minMentions && lowerBound >= options.worth
  if (quest.like) return recognizer.similarItems(quest.like.id, { exclude, limit: CANDIDATES, wish }).find(isGood) ?? null
  const choose = (aspect: string | null): Recommendation<string | null> | null => {
    const found = recognizer.recommend(aspect, { exclude, limit: CANDIDATES, wish }).filter(isGood)
    if (found.length === 0) return null
    if (isForNew(quest, services)) return found.toSorted((a, b) => (b.item.year ?? 0) - (a.item.year ?? 0))[0]
    const near = found.filter(({ lowerBound }) => lowerBound >= found[0].lowerBound - AS_GOOD)
    return near[(seed + recommended.length) % near.length]
  }
  const { aspect } = quest
  if (aspect === null) return choose(null)
  const counterpart = texts.counterpart(aspect)
  const sought = counterpart === null ? [aspect] : [counterpart, aspect]
  // Who liked it looks for the same again.
  if (opinion?.feeling === 'liked') sought.reverse()
  for (const one of sought) {
    const found = choose(one)
    if (found) return found
  }
  return null
}

/** What a film must be; where no kind is asked for, nothing that is offered only to who asks for it. */
function wishOf({ aspect, like, filters }: Quest, { texts }: Services): WishFilter | undefined {
  const { genres, aspects } = texts.unasked
  const stock = !like && (filters?.genres ?? []).length === 0 && (filters?.people ?? []).length === 0
  if (!stock || (aspect !== null && aspects.includes(aspect))) return filters ?? undefined
  return {
    ...filters,
    withoutGenres: [...(filters?.withoutGenres ?? []), ...genres],
    withoutAspects: [...(filters?.withoutAspects ?? []), ...aspects],
  }
}

/** Whether a quest is for what came out last, as far as the catalogue goes. */
export function isForNew({ filters }: Quest, { recognizer }: Services): boolean {
  const years = filters?.years
  return !!years && years.to === recognizer.newestYear() && years.to - years.from < NEW
}

/** The actions that let go of one condition and find something then. */
export function looseningsOf(quest: Quest, talk: Talk, services: Services): Loosening[] {
  if (!quest.filters) return []
  return (Object.keys(LOOSENED) as Loosening[]).filter((key) => {
    const looser = loosen(quest, key)
    return JSON.stringify(looser) !== JSON.stringify(quest) && bestFor(looser, talk, services) !== null
  })
}

export function loosen(quest: Quest, key: Loosening): Quest {
  const looser = LOOSENED[key](quest)
  return looser.filters && !isFilter(looser.filters) ? { ...looser, filters: null } : looser
}

/** More countries than this were asked for by one word (유럽, 외국): they are not told one by one. */
const MOST_COUNTRIES = 2

/** What a film must be, in words: '송강호의 1990년대 한국 공포 영화'. */
export function withinWords(turn: Turn, filters: Filters, { texts }: Services): string {
  const { genres, withoutGenres, countries, years, people, withoutAspects, company } = filters
  const list = (names: readonly string[]) => names.join('·')
  const without = [
    joined(withoutAspects.map((aspect) => texts.without(aspect))),
    ...withoutGenres
      .filter((genre) => !withoutAspects.includes(genre))
      .map((genre) => turn.say('within.withoutGenre', { genre })),
  ]
  const kind = [
    years ? yearsWords(turn, years) : '',
    countries.length > MOST_COUNTRIES ? turn.say('within.countries') : list(countries),
    list(genres),
  ].filter(Boolean)
  const whose = kind.length > 0 && people.length > 0 ? turn.say('within.people', { names: list(people) }) : list(people)
  return turn.say('within.film', { words: [company?.name ?? '', ...without, whose, ...kind].filter(Boolean).join(' ') })
}

/** '무섭다는 말이 적은', '야하다는 말이 적은' → '무섭다거나 야하다는 말이 적은'; others as they are. */
function joined(phrases: readonly string[]): string {
  const short = phrases.slice(0, -1).map((phrase) => phrase.replace(/다는 말이 적은$/u, '다거나'))
  return [...short, ...phrases.slice(-1)].join(' ')
}

/** Years that begin before this one were not asked for: no film is much older. */
const EARLIEST = 1930

function yearsWords(turn: Turn, { from, to }: { from: number; to: number }): string {
  if (from === to) return turn.say('within.year', { year: from })
  if (from % 10 === 0 && to === from + 9) return turn.say('within.decade', { from })
  return from < EARLIEST ? turn.say('within.until', { year: to }) : turn.say('within.span', { from, to })
}
