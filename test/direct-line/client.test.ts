import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConnectionStatus, DirectLine } from 'botframework-directlinejs'
import { afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import XMLHttpRequest from 'xhr2'
import { CHOICES, caller, echoServer, type Session, type Shown, WELCOME } from './echo.js'

/** Microsoft's own client, as browsers run it. */

beforeAll(() => {
  vi.stubGlobal('XMLHttpRequest', XMLHttpRequest)
  vi.stubGlobal('WebSocket', WebSocket)
})

const PATIENCE = { interval: 10, timeout: 20_000 }

interface Followed {
  client: DirectLine
  heard: Shown[]
  /** Resolves when so many activities have come. */
  has(count: number): Promise<Shown[]>
  say(text: string, clientActivityID?: string): Promise<string>
  /** What a page keeps to come back later. */
  kept(): { conversationId: string; token: string; watermark: string }
}

const clients: DirectLine[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.end()
})

function follow(url: string, options: ConstructorParameters<typeof DirectLine>[0]): Followed {
  const client = new DirectLine({ domain: `${url}/v3/directline`, pollingInterval: 200, random: () => 0, ...options })
  clients.push(client)
  // Three seconds at least, for servers with many clients.
  Object.assign(client, { getRetryDelay: () => 20 })
  const heard: Shown[] = []
  // It ends in an error when the conversation is ended or lost; which, its status says.
  client.activity$.subscribe(
    (activity) => heard.push(activity as unknown as Shown),
    () => {},
  )
  return {
    client,
    heard,
    has: (count) =>
      vi.waitFor(() => {
        expect(heard.length).toBeGreaterThanOrEqual(count)
        return heard
      }, PATIENCE),
    say: (text, clientActivityID = `c-${text}`) =>
      new Promise((resolve, reject) => {
        const message = { type: 'message' as const, from: { id: 'me' }, text, channelData: { clientActivityID } }
        client.postActivity(message).subscribe(resolve, reject)
      }),
    kept() {
      const { conversationId, token, watermark } = client as unknown as Record<string, string>
      return { conversationId, token, watermark }
    },
  }
}

const tokenFrom = async (url: string) =>
  (await caller({ url }).json<Session>(caller({ url }).request('POST', 'tokens/generate'))).token
const temporary = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'malgwi-direct-line-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return `file:${join(folder, 'state.db')}`
}

for (const webSocket of [true, false]) {
  const how = webSocket ? 'by WebSocket' : 'by polling'

  test(`botframework-directlinejs connects, is welcomed, speaks and hears itself and the bot, ${how}`, async () => {
    const { url } = await echoServer()
    const { client, heard, has, say } = follow(url, { token: await tokenFrom(url), webSocket })
    expect((await has(1))[0].text).toBe(WELCOME)
    expect(client.connectionStatus$.getValue()).toBe(ConnectionStatus.Online)
    const id = await say('용가리 영화 재미 없었어', 'mine')
    const [, said, reply, offer] = await has(4)
    expect(said).toMatchObject({ id, text: '용가리 영화 재미 없었어', channelData: { clientActivityID: 'mine' } })
    expect(reply).toMatchObject({ text: `${said.from.id}: 용가리 영화 재미 없었어`, replyToId: id })
    expect(offer.suggestedActions?.actions.map(({ title }) => title)).toEqual(CHOICES)
    for (const text of ['하나', '둘', '셋']) await say(text)
    await has(13)
    expect(new Set(heard.map(({ id }) => id)).size).toBe(13)
  })

  test(`a client comes back with what it kept after the server was started anew on the same database, ${how}`, async () => {
    const databaseUrl = await temporary()
    const before = await echoServer({ databaseUrl })
    const first = follow(before.url, { token: await tokenFrom(before.url), webSocket })
    await first.has(1)
    await first.say('하나')
    await first.has(4)
    const kept = first.kept()
    await first.say('못 들은 말')
    await caller(before).activities({ ...kept, expires_in: 0, streamUrl: '' })
    first.client.end()
    await before.stop()

    const after = await echoServer({ databaseUrl })
    const second = follow(after.url, { ...kept, webSocket })
    await second.say('둘')
    const heard = await second.has(6)
    expect(heard.map(({ text }) => text).filter((text) => text?.length === 1 || text === '못 들은 말')).toEqual([
      '못 들은 말',
      '둘',
    ])
    expect(heard.some(({ text }) => text === WELCOME)).toBe(false)
    expect(second.client.connectionStatus$.getValue()).toBe(ConnectionStatus.Online)
  })
}

test('a client that was connected when the server was started anew goes on by itself, without loss or repetition', async () => {
  const databaseUrl = await temporary()
  const before = await echoServer({ databaseUrl })
  const { client, heard, has, say } = follow(before.url, { token: await tokenFrom(before.url) })
  await has(1)
  await say('하나')
  await has(4)
  await before.stop()
  const after = await echoServer({ databaseUrl, port: before.port })
  await say('둘')
  await has(7)
  expect(heard.map(({ id }) => Number(id.split('|')[1]) - Number(heard[0].id.split('|')[1]))).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect([after.port, client.connectionStatus$.getValue()]).toEqual([before.port, ConnectionStatus.Online])
})

test('the token is refreshed, and the conversation goes on with it', async () => {
  const { url } = await echoServer()
  const { client, has, say, kept } = follow(url, { token: await tokenFrom(url) })
  await has(1)
  const { conversationId } = kept()
  const token = await new Promise<string>((resolve, reject) => {
    const { refreshToken } = client as unknown as {
      refreshToken(): { subscribe(next: typeof resolve, error: typeof reject): void }
    }
    refreshToken.call(client).subscribe(resolve, reject)
  })
  Object.assign(client, { token })
  await say('하나')
  await has(4)
  expect(kept()).toMatchObject({ conversationId, token })
})

test('three clients on one conversation each hear everything once', async () => {
  const { url } = await echoServer()
  const one = follow(url, { token: await tokenFrom(url) })
  await one.has(1)
  const { conversationId, token } = one.kept()
  const two = follow(url, { conversationId, token, watermark: '0' })
  const three = follow(url, { conversationId, token, watermark: '0', webSocket: false })
  for (const client of [two, three]) await client.has(1)
  await Promise.all([one.say('하나'), two.say('둘'), three.say('셋')])
  // The client itself mixes the activities of two frames that come in quick succession; what is on the wire, streams.test.ts says.
  const heard = await Promise.all([one, two, three].map(async (client) => (await client.has(10)).map(({ id }) => id).sort()))
  expect(new Set(heard[0]).size).toBe(10)
  expect(heard[1]).toEqual(heard[0])
  expect(heard[2]).toEqual(heard[0])
})

test('a client whose token is refused knows', async () => {
  const { url } = await echoServer()
  const { client } = follow(url, { conversationId: 'gone', token: 'not.a.token' })
  await vi.waitFor(() => expect(client.connectionStatus$.getValue()).toBe(ConnectionStatus.FailedToConnect), PATIENCE)
})
