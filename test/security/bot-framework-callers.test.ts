import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createLogger } from '#src/server/logger.js'
import { messagesRoutes } from '#src/server/routes/messages.js'
import { openChannel, reply } from '../bot-framework/channel.js'
import { problem, testApp, testConfig, testServer, testServices } from '../http/server.js'

const APP = '11111111-2222-3333-4444-555555555555'
const ISSUER = 'https://api.botframework.com'
const KEY = 'key-of-the-channel'
const credentials = {
  MicrosoftAppId: APP,
  MicrosoftAppPassword: 'a password',
  MicrosoftAppType: 'MultiTenant',
  MicrosoftAppTenantId: undefined,
} as const

type Keys = Awaited<ReturnType<typeof generateKeyPair>>
let keys: Keys
let others: Keys
beforeAll(async () => {
  keys = await generateKeyPair('RS256', { extractable: true })
  others = await generateKeyPair('RS256', { extractable: true })
})

/** An OpenID metadata document with the channel's public key, and /api/messages of an app that gets its keys from there. */
async function openApp({ answering = true } = {}) {
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: KEY, use: 'sig', endorsements: ['emulator', 'msteams'] }
  const server = createServer((request, response) => {
    if (!answering) return reply(response, 500)
    const metadata = { issuer: ISSUER, jwks_uri: `${url}/keys`, id_token_signing_alg_values_supported: ['RS256'] }
    reply(response, 200, JSON.stringify(request.url === '/keys' ? { keys: [jwk] } : metadata))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(() => void server.close())

  const config = testConfig({ credentials })
  const services = await testServices()(config, createLogger({ logLevel: 'silent' }))
  onTestFinished(() => services.store.close())
  const routes = messagesRoutes(services, {
    ToChannelFromBotLoginUrl: 'https://login.microsoftonline.com/botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    ToBotFromChannelTokenIssuer: ISSUER,
    OAuthUrl: 'https://api.botframework.com',
    ToBotFromChannelOpenIdMetadataUrl: `${url}/metadata`,
    ToBotFromEmulatorOpenIdMetadataUrl: `${url}/metadata`,
  })
  return { ...(await testApp(routes, [], { credentials })), store: services.store }
}

interface Forgery {
  claims?: Record<string, unknown>
  key?: Parameters<SignJWT['sign']>[0]
  header?: { alg: string; kid?: string }
  expires?: string
}

/** A token as the Bot Framework signs it for a call of this serviceUrl, but for what is given. */
function tokenFor(
  serviceUrl: string,
  { claims = {}, key = keys.privateKey, header = { alg: 'RS256', kid: KEY }, expires = '10m' }: Forgery = {},
) {
  return new SignJWT({ serviceurl: serviceUrl, ...claims })
    .setProtectedHeader(header)
    .setIssuer((claims.iss as string | undefined) ?? ISSUER)
    .setAudience((claims.aud as string | undefined) ?? APP)
    .setIssuedAt(Math.floor(Date.now() / 1_000) - 7_200)
    .setNotBefore('-2h')
    .setExpirationTime(expires)
    .sign(key)
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

describe('without credentials', () => {
  test.each(['x-forwarded-for', 'forwarded', 'x-real-ip'])(
    'a caller behind a proxy or tunnel (%s) is refused',
    async (header) => {
      const server = await testServer()
      const channel = await openChannel()
      const response = await server.post('/api/messages', channel.message('안녕'), { [header]: '203.0.113.7' })
      expect(await problem(response)).toEqual([403, 'BOT_LOCAL_ONLY'])
      expect(channel.sent).toEqual([])
    },
  )

  test('a page of another site that posts to this machine is refused', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const response = await server.post('/api/messages', channel.message('안녕'), { origin: 'https://evil.example' })
    expect(response.status).toBe(403)
    expect(channel.sent).toEqual([])
  })
})

describe('with credentials', () => {
  const asking = { deliveryMode: 'expectReplies' }

  test('a caller with a valid token is served, from wherever it calls', async () => {
    const app = await openApp()
    const channel = await openChannel()
    const headers = { ...bearer(await tokenFor(channel.serviceUrl)), 'x-forwarded-for': '203.0.113.7' }
    const response = await app.post('/api/messages', channel.message('용가리 별로였어', asking), headers)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('〈용가리〉')
  })

  const forgeries: [string, (serviceUrl: string) => Promise<Record<string, string>>][] = [
    ['no token', async () => ({})],
    ['an empty header', async () => ({ authorization: '' })],
    ['something that is no token', async () => bearer('something')],
    ['a token under another scheme', async (url) => ({ authorization: `Basic ${await tokenFor(url)}` })],
    ['a token that has expired', async (url) => bearer(await tokenFor(url, { expires: '-1h' }))],
    ['a token for another app', async (url) => bearer(await tokenFor(url, { claims: { aud: 'another-app' } }))],
    ['a token of another issuer', async (url) => bearer(await tokenFor(url, { claims: { iss: 'https://evil.example' } }))],
    [
      'a token signed with another key under the known id',
      async (url) => bearer(await tokenFor(url, { key: others.privateKey })),
    ],
    ['a token with an unknown key id', async (url) => bearer(await tokenFor(url, { header: { alg: 'RS256', kid: 'another' } }))],
    ['a token for another serviceUrl', async () => bearer(await tokenFor('https://smba.trafficmanager.net/kr/'))],
    [
      'a token that says it needs no signature (alg none)',
      async (url) =>
        bearer(new UnsecuredJWT({ serviceurl: url }).setIssuer(ISSUER).setAudience(APP).setExpirationTime('10m').encode()),
    ],
    [
      'a token signed with the public key as a shared secret (algorithm confusion)',
      async (url) => {
        const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys.publicKey)))
        return bearer(await tokenFor(url, { key: secret, header: { alg: 'HS256', kid: KEY } }))
      },
    ],
    [
      'a token whose claims were changed after it was signed',
      async (url) => {
        const [head, , signature] = (await tokenFor(url, { claims: { aud: 'another-app' } })).split('.')
        return bearer([head, (await tokenFor(url)).split('.')[1], signature].join('.'))
      },
    ],
  ]

  test.each(forgeries)('a caller with %s is refused, and nothing is kept or sent', async (_, headersFor) => {
    const app = await openApp()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어')
    const response = await app.post('/api/messages', message, await headersFor(channel.serviceUrl))
    expect(await problem(response)).toEqual([401, 'BOT_UNAUTHORIZED'])
    const id = (message.conversation as { id: string }).id
    expect(await app.store.exists({ channel: 'emulator', id })).toBe(false)
    expect(channel.sent).toEqual([])
  })

  test('a token of one channel does not speak for a channel that its key is not endorsed for', async () => {
    const app = await openApp()
    const channel = await openChannel({ channelId: 'skype' })
    const response = await app.post('/api/messages', channel.message('안녕', asking), bearer(await tokenFor(channel.serviceUrl)))
    expect(await problem(response)).toEqual([401, 'BOT_UNAUTHORIZED'])
  })

  test('a caller on this machine is asked for a token like any other', async () => {
    const app = await openApp()
    const channel = await openChannel()
    expect((await app.post('/api/messages', channel.message('안녕', asking))).status).toBe(401)
  })

  test('a valid token for a serviceUrl without encryption is refused: the reply would carry our own', async () => {
    const app = await openApp()
    const channel = await openChannel()
    const plain = 'http://smba.trafficmanager.net/kr/'
    const response = await app.post(
      '/api/messages',
      channel.message('안녕', { serviceUrl: plain }),
      bearer(await tokenFor(plain)),
    )
    expect(await problem(response)).toEqual([403, 'BOT_SERVICE_URL'])
  })

  test('where the keys cannot be had nobody is served, and it is said why', async () => {
    const app = await openApp({ answering: false })
    const channel = await openChannel()
    const response = await app.post('/api/messages', channel.message('안녕', asking), bearer(await tokenFor(channel.serviceUrl)))
    expect(await problem(response)).toEqual([503, 'BOT_KEYS'])
  })
})
