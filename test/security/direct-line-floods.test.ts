import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { caller, echoServer, type Session } from '../direct-line/echo.js'
import { listen, soon } from '../direct-line/listen.js'

const credentials = {
  MicrosoftAppId: '00000000-0000-0000-0000-000000000000',
  MicrosoftAppPassword: 'not used',
  MicrosoftAppType: 'MultiTenant' as const,
  MicrosoftAppTenantId: undefined,
}

test('a flood of tokens leaves nothing behind', async () => {
  const call = caller(await echoServer())
  const sessions = await Promise.all(
    Array.from({ length: 50 }, () => call.json<Session>(call.request('POST', 'tokens/generate'))),
  )
  expect(new Set(sessions.map(({ conversationId }) => conversationId)).size).toBe(50)
  for (const session of sessions.slice(0, 5)) {
    expect((await call.request('GET', `conversations/${session.conversationId}/activities`, session)).status).toBe(404)
    expect((await call.say(session, '없는 대화')).status).toBe(404)
  }
})

test('a flood of conversations from one address beyond loopback is stopped, and says when to come back', async () => {
  const call = caller(await echoServer({ host: '0.0.0.0', credentials }))
  const answers = await Promise.all(Array.from({ length: 80 }, () => call.request('POST', 'conversations')))
  const started = answers.filter(({ status }) => status === 201).length
  const refused = answers.filter(({ status }) => status === 429)
  expect(started).toBeGreaterThanOrEqual(60)
  expect(refused.length).toBe(80 - started)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0].headers.get('retry-after')).toBe('1')
  expect(await refused[0].json()).toMatchObject({ error: { code: 'TooManyRequests' } })
})

test('a message that is too large is refused by its size, before and after it is unpacked', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  expect((await call.say(session, 'ㅎ'.repeat(10_001))).status).toBe(400)
  const huge = await call.say(session, 'ㅎ'.repeat(200_000))
  expect(huge.status).toBe(413)
  expect(await huge.json()).toMatchObject({ error: { code: 'MessageSizeTooBig' } })
  expect((await call.request('POST', 'tokens/generate', { body: { user: { name: 'x'.repeat(20_000) } } })).status).toBe(413)
  expect((await call.activities(session)).activities).toHaveLength(1)
})

test('a message as large as is taken is answered', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  expect((await call.say(session, 'ㅎ'.repeat(10_000))).status).toBe(200)
  expect((await call.activities(session)).activities).toHaveLength(4)
})

test('a large message on a WebSocket closes it, and only it', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const [loud, quiet] = [listen(session.streamUrl), listen(session.streamUrl)]
  await Promise.all([loud.has(1), quiet.has(1)])
  loud.socket.send('x'.repeat(2_000))
  expect((await loud.closed()).code).toBe(1009)
  loud.socket.terminate()
  await call.say(session, '하나')
  await quiet.has(4)
})

test('a client that follows and does not read holds up nobody', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const [deaf, quick] = [listen(session.streamUrl), listen(session.streamUrl)]
  await Promise.all([deaf.has(1), quick.has(1)])
  deaf.socket.pause()
  for (let turn = 0; turn < 30; turn += 1) await call.say(session, 'ㅎ'.repeat(10_000))
  await quick.has(91)
  deaf.socket.resume()
  await deaf.has(91)
  expect(deaf.activities().map(({ id }) => id)).toEqual(quick.activities().map(({ id }) => id))
})

test('a WebSocket asked to compress is not compressed: no memory for windows, no bombs', async () => {
  const call = caller(await echoServer())
  const socket = new WebSocket((await call.start()).streamUrl, { perMessageDeflate: true })
  await new Promise((resolve) => socket.once('open', resolve))
  expect(socket.extensions).toBe('')
  socket.terminate()
  await soon(() => expect(socket.readyState).toBe(WebSocket.CLOSED))
})
