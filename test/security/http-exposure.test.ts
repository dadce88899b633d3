import { describe, expect, test } from 'vitest'
import { startServer } from '#src/server/start-server.js'
import { problem, testApp, testConfig, testServer, testServices } from '../http/server.js'

const credentials = {
  MicrosoftAppId: '00000000-0000-0000-0000-000000000001',
  MicrosoftAppPassword: 'of a test',
  MicrosoftAppType: 'MultiTenant' as const,
  MicrosoftAppTenantId: undefined,
}

describe('a listener that other machines can reach', () => {
  test.each(['0.0.0.0', '::', '192.168.0.2', 'malgwi.example', '127.0.0.1.example', ''])(
    'on %j does not start without credentials',
    async (host) => {
      const start = startServer(testConfig({ host, logLevel: 'silent' }), { openServices: testServices() })
      await expect(start).rejects.toMatchObject({ code: 'SERVER_EXPOSED', message: expect.stringContaining('MicrosoftAppId') })
    },
  )

  test.each(['127.0.0.1', 'localhost'])('%s is none of them', async (host) => {
    const { request } = await testServer({ host })
    expect((await request('/livez')).status).toBe(200)
  })

  test('starts with credentials; one address that floods it is slowed down, its health is still told', async () => {
    const { request } = await testServer({ host: '0.0.0.0', credentials })
    const answers = await Promise.all(Array.from({ length: 90 }, () => request('/v1/items?q=a')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(60)
    expect(refused.length).toBeGreaterThan(0)
    expect(Number(refused[0].headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await problem(refused[0])).toEqual([429, 'TOO_MANY'])
    expect((await request('/readyz')).status).toBe(200)
  })

  test('who floods a loopback listener is on this machine, and is let', async () => {
    const { request } = await testServer()
    const answers = await Promise.all(Array.from({ length: 90 }, () => request('/v1/items?q=a')))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
  })
})

describe('a request that a proxy on this machine passes on', () => {
  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])('with %s does not pass for one from this machine', async (name) => {
    const { request } = await testApp([{ method: 'GET', path: '/here', handle: async ({ loopback }) => ({ json: loopback }) }])
    expect(await (await request('/here')).json()).toBe(true)
    expect(await (await request('/here', { headers: { [name]: '127.0.0.1' } })).json()).toBe(false)
  })
})
