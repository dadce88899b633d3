import { describe, expect, test } from 'vitest'
import { checkServiceUrl } from '#src/channels/bot-framework/service-url.js'
import { openChannel, reply } from '../bot-framework/channel.js'
import { problem, testServer } from '../http/server.js'

const refused = { code: 'BOT_SERVICE_URL', status: 403 }
const caught = (address: string, reach: 'local' | 'authenticated' = 'local') => {
  try {
    checkServiceUrl(address, reach)
    return null
  } catch (error) {
    return error
  }
}

describe('without credentials a serviceUrl', () => {
  test.each([
    ['a name that only begins like loopback', 'http://127.0.0.1.evil.example/'],
    ['a name that only begins like localhost', 'http://localhost.evil.example/'],
    ['a name under localhost', 'http://evil.localhost/'],
    ['another host after a user name that looks like loopback', 'http://127.0.0.1@evil.example/'],
    ['another host after a user name and a password', 'http://localhost:80@evil.example/'],
    ['loopback with a user name', 'http://evil@127.0.0.1/'],
    ['another host after a backslash', 'http://evil.example\\@127.0.0.1/'],
    ['the cloud’s metadata service', 'http://169.254.169.254/latest/meta-data'],
    ['the metadata service as a decimal number', 'http://2852039166/'],
    ['a neighbour in the network', 'http://192.168.0.1/'],
    ['every address of this machine', 'http://0.0.0.0:80/'],
    ['a mapped neighbour', 'http://[::ffff:192.168.0.1]/'],
    ['an IPv6 address elsewhere', 'http://[2001:db8::1]/'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['another protocol', 'gopher://127.0.0.1/'],
    ['no address', '127.0.0.1:3978'],
    ['nothing', ''],
  ])('that is %s is refused', (_, address) => {
    expect(caught(address)).toMatchObject(refused)
  })

  test.each([
    'http://localhost:56150/_connector',
    'http://127.0.0.1:9002',
    'https://127.8.9.10/',
    'http://[::1]:3000',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'HTTP://LOCALHOST/',
  ])('%s is on this machine, as the client that sends reads it too', (address) => {
    expect(caught(address)).toBeNull()
    expect(new URL(address).hostname).toMatch(/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/)
  })
})

describe('with credentials a serviceUrl', () => {
  test('elsewhere has to be https: the replies carry a token', () => {
    expect(caught('https://smba.trafficmanager.net/kr/', 'authenticated')).toBeNull()
    expect(caught('http://smba.trafficmanager.net/kr/', 'authenticated')).toMatchObject(refused)
    expect(caught('https://user:password@smba.trafficmanager.net/', 'authenticated')).toMatchObject(refused)
  })
})

describe('an activity', () => {
  test('with a serviceUrl elsewhere has no effect', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어')
    const sentElsewhere = await server.post('/api/messages', { ...message, serviceUrl: 'http://127.0.0.1.evil.example' })
    expect(await problem(sentElsewhere)).toEqual([403, 'BOT_SERVICE_URL'])
    const expecting = { ...message, serviceUrl: 'http://evil.example', deliveryMode: 'expectReplies' }
    expect(await problem(await server.post('/api/messages', expecting))).toEqual([403, 'BOT_SERVICE_URL'])
    // The bot heard neither: to it a choice is still to be asked for.
    await server.post('/api/messages', channel.message('왜?'))
    expect(channel.sent[0].activity.text).not.toContain('『')
  })

  test('whose local serviceUrl redirects elsewhere: the reply does not follow', async () => {
    const server = await testServer()
    const [channel, elsewhere] = [await openChannel(), await openChannel()]
    for (const status of [301, 302, 303, 307, 308]) {
      channel.next((response) => reply(response, status, '', { location: `${elsewhere.serviceUrl}/v3/stolen` }))
      const response = await server.post('/api/messages', channel.message('용가리 별로였어'))
      expect(await problem(response)).toEqual([502, 'BOT_UNDELIVERED'])
    }
    expect(elsewhere.sent).toEqual([])
  })

  test('cannot reach into conversations of our own Direct Line endpoint by naming its channel', async () => {
    const server = await testServer()
    const started = (await (await server.post('/v3/directline/conversations', {})).json()) as Record<string, string>
    const { conversationId, token } = started
    const channel = await openChannel({ channelId: 'directline', conversation: conversationId })
    expect((await server.post('/api/messages', channel.message('용가리 별로였어'))).status).toBe(200)
    const path = `/v3/directline/conversations/${conversationId}/activities`
    const seen = await (await server.request(path, { headers: { authorization: `Bearer ${token}` } })).text()
    expect(seen).not.toContain('용가리 별로였어')
  })
})
