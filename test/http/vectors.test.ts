import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { json, problem, testServer } from './server.js'
import { vectorQueries } from './vectors-double.js'

const path = (parts: TemplateStringsArray, ...words: string[]) => String.raw(parts, ...words.map(encodeURIComponent))
const wordsOf = (body: { nearest: { word: string }[] }) => body.nearest.map(({ word }) => word)
const titlesOf = (body: { nearest: { item: { title: string } }[] }) => body.nearest.map(({ item }) => item.title)

describe('GET /v1/words/{word}', () => {
  test('answers words used like it, best first, without itself', async () => {
    const { request } = await testServer()
    const body = await json(await request(path`/v1/words/${'이야기'}?k=2`))
    expect(body).toMatchObject({ word: '이야기', relation: 'similar', target: null })
    expect(body.nearest).toHaveLength(2)
    expect(body.nearest[0]).toEqual({ word: '줄거리', score: expect.closeTo(0.98, 2) })
  })

  test('leans to a target, and answers what is said around it by inner product', async () => {
    const { request } = await testServer()
    const ask = async (rest: string) => json(await request(path`/v1/words/${'이야기'}` + rest))
    expect(wordsOf(await ask(path`?target=${'부정'}&k=1`))).toEqual(['뻔하다'])
    expect(wordsOf(await ask(path`?target=${'긍정'}&k=1`))).toEqual(['따뜻하다'])
    const around = await ask(path`?target=${'부정'}&relation=context&k=1`)
    expect(around).toEqual({
      word: '이야기',
      relation: 'context',
      target: '부정',
      nearest: [{ word: '뻔하다', score: expect.closeTo(1.1) }],
    })
  })

  test('reads a word in another ending, or with its letters apart, as the one of the vocabulary', async () => {
    const { request } = await testServer()
    for (const typed of ['뻔한', '뻔하다'.normalize('NFD'), ' 뻔하다 '])
      expect(await json(await request(path`/v1/words/${typed}`))).toMatchObject({ word: '뻔하다' })
  })

  test('answers 404 with the nearest spellings for a word that is not known', async () => {
    const { request } = await testServer()
    const response = await request(path`/v1/words/${'뻔허다'}`)
    expect((await json(response.clone())).suggestions).toEqual(['뻔하다'])
    expect(await problem(response)).toEqual([404, 'UNKNOWN_WORD'])
    const unlike = await request(path`/v1/words/${'qwertyuiop'}`)
    expect(await json(unlike)).not.toHaveProperty('suggestions')
  })

  test('answers 404 for a target that is not known, even one named like a property of every object', async () => {
    const { request } = await testServer()
    for (const target of ['행복', 'constructor'])
      expect(await problem(await request(path`/v1/words/${'최고'}?target=${target}`))).toEqual([404, 'UNKNOWN_TARGET'])
  })

  test.each(['?k=0', '?k=101', '?k=1.5', '?k=many', '?k=', '?relation=near', '?target='])('refuses %s', async (query) => {
    const { request } = await testServer()
    expect(await problem(await request(path`/v1/words/${'최고'}${''}` + query))).toEqual([400, 'REQUEST_INVALID'])
  })

  test('takes the largest count, and refuses words longer than any', async () => {
    const { request } = await testServer()
    expect(wordsOf(await json(await request(path`/v1/words/${'최고'}?k=100`)))).toHaveLength(6)
    expect(await problem(await request(path`/v1/words/${'가'.repeat(61)}`))).toEqual([400, 'REQUEST_INVALID'])
    expect(await problem(await request(path`/v1/words/${'가'.repeat(60)}`))).toEqual([404, 'UNKNOWN_WORD'])
  })
})

describe('a word in an address', () => {
  test('may hold whatever can be escaped, and is refused where it cannot be read', async () => {
    const { request } = await testServer()
    for (const typed of ['../최고', '최고/최악', '?#&', '\u0000', '__proto__'])
      expect(await problem(await request(path`/v1/words/${typed}`))).toEqual([404, 'UNKNOWN_WORD'])
    for (const broken of ['%E0%A4%A', '%', '%FF'])
      expect((await problem(await request(`/v1/words/${broken}`)))[0]).toBeLessThan(500)
    expect(await problem(await request('/v1/words/%20'))).toEqual([400, 'REQUEST_INVALID'])
  })
})

describe('GET /v1/analogy', () => {
  test('moves a word from one target to another', async () => {
    const { request } = await testServer()
    const response = await request(path`/v1/analogy?word=${'최악'}&from=${'부정'}&to=${'긍정'}&k=1`)
    expect(await json(response)).toEqual({ word: '최악', from: '부정', to: '긍정', nearest: [{ word: '최고', score: 1 }] })
  })

  test('takes words for from and to, and leaves all three out of the answer', async () => {
    const { request } = await testServer()
    const body = await json(await request(path`/v1/analogy?word=${'뻔한'}&from=${'최악'}&to=${'최고'}&k=10`))
    expect(body).toMatchObject({ word: '뻔하다', from: '최악', to: '최고' })
    expect(wordsOf(body)[0]).toBe('따뜻하다')
    for (const word of ['뻔하다', '최악', '최고']) expect(wordsOf(body)).not.toContain(word)
  })

  test('refuses an analogy with a part missing or not known', async () => {
    const { request } = await testServer()
    expect(await problem(await request(path`/v1/analogy?word=${'최악'}&from=${'부정'}`))).toEqual([400, 'REQUEST_INVALID'])
    const response = await request(path`/v1/analogy?word=${'최악'}&from=${'부정'}&to=${'최곤'}`)
    expect((await json(response.clone())).suggestions[0]).toBe('최고')
    expect(await problem(response)).toEqual([404, 'UNKNOWN_WORD'])
  })
})

