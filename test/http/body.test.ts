import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { json, problem, testApp } from './server.js'

const Any = z.unknown()
const app = (limit?: number) =>
  testApp([{ method: 'POST', path: '/echo', limit, handle: async (call) => ({ json: { got: await call.body(Any) } }) }])
const sized = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2))

describe('the limit of a body', () => {
  test('is the route’s own, to the byte', async () => {
    const { post } = await app(100)
    expect((await post('/echo', sized(100))).status).toBe(200)
    expect(await problem(await post('/echo', sized(101)))).toEqual([413, 'BODY_TOO_LARGE'])
  })

  test('holds for what gzip opens to, and lets in what fits', async () => {
    const { request } = await app(100)
    const send = (body: Buffer, encoding: string) =>
      request('/echo', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: new Uint8Array(body),
      })
    for (const [encoding, zip] of [['gzip', gzipSync] as const, ['deflate', deflateSync] as const]) {
      expect((await send(zip(sized(100)), encoding)).status).toBe(200)
      expect(await problem(await send(zip(sized(101)), encoding))).toEqual([413, 'BODY_TOO_LARGE'])
    }
  })

  test('does not cost the connection: the next request on it is answered', async () => {
    const { post } = await app(100)
    expect((await post('/echo', sized(50_000))).status).toBe(413)
    expect((await post('/echo', '1')).status).toBe(200)
  })
})

describe('the type of a body', () => {
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '%s is taken',
    async (type) => {
      const { post } = await app()
      const response = await post('/echo', '{"말":"귀"}', { 'content-type': type })
      expect(await response.json()).toEqual({ got: { 말: '귀' } })
    },
  )

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['application/jsonp'],
    ['application/json; charset=euc-kr'],
    ['multipart/form-data; boundary=x'],
  ])('%s is answered 415', async (type) => {
    const { post } = await app()
    expect(await problem(await post('/echo', '{}', { 'content-type': type }))).toEqual([415, 'BODY_TYPE'])
  })

  test('none at all is answered 415', async () => {
    const { request } = await app()
    const response = await request('/echo', { method: 'POST', body: new Uint8Array([0x31]) })
    expect(await problem(response)).toEqual([415, 'BODY_TYPE'])
  })

  test('an unknown Content-Encoding is answered 415', async () => {
    const { post } = await app()
    expect(await problem(await post('/echo', '{}', { 'content-encoding': 'br' }))).toEqual([415, 'BODY_TYPE'])
  })
})

describe('the content of a body', () => {
  test.each([
    ['nothing', '', /empty/],
    ['half an object', '{"text":', /not JSON/],
    ['two values', '1 2', /not JSON/],
    ['UTF-8 that breaks off', new Uint8Array([0x22, 0xea, 0xb0, 0x22]), /not UTF-8/],
  ])('%s is answered 400, saying what is wrong', async (_, body, pattern) => {
    const { request } = await app()
    const response = await request('/echo', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect((await json(response.clone())).detail).toMatch(pattern)
    expect(await problem(response)).toEqual([400, 'BODY_INVALID'])
  })

  test('gzip that is none is answered 400', async () => {
    const { post } = await app()
    expect(await problem(await post('/echo', 'no gzip', { 'content-encoding': 'gzip' }))).toEqual([400, 'BODY_INVALID'])
  })

  test('a byte order mark is no part of it', async () => {
    const { post } = await app()
    expect(await (await post('/echo', '\uFEFF"말"')).json()).toEqual({ got: '말' })
  })

  test('what does not fit the schema is answered 400 with the path of it', async () => {
    const schema = z.object({ films: z.array(z.object({ year: z.number() })) })
    const { post } = await testApp([
      { method: 'POST', path: '/films', handle: async (call) => ({ json: await call.body(schema) }) },
    ])
    const response = await post('/films', { films: [{ year: 1999 }, { year: '1999' }] })
    expect((await json(response.clone())).detail).toContain('films.1.year')
    expect(await problem(response)).toEqual([400, 'REQUEST_INVALID'])
  })
})
