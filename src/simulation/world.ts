import { FEELINGS, type Feeling } from '../bot/texts.js'
import { talliesOf } from '../catalog/counts.js'
import { shrink } from '../catalog/shrink.js'
import type { OpenedRecognizer } from '../recognizer/open.js'

/** A film as a simulated user knows it: what people say of it, from the catalogue's counts. */
export interface Film {
  id: string
  title: string
  year: number | null
  genres: readonly string[]
  directors: readonly string[]
  /** How many reviews there are of each feeling. */
  reviews: Record<Feeling, number>
  /** Reviews that speak of an aspect, by feeling, and how much praise there is among them. */
  aspects: ReadonlyMap<string, Mentions>
}

export interface Mentions extends Record<Feeling, number> {
  /** The share of praise, shrunk towards the aspect's average; 0 to 1. */
  share: number
  /** The aspect's average. */
  average: number
}

/** What simulated users are drawn from. The bot never sees it. */
export interface World {
  films: readonly Film[]
  /** The film that most people mean by a title. */
  named(title: string): Film | undefined
  /** Whether people speak of the two alike. */
  isNear(film: Film, other: Film): boolean
}

/** Films with fewer reviews than this are nobody's subject: too few spoke of them to draw a taste from. */
export const FEWEST_REVIEWS = 10
/** As many of a film's nearest by item vectors count as near it. */
const NEAR = 50

/** The world as a bundle's catalogue and item vectors know it. */
export function worldOf({ catalog, vectors }: OpenedRecognizer): World {
  const { items, counts, priors, numberOf } = catalog
  const films = items.flatMap((item, number): Film[] => {
    const [disliked, liked, neutral] = counts.reviews.subarray(number * FEELINGS.length)
    const tallies = talliesOf(counts, number)
    const aspects = counts.aspects.flatMap((name, aspect): [string, Mentions][] => {
      const [praised, complained] = [tallies.praised[aspect], tallies.complained[aspect]]
      const share = shrink(praised, praised + complained, priors[aspect])
      const mentions = { liked: praised, disliked: complained, neutral: tallies.neutral[aspect] }
      return praised + complained + mentions.neutral > 0 ? [[name, { ...mentions, share, average: priors[aspect].mean }]] : []
    })
    const { id, title, year, genres, directors } = item
    return [{ id, title, year, genres, directors, reviews: { disliked, liked, neutral }, aspects: new Map(aspects) }]
  })
  const near = new Map<string, Set<string>>()
  const nearestOf = (film: Film): Set<string> => {
    const known = near.get(film.id)
    if (known) return known
    const { dimensions } = vectors.space
    const number = numberOf.get(film.id)!
    const vector = vectors.itemVectors.subarray(number * dimensions, (number + 1) * dimensions)
    const found = new Set(vectors.items.search(vector, NEAR + 1).map(({ id }) => items[id].id))
    near.set(film.id, found)
    return found
  }
  return makeWorld(films, (film, other) => nearestOf(film).has(other.id))
}

export function makeWorld(films: readonly Film[], isNear: World['isNear']): World {
  const ascending = [...films].sort((a, b) => reviewsOf(a) - reviewsOf(b))
  const byTitle = new Map(ascending.map((film) => [film.title, film]))
  return { films, named: (title) => byTitle.get(title), isNear }
}

export const reviewsOf = ({ reviews }: Film): number => reviews.disliked + reviews.liked + reviews.neutral

/** The films that somebody may have in mind. */
export const subjectsOf = ({ films }: World): Film[] =>
  films.filter((film) => reviewsOf(film) >= FEWEST_REVIEWS && film.aspects.size > 0)
