import { describe, expect, test } from 'vitest'
import { problem, testServer } from '../http/server.js'
import { openChannel, reply, type Sent } from './channel.js'

const textOf = ({ activity }: Sent): string =>
  [activity.text, ...(activity.suggestedActions?.actions ?? []).map(({ title }) => `[${title}]`)].join(' ')

describe.each([
  ['the Emulator', { channelId: 'emulator', path: '' }],
  ['the Agents Playground', { channelId: 'msteams', path: '/_connector' }],
])('a conversation from %s', (_, options) => {
  test('is welcomed, and each message of ten turns is answered at serviceUrl', async () => {
    const server = await testServer()
    const channel = await openChannel(options)
    expect((await server.post('/api/messages', channel.joins('bot'))).status).toBe(200)
    expect(channel.sent).toEqual([])
    expect((await server.post('/api/messages', channel.joins('user'))).status).toBe(200)
    expect(channel.sent).toHaveLength(1)
    expect(textOf(channel.sent[0])).toContain('말귀')

    const turns: [string, RegExp][] = [
      ['안녕하세요', /영화/],
      ['용가리 재미 없었어', /〈용가리〉.*\[그래픽\]/s],
      ['그래픽이요', /〈푸른 등대〉.*\d+명 중 \d+명.*\[왜\?\]/s],
      ['왜?', /『재미 없었어』/],
      ['다른 영화', /〈별의 정원〉/],
      ['시나리오는?', /시나리오/],
      ['처음으로', /영화/],
      ['인셉션 진짜 재밌었어', /〈인셉션〉/],
      ['연출', /연출/],
      ['고마워', /요\./],
    ]
    for (const [text, expected] of turns) {
      const before = channel.sent.length
      const message = channel.message(text)
      const response = await server.post('/api/messages', message)
      expect([response.status, await response.text()]).toEqual([200, ''])
      const replies = channel.sent.slice(before)
      expect(replies, text).toHaveLength(1)
      const [{ path, activity }] = replies
      const conversation = (message.conversation as { id: string }).id
      expect(path).toBe(`${options.path}/v3/conversations/${encodeURIComponent(conversation)}/activities/${message.id}`)
      expect(textOf(replies[0])).toMatch(expected)
      expect(activity).toMatchObject({
        type: 'message',
        textFormat: 'plain',
        replyToId: message.id,
        channelId: options.channelId,
        conversation: { id: conversation },
        from: { id: 'bot-1' },
        recipient: { id: 'user-1' },
      })
      expect(activity).not.toHaveProperty('id')
    }
  })
})

interface Replies {
  activities: Sent['activity'][]
}

describe('deliveryMode expectReplies', () => {
  test('has the replies in the body, and nothing is sent', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어', { deliveryMode: 'expectReplies' })
    const response = await server.post('/api/messages', message)
    expect(response.status).toBe(200)
    const { activities } = (await response.json()) as Replies
    expect(activities).toHaveLength(1)
    expect(activities[0]).toMatchObject({ type: 'message', replyToId: message.id, recipient: { id: 'user-1' } })
    expect(activities[0].text).toContain('〈용가리〉')
    expect(channel.sent).toEqual([])
  })

  test('needs no serviceUrl, and gives the same replies to the same activity', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어', { deliveryMode: 'expectReplies', serviceUrl: undefined })
    const [first, second] = [
      await (await server.post('/api/messages', message)).json(),
      await (await server.post('/api/messages', message)).json(),
    ]
    expect(second).toEqual(first)
    const next = await server.post('/api/messages', channel.message('1', { deliveryMode: 'expectReplies' }))
    expect(((await next.json()) as Replies).activities[0].text).toMatch(/\d+명 중 \d+명/)
  })
})

