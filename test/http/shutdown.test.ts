import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { recognizer } from '../bot/double.js'
import { json, raw, testApp, testServer, testServices } from './server.js'

/** Something that has begun, and goes on when it is let. */
function held() {
  let begin = () => {}
  let letGo = () => {}
  const begun = new Promise<void>((resolve) => {
    begin = resolve
  })
  const gate = new Promise<void>((resolve) => {
    letGo = resolve
  })
  return { begun, begin, gate, letGo }
}

describe('a server that is stopped', () => {
  test('finishes the request under way, takes no other, and closes the store when all is done', async () => {
    const { begun, begin, gate, letGo } = held()
    const order: string[] = []
    const server = await testServer(
      {},
      {
        openServices: async (config, log) => {
          const services = await testServices({
            analyse: async (text) => {
              begin()
              await gate
              order.push('analysed')
              return recognizer.analyse(text)
            },
          })(config, log)
          const close = services.store.close.bind(services.store)
          services.store.close = () => {
            order.push('store closed')
            return close()
          }
          return services
        },
      },
    )
    const slow = server.post('/v1/analyze', { text: '용가리' })
    await begun
    const stopped = server.stop()
    await expect(fetch(`${server.url}/livez`)).rejects.toThrow()
    letGo()
    const response = await slow
    expect(response.headers.get('connection')).toBe('close')
    expect((await json(response)).text).toBe('용가리')
    await stopped
    expect(order).toEqual(['analysed', 'store closed'])
    await server.stop()
    expect(order).toHaveLength(2)
  })

  test('takes no further request on a connection that is open', async () => {
    const { begun, begin, gate, letGo } = held()
    const routes = [
      {
        method: 'GET' as const,
        path: '/slow',
        async handle() {
          begin()
          await gate
          return { json: 'done' }
        },
      },
    ]
    const { app, port } = await testApp(routes)
    const answers = raw(port, 'GET /slow HTTP/1.1\nHost: localhost\n\nGET /slow HTTP/1.1\nHost: localhost\n\n')
    await begun
    const closed = app.close(1_000)
    letGo()
    await closed
    expect(await answers).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"done"/)
    expect((await answers).match(/HTTP\/1\.1 200/g)).toHaveLength(1)
  })

  test('cuts off a request that does not end', async () => {
    const { begun, begin } = held()
    const { app, request } = await testApp([
      {
        method: 'GET',
        path: '/never',
        handle() {
          begin()
          return new Promise(() => {})
        },
      },
    ])
    const lost = expect(request('/never')).rejects.toThrow()
    await begun
    await app.close(50)
    await lost
  })

  test('closes WebSockets with 1001, and cuts off one whose client does not answer', async () => {
    const sockets = new WebSocketServer({ noServer: true })
    const upgrade = {
      path: /^\/stream$/,
      handle: (...[request, socket, head]: Parameters<WebSocketServer['handleUpgrade']>) =>
        sockets.handleUpgrade(request, socket, head, () => {}),
      stop: () => {
        for (const one of sockets.clients) one.close(1001)
      },
    }
    const { app, port } = await testApp([], [upgrade as never])
    const client = new WebSocket(`ws://127.0.0.1:${port}/stream`)
    await once(client, 'open')
    const silent = raw(
      port,
      'GET /stream HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n\n',
    )
    while (sockets.clients.size < 2) await new Promise((resolve) => setImmediate(resolve))
    const closing = once(client, 'close')
    await app.close(100)
    expect((await closing)[0]).toBe(1001)
    expect(await silent).toMatch(/^HTTP\/1\.1 101/)
  })
})
