import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readScript } from '#src/bot/script.js'
import { DIALOGS, openTexts } from '#src/bot/texts.js'
import { drawing } from '#src/simulation/draw.js'
import { filled, readLines } from '#src/simulation/lines.js'
import { listening } from '#src/simulation/listen.js'
import { casting, type Persona, suits } from '#src/simulation/persona.js'
import { quantile } from '#src/simulation/report.js'
import { speechOf } from '#src/simulation/speech.js'
import { makeWorld } from '#src/simulation/world.js'
import { filmOf, world } from './world.js'

const texts = openTexts('movie')
const lines = readLines(DIALOGS, 'movie')

describe('what users say', () => {
  test('is put together with particles that fit', () => {
    expect(filled('{{film, 은/는}} {{film, 이요/요}} {{film, 이야/야}}', { film: '괴물' })).toBe('괴물은 괴물이요 괴물이야')
    expect(filled('{{film, 은/는}} {{film, 이요/요}} {{film, 이야/야}}', { film: '용가리' })).toBe('용가리는 용가리요 용가리야')
    expect(() => filled('{{genre}}', {})).toThrow(RangeError)
  })

  test('can be said, every opening and every situation, by people of all kinds', () => {
    const situations = [
      'film',
      'filmAgain',
      'filmForgotten',
      'again',
      'none',
      'seen',
      'own',
      'refuse',
      'why',
      'accept',
      'leave',
    ] as const
    const withAspect = ['ownWords', 'ownWordsLiked', 'ownWordsWished', 'turn'] as const
    const cast = casting(world)
    for (let number = 0; number < 200; number++) {
      const draw = drawing(1, number)
      const persona: Persona = { ...cast(draw), shuns: '공포', mistypes: number % 2, trails: 0.5 }
      const speech = speechOf(persona, lines, draw)
      const said = [
        ...lines.openings.map((opening) => speech.of(opening, persona.aspects[0])),
        ...situations.map((situation) => speech.in(situation)),
        ...withAspect.map((situation) => speech.in(situation, persona.aspects[0])),
        speech.in('picked', undefined, { aspect: '그래픽' }),
        speech.in('numbers', undefined, { number: '2' }),
        speech.in('shun'),
        speech.feeling(),
      ]
      for (const text of said) {
        expect(text).not.toMatch(/\{|\}|undefined|\(는\)|\(가\)/)
        expect(text.trim()).not.toBe('')
      }
    }
  })

  test('can be said in a domain that has no lines of its own, and of nothing but a name and an aspect of its bundle', () => {
    const own = readLines(DIALOGS, 'default')
    expect(readLines(DIALOGS, 'bookshop')).toEqual(own)
    expect(readLines(DIALOGS, '../movie')).toEqual(own)
    const cast = casting(world)
    for (let number = 0; number < 100; number++) {
      const draw = drawing(2, number)
      const persona = cast(draw)
      const speech = speechOf(persona, own, draw)
      for (const opening of own.openings) {
        const text = speech.of(opening, persona.aspects[0])
        expect(text).not.toMatch(/\{|\}|undefined|영화|극장/)
      }
    }
  })

  test('has nobody to say it where nothing in the bundle is spoken of enough', () => {
    expect(() => casting(makeWorld([], () => false))).toThrow(expect.objectContaining({ code: 'SIMULATION_EMPTY' }))
  })

  test('is refused where the file lacks something, naming the file', () => {
    const directory = mkdtempSync(join(tmpdir(), 'malgwi-lines-'))
    mkdirSync(join(directory, 'movie'))
    const source = readFileSync(join(DIALOGS, 'movie', 'simulation.yaml'), 'utf8')
    writeFileSync(join(directory, 'movie', 'simulation.yaml'), source.replace('\nrefuse:', '\nrefused:'))
    expect(() => readLines(directory, 'movie')).toThrow(/simulation\.yaml: .*refuse/)
    expect(() => readLines(directory, 'books')).toThrow(expect.objectContaining({ code: 'TEXTS_BROKEN' }))
  })
})

