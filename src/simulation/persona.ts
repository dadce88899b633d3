import { FEELINGS, type Feeling } from '../bot/texts.js'
import { MalgwiError } from '../errors.js'
import type { Draw } from './draw.js'
import { FEWEST_REVIEWS, type Film, reviewsOf, subjectsOf, type World } from './world.js'

/** Somebody who comes to talk, and what they do not say of themselves. */
export interface Persona {
  film: Film
  feeling: Feeling
  /** What matters to them, one or two; what they have in mind of the film comes first. */
  aspects: readonly string[]
  /** A genre that they never watch. */
  shuns: string | null
  /** Ids of the films they know, the one they speak of among them. */
  seen: ReadonlySet<string>
  /** Turns after which they have had enough. */
  patience: number
  polite: boolean
  /** How often they mistype a sentence, put something behind it, press a button instead of typing. 0 to 1. */
  mistypes: number
  trails: number
  presses: number
  /** They leave out what comes after the main title. */
  shortens: boolean
}

/** How often each feeling is drawn over all films: complaints are rarer among reviews than in what this bot is for. */
const SHARES: Record<Feeling, number> = { disliked: 0.45, liked: 0.45, neutral: 0.1 }
const TWO_ASPECTS = 0.4
const SHUNS = 0.25
/** A film with the most reviews is known to so many. */
const MOST_KNOWN = 0.2
const PATIENCE = [5, 12] as const

/**
 * Draws people: a film by its number of reviews; a feeling by that film's own reviews, so balanced that over all films complaint and
 * praise are as frequent; aspects by how many of its reviews with that feeling speak of them.
 *
 * @throws MalgwiError SIMULATION_EMPTY
 */
export function casting(world: World): (draw: Draw) => Persona {
  const subjects = subjectsOf(world)
  if (subjects.length === 0)
    throw new MalgwiError('SIMULATION_EMPTY', `no item has ${FEWEST_REVIEWS} reviews and an aspect that they speak of`)
  const most = Math.max(...world.films.map(reviewsOf))
  const genres = [...new Set(world.films.flatMap((film) => film.genres.slice(0, 1)))].sort()
  const totals = Object.fromEntries(
    FEELINGS.map((feeling) => [feeling, subjects.reduce((sum, { reviews }) => sum + reviews[feeling], 1)]),
  ) as Record<Feeling, number>

  return (draw) => {
    const film = draw.weighted(subjects, reviewsOf)
    const feeling = draw.weighted(FEELINGS, (one) => (SHARES[one] * film.reviews[one]) / totals[one])
    const seen = new Set(world.films.filter((one) => draw.chance((MOST_KNOWN * reviewsOf(one)) / most)).map(({ id }) => id))
    const genre = genres.length > 0 && draw.chance(SHUNS) ? draw.oneOf(genres) : null
    return {
      film,
      feeling,
      aspects: drawAspects(film, feeling, draw),
      shuns: genre !== null && !film.genres.includes(genre) ? genre : null,
      seen: seen.add(film.id),
      patience: draw.whole(...PATIENCE),
      polite: draw.chance(0.5),
      mistypes: draw.chance(0.25) ? 0.3 : 0,
      trails: draw.chance(0.4) ? 0.4 : 0,
      presses: draw(),
      shortens: draw.chance(0.3),
    }
  }
}

function drawAspects(film: Film, feeling: Feeling, draw: Draw): string[] {
  const spoken = [...film.aspects].filter(([, mentions]) => mentions[feeling] > 0)
  const among = spoken.length > 0 ? spoken : [...film.aspects]
  const weight = ([, mentions]: (typeof among)[number]) => mentions[feeling] + 1e-9
  const first = draw.weighted(among, weight)
  const others = among.filter((one) => one !== first)
  return others.length > 0 && draw.chance(TWO_ASPECTS) ? [first[0], draw.weighted(others, weight)[0]] : [first[0]]
}

/** Fewer reviews than this tell nobody anything. */
const ENOUGH = 5

/**
 * Whether they would take a film that they are told of. All of these:
 * - they do not know it, and it is not of the genre that they shun;
 * - it is praised for what matters to them (of the reviews that mention the aspect an above-average share, shrunk, is 긍정, for each of
 *   their aspects that five reviews mention; where none is mentioned so often, it has two 긍정 reviews for each 부정 one), or it is
 *   near the film that they liked (among the 50 nearest by item vectors);
 * - they are no exception: `mood` is below the share of its reviews that are 긍정.
 *
 * It is a proxy. The counts and vectors are those of the bundle, which the bot recommends by as well, so a recommendation for the
 * right aspect mostly suits; what can go wrong is to understand the aspect, the second aspect, the genre, what was seen, the mood.
 * Whether people would like the film is not measured.
 *
 * @param mood drawn once for each film, uniform in [0, 1)
 */
export function suits(persona: Persona, film: Film, world: World, mood: number): boolean {
  if (persona.seen.has(film.id) || (persona.shuns && film.genres.includes(persona.shuns))) return false
  if (mood * reviewsOf(film) >= film.reviews.liked) return false
  if (persona.feeling === 'liked' && world.isNear(persona.film, film)) return true
  const told = persona.aspects
    .map((aspect) => film.aspects.get(aspect))
    .filter((mentions) => mentions !== undefined && mentions.liked + mentions.disliked >= ENOUGH)
  if (told.length === 0) return film.reviews.liked >= 2 * film.reviews.disliked && reviewsOf(film) >= ENOUGH
  return told.every((mentions) => mentions!.share >= mentions!.average)
}
