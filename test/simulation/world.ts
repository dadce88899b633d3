import { type Film, makeWorld, type World } from '#src/simulation/world.js'
import { COUNTS, FILMS } from '../bot/double.js'

/** The films and counts of the recogniser in test/bot/double.ts, with as many reviews as they have mentions. */
const films: Film[] = FILMS.map(({ id, title, year, genres, directors }) => {
  const aspects = Object.entries(COUNTS[id] ?? {}).map(([name, [liked, disliked]]) => {
    return [name, { liked, disliked, neutral: 0, share: liked / (liked + disliked), average: 0.6 }] as const
  })
  const reviews = { liked: 0, disliked: 0, neutral: 0 }
  for (const [, counts] of aspects) {
    reviews.liked += counts.liked
    reviews.disliked += counts.disliked
  }
  return { id, title, year, genres, directors, reviews, aspects: new Map(aspects) }
})

export const world: World = makeWorld(films, () => false)
export const filmOf = (title: string): Film => world.named(title)!
