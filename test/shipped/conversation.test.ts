import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { openTexts } from '#src/bot/texts.js'
import { reviewsOf } from '#src/catalog/counts.js'
import type { Item } from '#src/catalog/items.js'
import { TerminalAdapter } from '#src/channels/terminal.js'
import { replayTranscript } from '#src/channels/transcript.js'
import type { OpenedRecognizer } from '#src/recognizer/open.js'
import { openShipped, ships } from './open.js'

const FILMS = 20
const SEED = 20
/** Films that hardly anybody reviewed have nothing to offer. */
const FEWEST_REVIEWS = 30
const TRANSCRIPTS = 'dialogs/movie/transcripts'

let recognizer: OpenedRecognizer
beforeAll(async () => {
  if (ships) recognizer = await openShipped()
})

/** Films drawn by a linear congruential generator (Numerical Recipes), without one that shares its title. */
function drawFilms(): Item[] {
  const { items, counts } = recognizer.catalog
  const pool = items.filter(
    ({ id }, number) => reviewsOf(counts, number) >= FEWEST_REVIEWS && recognizer.namesakes(id).length === 1,
  )
  let state = SEED
  return Array.from({ length: FILMS }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return pool[Math.floor((state / 2 ** 32) * pool.length)]
  })
}

describe.skipIf(!ships)('a first conversation on the bundle that ships', () => {
  test.each([
    ['disliked', '영화 재미 없었어', '없었어'],
    ['liked', '진짜 재밌었어', '재밌었어'],
  ])('holds over films drawn by a seed, %s', async (_, said, driving) => {
    const offered = new Set<string>()
    for (const film of drawFilms()) {
      const bot = createBot({ recognizer })
      const talk = new TerminalAdapter(bot, film.id)
      const opening = await talk.say(`${film.title} ${said}`)
      const text = opening.lines.join('\n')
      expect(text, film.title).toContain(`〈${film.title}〉`)
      expect(text, film.title).toContain(driving)
      expect(opening.choices.length, `${film.title}: ${opening.choices}`).toBeGreaterThanOrEqual(3)
      offered.add(opening.choices.join())

      const pick = (await talk.say(`${opening.choices[0]}이요`)).lines.join('\n')
      expect(pick, film.title).toMatch(/〈[^〉]+〉/)
      expect(pick, film.title).toMatch(/\d+명 중 \d+명/)
      expect(pick, film.title).not.toContain(`〈${film.title}〉`)

      const why = (await talk.say('왜?')).lines.join('\n')
      expect(why, film.title).toMatch(/부정 \d+%|긍정 \d+%/)
      expect(why, film.title).toContain(driving)
    }
    expect(offered.size).toBeGreaterThan(FILMS / 2)
  })

  test.each(ships ? readdirSync(TRANSCRIPTS) : [])('goes as %s says', async (name) => {
    const bot = createBot({ recognizer })
    const newTalker = (conversation: string) => new TerminalAdapter(bot, conversation)
    const { turns, failures } = await replayTranscript(join(TRANSCRIPTS, name), newTalker)
    expect(failures).toEqual([])
    expect(turns).toBeGreaterThan(0)
  })
})

describe.skipIf(!ships)('counterparts of aspects', () => {
  test('are aspects that films are praised for', () => {
    const texts = openTexts('movie')
    const named = recognizer.catalog.domain.aspects.flatMap(({ name }) => texts.counterpart(name) ?? [])
    expect(named.length).toBeGreaterThan(5)
    for (const aspect of named) expect(recognizer.recommend(aspect, { exclude: [], limit: 5 }).length, aspect).toBe(5)
  })
})
