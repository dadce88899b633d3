import { describe, expect, test } from 'vitest'
import { recognizer } from '../bot/double.js'
import { json, problem, testServer, testServices } from './server.js'

describe('POST /v1/analyze', () => {
  test('answers what the recogniser made of the text, and nothing else', async () => {
    const { post } = await testServer()
    const response = await post('/v1/analyze', { text: '용가리 영화 재미 없었어' })
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toEqual(await recognizer.analyse('용가리 영화 재미 없었어'))
  })

  test('takes 10,000 UTF-16 units and refuses one more', async () => {
    const { post } = await testServer()
    expect((await post('/v1/analyze', { text: '가'.repeat(10_000) })).status).toBe(200)
    expect(await problem(await post('/v1/analyze', { text: '가'.repeat(10_001) }))).toEqual([413, 'TEXT_TOO_LONG'])
    const escaped = JSON.stringify({ text: '가'.repeat(10_000) }).replaceAll('가', '\\uac00')
    expect((await post('/v1/analyze', escaped)).status).toBe(200)
  })

  test.each([
    ['no text', {}, /text/],
    ['a number', { text: 1 }, /text/],
    ['something else beside it', { text: '용가리', lang: 'ko' }, /lang/],
    ['a list', ['용가리'], /object/],
  ])('%s is answered 400', async (_, body, pattern) => {
    const { post } = await testServer()
    const response = await post('/v1/analyze', body)
    expect((await json(response.clone())).detail).toMatch(pattern)
    expect(await problem(response)).toEqual([400, 'REQUEST_INVALID'])
  })
})

describe('POST /v1/recommend', () => {
  const titles = async (response: Response) =>
    (await json(response)).recommendations.map(({ item }: { item: { title: string } }) => item.title)

  test('answers the items praised most surely for an aspect, with the numbers', async () => {
    const { post } = await testServer()
    const { recommendations } = await json(await post('/v1/recommend', { aspect: '그래픽', limit: 1 }))
    expect(recommendations).toEqual([
      {
        item: { id: '3', title: '푸른 등대', year: 2003, genres: ['드라마'], directors: ['한여름'], actors: ['오로라', '문산'] },
        aspect: '그래픽',
        praised: 17,
        mentions: 18,
        lowerBound: expect.closeTo(0.77, 1),
      },
    ])
  })

  test('reads the aspect by another word, and out of a text', async () => {
    const { post } = await testServer()
    const [byName, byWord, byText] = await Promise.all(
      [{ aspect: '그래픽' }, { aspect: 'CG' }, { text: 'CG 좋은 영화 추천해줘' }].map((body) =>
        post('/v1/recommend', body).then(titles),
      ),
    )
    expect(byWord).toEqual(byName)
    expect(byText).toEqual(byName)
  })

  test('leaves out what is excluded', async () => {
    const { post } = await testServer()
    expect(await titles(await post('/v1/recommend', { aspect: '그래픽', exclude: ['3'] }))).not.toContain('푸른 등대')
  })

  test('hands the wish in a text to the recogniser, and never asks for an aspect that nobody wants', async () => {
    const asked: unknown[] = []
    const wish = {
      genres: [],
      withoutGenres: [],
      countries: ['한국'],
      years: null,
      people: [],
      aspects: [],
      withoutAspects: ['그래픽'],
    }
    const openServices = testServices({
      wishOf: () => wish,
      recommend: (aspect, options) => {
        asked.push(aspect, options)
        return []
      },
    })
    const { post } = await testServer({}, { openServices })
    expect(await titles(await post('/v1/recommend', { text: '그래픽 안 나오는 한국 영화' }))).toEqual([])
    expect(asked).toEqual([null, { exclude: [], limit: 5, wish }])
  })

  test('an unknown aspect is answered 404 with those that are known', async () => {
    const { post } = await testServer()
    const response = await post('/v1/recommend', { aspect: '냄새' })
    expect((await json(response.clone())).detail).toContain('그래픽, 음악')
    expect(await problem(response)).toEqual([404, 'UNKNOWN_ASPECT'])
  })

  test.each([{ limit: 0 }, { limit: 21 }, { limit: 1.5 }, { exclude: '3' }, { aspect: '' }])(
    '%j is answered 400',
    async (body) => {
      const { post } = await testServer()
      expect(await problem(await post('/v1/recommend', body))).toEqual([400, 'REQUEST_INVALID'])
    },
  )
})

describe('GET /v1/items', () => {
  const search = (query: Record<string, string>) => `/v1/items?${new URLSearchParams(query)}`

  test('answers items whose title fits', async () => {
    const { request } = await testServer()
    const { items } = await json(await request(search({ q: '달빛', limit: '1' })))
    expect(items).toEqual([{ id: '7', title: '달빛', year: 1998, genres: [], directors: ['서가람'], actors: [] }])
  })

  test.each<Record<string, string>>([
    {},
    { q: ' ' },
    { q: 'a'.repeat(201) },
    { q: '달', limit: '0' },
    { q: '달', limit: 'many' },
  ])('%j is answered 400', async (query) => {
    const { request } = await testServer()
    expect(await problem(await request(search(query)))).toEqual([400, 'REQUEST_INVALID'])
  })
})