describe('POST /v1/vectors/query', () => {
  test('adds and subtracts words and targets; a bare name is a target first', async () => {
    const { post } = await testServer()
    const ask = async (body: unknown) => wordsOf(await json(await post('/v1/vectors/query', body)))
    expect(await ask({ add: ['최악', '긍정'], subtract: ['부정'], k: 1 })).toEqual(['최고'])
    expect(await ask({ add: [{ word: '최악' }, { label: '긍정' }], subtract: [{ label: '부정' }], k: 1 })).toEqual(['최고'])
    expect(await ask({ add: ['이야기', '부정'], among: 'contexts', k: 1 })).toEqual(['뻔하다'])
  })

  test('answers items that are near words, targets and other items, those asked left out', async () => {
    const { post } = await testServer()
    const ask = async (body: unknown) =>
      titlesOf(await json(await post('/v1/vectors/query', { among: 'items', ...(body as object) })))
    expect((await ask({ add: ['음악', '긍정'] })).sort()).toEqual(['별의 정원', '용가리', '푸른 등대'])
    expect(await ask({ add: [{ item: '3' }], k: 1 })).toEqual(['별의 정원'])
    expect(await ask({ add: [{ item: '1' }, { item: '3' }] })).toEqual(['별의 정원'])
  })

  test('takes an item by what is said of it, as if it had been there when the vectors were trained', async () => {
    const { post } = await testServer()
    const of = async (text: string) => {
      const add = [{ texts: Array(40).fill(text) }]
      return titlesOf(await json(await post('/v1/vectors/query', { add, among: 'items', k: 1 })))
    }
    expect(await of('최악 최악 이야기')).toEqual(['용가리'])
    expect(await of('음악 최고 음악')).not.toEqual(['용가리'])
    expect(await problem(await post('/v1/vectors/query', { add: [{ texts: ['zzz', ''] }] }))).toEqual([404, 'UNKNOWN_WORD'])
  })

  test('lets the event loop turn while it reads long texts: others are answered meanwhile', async () => {
    const texts = Array<string>(400).fill('최고 음악 이야기 최고')
    let answered = false
    const asked = vectorQueries.query({ add: [{ texts }], subtract: [], among: 'items', k: 1 }).then(() => {
      answered = true
    })
    let turns = 0
    for (; !answered; turns++) await setImmediate()
    await asked
    // Once in 8 texts, and once in some 700 of the 16,000 words that ten epochs have.
    expect(turns).toBeGreaterThan(70)
  })

  test('brings terms to one length where it is asked to', async () => {
    const { post } = await testServer()
    const ask = async (unit: boolean) =>
      wordsOf(await json(await post('/v1/vectors/query', { add: [{ item: '1' }, '음악'], k: 1, unit })))
    expect(await ask(false)).toEqual(['최악'])
    const { nearest } = await json(await post('/v1/vectors/query', { add: [{ item: '1' }, '최고'], k: 2, unit: true }))
    expect(Math.abs(nearest[0].score - nearest[1].score)).toBeLessThan(0.2)
  })

  test('answers nothing where the terms leave no direction', async () => {
    const { post } = await testServer()
    expect(await json(await post('/v1/vectors/query', { add: ['최고'], subtract: ['최고'] }))).toEqual({ nearest: [] })
  })

  test.each([
    ['an item', { add: [{ item: '99' }] }, 'UNKNOWN_ITEM'],
    ['a label', { add: [{ label: '최고' }] }, 'UNKNOWN_TARGET'],
    ['a word', { add: ['최고'], subtract: [{ word: '부정' }] }, 'UNKNOWN_WORD'],
  ])('answers 404 where %s is not known', async (_, body, code) => {
    const { post } = await testServer()
    expect(await problem(await post('/v1/vectors/query', body))).toEqual([404, code])
  })

  test.each([
    ['nothing to add', { add: [] }],
    ['only what to subtract', { subtract: ['최고'] }],
    ['more terms than are taken', { add: Array(21).fill('최고') }],
    ['more texts than are taken', { add: [{ texts: Array(501).fill('최고') }] }],
    ['a term of two kinds', { add: [{ word: '최고', label: '긍정' }] }],
    ['too many asked', { add: ['최고'], k: 101 }],
    ['another set of vectors', { add: ['최고'], among: 'labels' }],
    ['something else beside', { add: ['최고'], more: 1 }],
  ])('refuses %s', async (_, body) => {
    const { post } = await testServer()
    expect(await problem(await post('/v1/vectors/query', body))).toEqual([400, 'REQUEST_INVALID'])
  })

  test('takes 10,000 UTF-16 units of texts over all terms and refuses one more', async () => {
    const { post } = await testServer()
    const texts = (length: number) => ({
      add: [{ texts: ['음악 ', '가'.repeat(4_997)] }],
      subtract: [{ texts: [`음악 ${'가'.repeat(length)}`] }],
    })
    expect((await post('/v1/vectors/query', texts(4_997))).status).toBe(200)
    expect(await problem(await post('/v1/vectors/query', texts(4_998)))).toEqual([413, 'TEXT_TOO_LONG'])
  })
})
