import { describe, expect, test } from 'vitest'
import { MalgwiError } from '#src/errors.js'
import { startServer } from '#src/server/start-server.js'
import { problem, testConfig, testServer, testServices } from './server.js'

describe('while the bundle opens', () => {
  test('the server lives, is not ready, and sends everybody away for a moment', async () => {
    let listening = (_url: string) => {}
    let open = () => {}
    const url = new Promise<string>((resolve) => {
      listening = resolve
    })
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    const ready = testServer(
      {},
      {
        onListening: listening,
        openServices: async (config, log) => {
          await gate
          return testServices()(config, log)
        },
      },
    )
    const early = await url
    expect(await (await fetch(`${early}/livez`)).json()).toEqual({ status: 'alive' })
    for (const path of ['/readyz', '/', '/v1/items?q=a', '/nowhere']) {
      const response = await fetch(`${early}${path}`)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await problem(response)).toEqual([503, 'NOT_READY'])
    }
    open()
    const server = await ready
    expect(server.url).toBe(early)
    expect(await (await server.request('/readyz')).json()).toEqual({ status: 'ready' })
    expect((await server.request('/v1/items?q=a')).status).toBe(200)
  })

  test('one that cannot be opened ends the start with its error, and nothing listens any more', async () => {
    let url = ''
    const start = startServer(testConfig({ logLevel: 'silent' }), {
      onListening: (at) => {
        url = at
      },
      openServices: () => Promise.reject(new MalgwiError('BUNDLE_MISSING', 'nowhere')),
    })
    await expect(start).rejects.toMatchObject({ code: 'BUNDLE_MISSING' })
    await expect(fetch(`${url}/livez`)).rejects.toThrow()
  })
})

describe('readiness', () => {
  test('is lost while the state store does not answer, and the process still lives', async () => {
    const lost = new Error('disk gone')
    let reachable = true
    const server = await testServer(
      {},
      {
        openServices: async (config, log) => {
          const services = await testServices()(config, log)
          const ping = services.store.ping.bind(services.store)
          services.store.ping = () => (reachable ? ping() : Promise.reject(lost))
          return services
        },
      },
    )
    expect((await server.request('/readyz')).status).toBe(200)
    reachable = false
    expect(await problem(await server.request('/readyz'))).toEqual([503, 'NOT_READY'])
    expect((await server.request('/livez')).status).toBe(200)
  })
})

describe('a port that is taken', () => {
  test('is said in one line with what to do', async () => {
    const { port } = await testServer()
    const start = startServer(testConfig({ port, logLevel: 'silent' }), { openServices: testServices() })
    await expect(start).rejects.toMatchObject({ code: 'SERVER_LISTEN', message: expect.stringMatching(/port is taken.*PORT/) })
  })
})
