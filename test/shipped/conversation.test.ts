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

/** Whether a word in Hangul ends in a consonant. */
const isClosed = (word: string): boolean => (word.charCodeAt(word.length - 1) - 0xac00) % 28 > 0

describe.skipIf(!ships)('a long walk on the bundle that ships', () => {
  test('is answered in whole sentences throughout', async () => {
    const bot = createBot({ recognizer })
    const films = drawFilms()
    for (const [number, film] of films.entries()) {
      const talk = new TerminalAdapter(bot, `walk ${number}`)
      let last = ''
      for (const line of walkAbout(film.title, films[(number + 1) % FILMS].title)) {
        const { lines, error, choices } = await talk.say(line)
        const text = lines.join('\n')
        const where = `${line} → ${text}`
        expect(error, where).toBeNull()
        expect(lines, where).toHaveLength(1)
        expect(text, where).toMatch(/[가-힣].*[.?)]$/s)
        expect(text, where).not.toMatch(/\{\{|\}\}|undefined|null|NaN| {2}|\.\.(?!\.)| [.,?]/)
        // Both forms stand only where nobody can tell how a name is read.
        expect(text.replace(/[^가-힣]〉?'?\([^)]*\)/g, ''), where).not.toMatch(/[가-힣][〉']?\((은|는|이|가|을|를|으로|로)\)/)
        for (const [, title, particle] of text.matchAll(/〈([^〉]*[가-힣])〉(은|는|을|를|과|와)(?= )/g))
          expect('은을과'.includes(particle), `${title}${particle} in ${where}`).toBe(isClosed(title))
        expect(new Set(choices).size, where).toBe(choices.length)
        if (!/^왜/.test(line)) expect(text, where).not.toBe(last)
        last = text
      }
    }
  }, 120_000)
})

/** What somebody may say about a film, and by the way about another. */
const walkAbout = (title: string, other: string): string[] => [
  '안녕하세요',
  `${title} 어때?`,
  '안 봤어',
  `${title} 재미없었어`,
  '다 아니야',
  '1',
  '왜?',
  '다른 영화',
  '그건 봤어',
  '음악은?',
  `${other} 어때?`,
  '하나 더',
  `${other}랑 비교하면?`,
  '감독이 누구야?',
  `아니다 재밌었어`,
  '2번이랑 3번',
  `${title} 같은 영화 추천해줘`,
  '하나 더',
  '90년대 한국 영화 추천해줘',
  '공포 말고',
  '오 재밌겠다',
  '고마워',
  '무지개 속으로 봤는데 별로였어',
  '연기',
  '별로',
  'ㅋㅋㅋ',
  '도움말',
  '처음으로',
  '하나 더',
  '내 대화 지워줘',
  '잘 있어',
]

describe.skipIf(!ships)('counterparts of aspects', () => {
  test('are aspects that films are praised for', () => {
    const texts = openTexts('movie')
    const named = recognizer.catalog.domain.aspects.flatMap(({ name }) => texts.counterpart(name) ?? [])
    expect(named.length).toBeGreaterThan(5)
    for (const aspect of named) expect(recognizer.recommend(aspect, { exclude: [], limit: 5 }).length, aspect).toBe(5)
  })
})
