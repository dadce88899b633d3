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