describe('how users read an answer', () => {
  const listen = listening(readScript(DIALOGS, 'movie'), texts)
  const heard = (...said: string[]) => listen({ lines: [said.join(' ')], choices: [], error: null })
  const film = '〈느린 기차〉'
  const every = [0, 1, 2, 3, 4]

  test.each(['disliked', 'liked', 'neutral', 'wished', 'other'] as const)('recommend.%s names the film', (how) => {
    for (const seed of every) {
      const sentence = texts.say(`recommend.${how}`, { film, praise: '음악 호평' }, seed)
      expect(heard(sentence, texts.say('recommend.counts', { aspect: '음악', mentions: 9, praised: 8 }, seed))).toMatchObject({
        recommended: '느린 기차',
        asks: null,
        notUnderstood: false,
      })
    }
  })

  test('a film that is only spoken of is not recommended', () => {
    for (const seed of every) {
      const counts = { film, aspect: '음악', mentions: 9, praised: 8 }
      expect(heard(texts.say('about.praised', counts, seed), texts.say('about.how', {}, seed))).toMatchObject({
        recommended: null,
        asks: 'feeling',
      })
      expect(heard(texts.say('recommend.accepted', { film }, seed)).recommended).toBeNull()
    }
  })

  test('tells what is asked, and when nothing was understood', () => {
    for (const seed of every) {
      expect(heard(texts.say('which.item', {}, seed)).asks).toBe('film')
      expect(heard(texts.say('which.namesake', { film }, seed)).asks).toBe('namesake')
      expect(heard(texts.say('how.noOpinion', { film }, seed)).asks).toBe('feeling')
      const opinion = texts.say('feel.disliked', { words: "'별로'" }, seed)
      expect(heard(opinion, texts.say('ask.disliked', { film }, seed))).toMatchObject({ asks: 'aspect', notUnderstood: false })
      expect(heard(texts.say('ask.again', {}, seed))).toMatchObject({ asks: 'aspect', notUnderstood: true })
      expect(heard(texts.say('odd.unclear', {}, seed)).notUnderstood).toBe(true)
      expect(heard(texts.say('recommend.none', { aspect: '음악' }, seed)).nothing).toBe(true)
    }
  })
})

describe('a recommendation suits', () => {
  const persona = {
    ...casting(world)(drawing(1, 1)),
    film: filmOf('용가리'),
    feeling: 'disliked',
    aspects: ['그래픽'],
    shuns: null,
    seen: new Set(['1']),
  } satisfies Persona

  test('where the film is praised for what matters, above the average', () => {
    expect(suits(persona, filmOf('푸른 등대'), world, 0)).toBe(true)
    expect(suits({ ...persona, aspects: ['연기'] }, filmOf('푸른 등대'), world, 0)).toBe(false)
    expect(suits({ ...persona, aspects: ['그래픽', '연기'] }, filmOf('푸른 등대'), world, 0)).toBe(false)
  })

  test('not for those who are an exception among its reviews', () => {
    const { liked, disliked } = filmOf('푸른 등대').reviews
    const share = liked / (liked + disliked)
    expect(suits(persona, filmOf('푸른 등대'), world, share - 0.01)).toBe(true)
    expect(suits(persona, filmOf('푸른 등대'), world, share + 0.01)).toBe(false)
  })

  test('not where it is known, or of the genre that they shun', () => {
    expect(suits({ ...persona, seen: new Set(['3']) }, filmOf('푸른 등대'), world, 0)).toBe(false)
    expect(suits({ ...persona, shuns: '드라마' }, filmOf('푸른 등대'), world, 0)).toBe(false)
  })

  test('where it is near the film that was liked, whatever its counts', () => {
    const near = { ...world, isNear: () => true }
    expect(suits({ ...persona, feeling: 'liked', aspects: ['연기'] }, filmOf('푸른 등대'), near, 0)).toBe(true)
    expect(suits({ ...persona, aspects: ['연기'] }, filmOf('푸른 등대'), near, 0)).toBe(false)
  })
})

test('quantiles are values that occur', () => {
  expect([quantile([], 0.5), quantile([3, 1, 2], 0.5), quantile([3, 1, 2, 4], 0.9)]).toEqual([0, 2, 4])
})
