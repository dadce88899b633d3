import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Upgrade } from '#src/server/route.js'
import { problem, raw, testApp, testServer } from '../http/server.js'

const SHOP = 'https://shop.example'
const get = (host: string, path = '/livez') => `GET ${path} HTTP/1.1\nHost: ${host}\nConnection: close\n\n`

describe('DNS rebinding: a page whose name resolves to 127.0.0.1', () => {
  test.each([
    'evil.example',
    'evil.example:3978',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    '[2001:db8::1]',
  ])('Host %s is refused on a loopback listener', async (host) => {
    const { port } = await testServer()
    const answer = await raw(port, get(host))
    expect(answer).toMatch(/^HTTP\/1\.1 403/)
    expect(answer).toContain('HOST_REFUSED')
  })

  test.each(['localhost', 'localhost:3978', '127.0.0.1', '127.0.0.1:3978', '[::1]:3978', 'LOCALHOST'])(
    'Host %s is this machine',
    async (host) => {
      const { port } = await testServer()
      expect(await raw(port, get(host))).toMatch(/^HTTP\/1\.1 200/)
    },
  )

  test('a proxy on this machine may pass on the name of an allowed page, and no other', async () => {
    const { port } = await testServer({ allowedOrigins: [SHOP] })
    expect(await raw(port, get('shop.example'))).toMatch(/^HTTP\/1\.1 200/)
    expect(await raw(port, get('shop.example.evil.example'))).toMatch(/^HTTP\/1\.1 403/)
  })
})

describe('a request target or Host that cannot be read does not end the process', () => {
  test.each([
    ['a Host with a path in it', get('localhost/..//evil')],
    ['a Host with a user in it', get('localhost@evil.example')],
    ['a Host that is no address', get('[')],
    ['a port that is none', get('localhost:99999')],
    ['an absolute target', get('localhost', 'http://[')],
    ['an asterisk', get('localhost', '*')],
    ['HTTP/1.0 without a Host', 'GET /livez HTTP/1.0\n\n'],
  ])('%s', async (_, text) => {
    const { port, request } = await testServer()
    expect(await raw(port, text)).toMatch(/^HTTP\/1\.1 400/)
    expect((await request('/livez')).status).toBe(200)
  })
})

describe('a page of another origin', () => {
  const FOREIGN = ['http://evil.example', 'null', 'https://shop.example.evil.example', 'file://', 'http://localhost:1', 'garbage']

  test.each(FOREIGN)('%s cannot write (cross-site request forgery), not even with a form’s type', async (origin) => {
    const { post, logged } = await testServer({ allowedOrigins: [SHOP] })
    for (const type of ['application/json', 'text/plain']) {
      const response = await post('/v1/analyze', { text: '용가리' }, { origin, 'content-type': type })
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(await problem(response)).toEqual([403, 'ORIGIN_REFUSED'])
    }
    expect(logged()).not.toContain(origin)
  })

  test.each(FOREIGN)('%s is not told that it may', async (origin) => {
    const { request } = await testServer({ allowedOrigins: [SHOP] })
    const headers = { origin, 'access-control-request-method': 'POST' }
    const response = await request('/v1/analyze', { method: 'OPTIONS', headers })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('cannot open a WebSocket (cross-site WebSocket hijacking); ours and allowed ones can', async () => {
    const opened: string[] = []
    const upgrade: Upgrade = {
      path: /^\/stream$/,
      handle(request, socket) {
        opened.push(String(request.headers.origin))
        socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: close\r\n\r\n')
      },
    }
    const { port } = await testApp([], [upgrade], { allowedOrigins: [SHOP] })
    const open = (origin: string, host = `127.0.0.1:${port}`, path = '/stream') =>
      raw(port, `GET ${path} HTTP/1.1\nHost: ${host}\nConnection: Upgrade\nUpgrade: websocket\nOrigin: ${origin}\n\n`)
    for (const origin of FOREIGN) expect(await open(origin)).toMatch(/^HTTP\/1\.1 403[\s\S]*ORIGIN_REFUSED/)
    expect(await open(SHOP, 'evil.example')).toMatch(/^HTTP\/1\.1 403[\s\S]*HOST_REFUSED/)
    expect(await open(SHOP, undefined, '/elsewhere')).toMatch(/^HTTP\/1\.1 404/)
    expect(opened).toEqual([])
    const own = `http://127.0.0.1:${port}`
    await Promise.all([open(own), open(SHOP)])
    expect(opened.sort()).toEqual([own, SHOP])
  })

  test('that opens a WebSocket and resets the connection does not end the process', async () => {
    let closed = (_error: Error | undefined) => {}
    const gone = new Promise<Error | undefined>((resolve) => {
      closed = resolve
    })
    const upgrade: Upgrade = {
      path: /^\/stream$/,
      handle(_request, socket) {
        socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
        socket.once('close', () => closed(socket.errored ?? undefined))
      },
    }
    const { port, request } = await testApp([], [upgrade])
    const socket = connect(port, '127.0.0.1')
    socket.write('GET /stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.once('data', () => socket.resetAndDestroy())
    expect(await gone).toMatchObject({ code: 'ECONNRESET' })
    expect((await request('/nowhere')).status).toBe(404)
  })

  test('cannot include our answers as its scripts or images', async () => {
    const { request } = await testServer()
    const { headers } = await request('/v1/items?q=a')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
