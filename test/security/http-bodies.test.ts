import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { problem, raw, testApp, testServer } from '../http/server.js'

const echo = (timeout?: number) =>
  testApp(
    [{ method: 'POST', path: '/echo', limit: 100_000, handle: async (call) => ({ json: await call.body(z.any()) }) }],
    [],
    {},
    timeout,
  )

describe('a body that is to exhaust the server', () => {
  test('a gzip bomb is not opened beyond the limit', async () => {
    const { request } = await echo()
    const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20))
    expect(bomb.length).toBeLessThan(100_000)
    const before = process.memoryUsage().arrayBuffers
    const response = await request('/echo', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(bomb),
    })
    expect(await problem(response)).toEqual([413, 'BODY_TOO_LARGE'])
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 2 ** 20)
  })

  test('a bomb in a bomb is not opened at all', async () => {
    const { request } = await echo()
    const response = await request('/echo', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip, gzip' },
      body: new Uint8Array(gzipSync(gzipSync('{}'))),
    })
    expect(await problem(response)).toEqual([415, 'BODY_TYPE'])
  })

  test('one without a length, in chunks without an end, is cut off at the limit', async () => {
    const { port } = await echo()
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write('POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n')
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`
    const pump = setInterval(() => socket.write(chunk), 1)
    let answer = ''
    socket.setEncoding('utf8').on('data', (part) => {
      answer += part
    })
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(pump)
    // Nothing but the refusal: the server did not go on reading until its last time limit (408).
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 413'])
  })

  test('one whose length promises more than it may have is refused before it comes', async () => {
    const { port } = await echo()
    const head = 'POST /echo HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 100001\n\n'
    expect(await raw(port, head)).toMatch(/^HTTP\/1\.1 413/)
  })

  test('one that drips in (slowloris) is given up', async () => {
    const { port } = await echo(200)
    const head = 'POST /echo HTTP/1.1\nHost: localhost\nContent-Type: application/json\nContent-Length: 10\n\n'
    const answer = await raw(port, `${head}{`)
    expect(answer).toMatch(/^HTTP\/1\.1 408/)
    expect(answer).toContain('BODY_SLOW')
  })

  test('arrays nested tens of thousands deep do not overflow the stack', async () => {
    const { post } = await echo()
    const response = await post('/echo', '['.repeat(49_000) + ']'.repeat(49_000))
    expect(await problem(response)).toEqual([400, 'BODY_INVALID'])
    expect((await post('/echo', '1')).status).toBe(200)
  })
})

describe('a body that is to change prototypes', () => {
  test.each([
    '{"text":"a","__proto__":{"admin":true}}',
    '{"text":"a","\\u005f_proto__":{"admin":true}}',
    '{"user":{"__proto__":{"admin":true}}}',
    '[{"a":[{"__proto__":null}]}]',
    '{"constructor":{"prototype":{"admin":true}}}',
  ])('%s is refused', async (body) => {
    const { post } = await echo()
    expect(await problem(await post('/echo', body))).toEqual([400, 'BODY_INVALID'])
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
  })

  test('words that only look like it are let in', async () => {
    const { post } = await echo()
    const body = { text: '__proto__', constructor: '건축가', prototype: { constructor: 1 } }
    expect(await (await post('/echo', body)).json()).toEqual(body)
  })
})

describe('a request of which two servers could make two (smuggling)', () => {
  test.each([
    ['two lengths', 'Content-Length: 2\nContent-Length: 5\n\n{}'],
    ['a length and chunks', 'Content-Length: 2\nTransfer-Encoding: chunked\n\n0\n\n'],
    ['chunks of a made-up kind', 'Transfer-Encoding: xchunked\n\n0\n\n'],
  ])('%s: refused', async (_, rest) => {
    const { port } = await testServer()
    const answer = await raw(port, `POST /v1/analyze HTTP/1.1\nHost: localhost\nContent-Type: application/json\n${rest}`)
    expect(answer).toMatch(/^HTTP\/1\.1 400/)
  })
})