describe('an activity that is delivered again', () => {
  test('has one effect, and its replies are not sent twice', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const first = channel.message('용가리 별로였어')
    const second = channel.message('1')
    for (const message of [first, first, second, first, second])
      expect((await server.post('/api/messages', message)).status).toBe(200)
    expect(channel.sent).toHaveLength(2)
    expect(channel.sent.map(({ activity }) => activity.replyToId)).toEqual([first.id, second.id])
  })

  test('while the first delivery is being answered waits for it', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어')
    const responses = await Promise.all(Array.from({ length: 5 }, () => server.post('/api/messages', message)))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(channel.sent).toHaveLength(1)
  })

  test('because serviceUrl failed gets the replies that were kept, and the conversation goes on from there', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어')
    channel.next((response) => reply(response, 500, 'secret of the channel'))
    const failed = await server.post('/api/messages', message)
    expect(await problem(failed.clone())).toEqual([502, 'BOT_UNDELIVERED'])
    const text = await failed.text()
    expect(text).toContain('it answered 500')
    expect(text).not.toContain('secret of the channel')
    expect(channel.sent).toEqual([])

    expect((await server.post('/api/messages', message)).status).toBe(200)
    expect(channel.sent).toHaveLength(1)
    expect(textOf(channel.sent[0])).toContain('〈용가리〉')
    await server.post('/api/messages', channel.message('1'))
    expect(textOf(channel.sent[1])).toMatch(/\d+명 중 \d+명/)
    expect(server.logged()).not.toMatch(/용가리|secret of the channel/)
  })
})

describe('a serviceUrl', () => {
  test('that is busy for a moment is tried again', async () => {
    const server = await testServer()
    const channel = await openChannel()
    channel.next((response) => reply(response, 429))
    expect((await server.post('/api/messages', channel.message('안녕'))).status).toBe(200)
    expect(channel.sent).toHaveLength(1)
  })

  test('where nobody listens costs one 502, without the words that were said', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const message = channel.message('용가리 별로였어', { serviceUrl: 'http://127.0.0.1:1' })
    const response = await server.post('/api/messages', message)
    expect(response.status).toBe(502)
    expect(await response.text()).not.toContain('용가리')
    expect(server.logged()).not.toContain('용가리')
  })
})

describe('what is no conversation', () => {
  test.each(['typing', 'event', 'messageReaction', 'installationUpdate', 'endOfConversation'])(
    '%s is taken and not answered',
    async (type) => {
      const server = await testServer()
      const channel = await openChannel()
      expect((await server.post('/api/messages', { ...channel.message('용가리'), type })).status).toBe(200)
      expect(channel.sent).toEqual([])
    },
  )

  test('an invoke that no dialog knows is not implemented', async () => {
    const server = await testServer()
    const channel = await openChannel()
    const invoke = { ...channel.message(''), type: 'invoke', name: 'signin/verifyState' }
    expect((await server.post('/api/messages', invoke)).status).toBe(501)
  })

  test.each([
    ['no object', [], 400],
    ['no type', { channelId: 'emulator', conversation: { id: 'a' } }, 400],
    ['no conversation', { type: 'message', channelId: 'emulator', serviceUrl: 'http://localhost:1' }, 400],
    ['no serviceUrl', { type: 'message', channelId: 'emulator', conversation: { id: 'a' }, text: 'x' }, 400],
    ['no JSON', '{', 400],
  ])('%s is refused as %s', async (_, body, status) => {
    const server = await testServer()
    expect((await server.post('/api/messages', body)).status).toBe(status)
  })
})

describe('in a group', () => {
  test('the mention that calls the bot is no part of what was said', async () => {
    const server = await testServer()
    const channel = await openChannel({ channelId: 'msteams' })
    const entities = [{ type: 'mention', mentioned: { id: 'bot-1', name: '말귀' }, text: '<at>말귀</at>' }, { type: 'mention' }]
    await server.post('/api/messages', channel.message('<at>말귀</at> 도움말', { entities }))
    expect(textOf(channel.sent[0])).toContain('취소')
  })
})
