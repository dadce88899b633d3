import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { problem, raw, testApp, testServer, testServices } from './server.js'

describe('an address that is none', () => {
  test.each(['/nowhere', '/v1', '/v1/analyze/', '/%E0%A4%A', '//'])('%s is answered 404', async (path) => {
    const { request } = await testServer()
    expect(await problem(await request(path))).toEqual([404, 'NOT_FOUND'])
  })

  test('with another method is answered 405 with the methods that it takes', async () => {
    const { request } = await testServer()
    const response = await request('/v1/analyze', { method: 'DELETE' })
    expect(response.headers.get('allow')).toBe('POST')
    expect(await problem(response)).toEqual([405, 'METHOD_NOT_ALLOWED'])
    expect((await request('/livez', { method: 'POST' })).headers.get('allow')).toBe('GET, HEAD')
  })

  test('that is too long is answered 414', async () => {
    const { request } = await testServer()
    expect(await problem(await request(`/v1/items?q=${'a'.repeat(5_000)}`))).toEqual([414, 'URL_TOO_LONG'])
  })

  test('with a header that is too large is answered 431', async () => {
    const { port } = await testServer()
    const answer = await raw(port, `GET /livez HTTP/1.1\nHost: localhost\nX-Large: ${'a'.repeat(20_000)}\n\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
  })
})

describe('a GET', () => {
  test('is answered to HEAD without its body', async () => {
    const { request } = await testServer()
    const [head, get] = await Promise.all([request('/livez', { method: 'HEAD' }), request('/livez')])
    expect(head.status).toBe(200)
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'))
    expect(await head.text()).toBe('')
  })
})

describe('an error that nobody foresaw', () => {
  test('is answered 500 without what is inside, and logged under the id of the request', async () => {
    const analyse = () => Promise.reject(new TypeError('속마음 is not a function'))
    const server = await testServer({}, { openServices: testServices({ analyse }) })
    const response = await server.post('/v1/analyze', { text: '그래픽 최악' }, { 'x-request-id': 'trace-1' })
    expect(response.headers.get('x-request-id')).toBe('trace-1')
    expect(await response.clone().text()).not.toMatch(/속마음|TypeError|\.js/)
    expect(await problem(response)).toEqual([500, 'UNEXPECTED'])
    const failed = server
      .logged()
      .split('\n')
      .find((line) => line.includes('"failed"'))!
    expect(JSON.parse(failed)).toMatchObject({ requestId: 'trace-1', error: { name: 'TypeError' } })
    expect(failed).toMatch(/problems\.test/)
  })

  test('after half the response closes the connection instead of passing it off as whole', async () => {
    const { request } = await testApp([
      {
        method: 'GET',
        path: '/half',
        async handle({ response }) {
          response.writeHead(200)
          response.write('half')
          throw new Error('lost')
        },
      },
    ])
    await expect(request('/half').then((response) => response.text())).rejects.toThrow()
  })
})

describe('the id of a request', () => {
  test('is made where none is given, and where the given one could break a log line', async () => {
    const { request } = await testServer()
    const made = /^[\da-f]{8}-/
    expect((await request('/livez')).headers.get('x-request-id')).toMatch(made)
    expect((await request('/livez', { headers: { 'x-request-id': 'a"b c' } })).headers.get('x-request-id')).toMatch(made)
    expect((await request('/livez', { headers: { 'x-request-id': 'a'.repeat(65) } })).headers.get('x-request-id')).toMatch(made)
  })
})

describe('what Node cannot read as a request', () => {
  test.each([
    ['an address that is not percent-encoded', 'GET /v1/words/a?k=비밀 HTTP/1.1\nHost: localhost\n\n', 400, 'REQUEST_UNREADABLE'],
    ['a method that HTTP has not', 'FETCH / HTTP/1.1\nHost: localhost\n\n', 400, 'REQUEST_UNREADABLE'],
    ['headers that are too large', `GET / HTTP/1.1\nX: ${'비'.repeat(9_000)}\n\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('%s is answered with a problem, logged without its bytes, and the connection closed', async (_, request, status, code) => {
    const server = await testServer()
    const answer = await raw(server.port, request)
    const [head, body] = answer.split('\r\n\r\n')
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(head).toMatch(/content-type: application\/problem\+json/)
    expect(head).toMatch(/connection: close/)
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, code })
    expect(server.logged()).not.toMatch(/비|FETCH/)
    expect((await server.request('/livez')).status).toBe(200)
  })

  test('after the head of an answer is gone closes the connection, and writes nothing into that answer', async () => {
    const { port } = await testApp([
      {
        method: 'POST',
        path: '/begun',
        async handle({ response }) {
          response.writeHead(200, { 'content-length': '4' })
          response.write('ab')
          return 'handled'
        },
      },
    ])
    const answer = await new Promise<string>((resolve) => {
      let read = ''
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('POST /begun HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n'),
      )
      socket.once('data', () => socket.write('no length of a chunk\r\n'))
      socket.on('data', (part) => {
        read += part
      })
      socket.on('error', () => {}).on('close', () => resolve(read))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).not.toContain('problem+json')
  })
})

describe('a query', () => {
  test.each(['%zz', '%E0%A4', '100%'])('of %s is answered 400: it is not percent-encoded UTF-8', async (q) => {
    const { request } = await testServer()
    expect(await problem(await request(`/v1/items?q=${q}`))).toEqual([400, 'URL_INVALID'])
  })
})

describe('a request that is not as described is told what to give', () => {
  test.each([
    ['/v1/analyze', {}, 'text: is missing: give a text'],
    ['/v1/analyze', { text: null }, 'text: give a text'],
    ['/v1/analyze', [], 'give an object'],
    ['/v1/analyze', { text: '용가리', lang: 'ko' }, 'there is no key "lang"'],
    ['/v1/recommend', { limit: 99 }, 'limit: give 20 or fewer'],
    ['/v1/vectors/query', { add: [null] }, 'add.0: give a text or an object'],
    ['/v1/vectors/query', { add: [{ foo: 1 }] }, 'add.0: give a text or an object with word or label or item or texts'],
    ['/v1/vectors/query', { add: [{ word: 1 }] }, 'add.0.word: give a text'],
    ['/v1/vectors/query', { add: ['용'], among: 'films' }, 'among: give one of words, contexts, items'],
    ['/v1/vectors/query', { add: 'a' }, 'add: give a list'],
  ])('%s %j', async (path, body, wording) => {
    const { post } = await testServer()
    const { code, detail } = (await (await post(path, body)).json()) as { code: string; detail: string }
    expect(code).toBe('REQUEST_INVALID')
    expect(detail).toContain(`: ${wording}.`)
  })

  test('and one of another Content-Type which it was, unless it cannot be shown', async () => {
    const { post } = await testServer()
    const detail = async (type: string) =>
      ((await (await post('/v1/analyze', 'text=a', { 'content-type': type })).json()) as { detail: string }).detail
    expect(await detail('application/x-www-form-urlencoded')).toContain('its Content-Type is application/x-www-form-urlencoded')
    expect(await detail(`text/${'x'.repeat(200)}`)).toContain('its Content-Type is another')
  })
})
