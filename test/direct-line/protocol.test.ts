import { expect, test } from 'vitest'
import { APOLOGY, BREAKS, CHOICES, caller, echoServer, FORGETS, GOODBYE, type Session, WELCOME } from './echo.js'

const textsOf = ({ activities }: { activities: { text?: string }[] }) => activities.map(({ text }) => text)

test('a token is generated for a conversation to come, whose start answers 201, then 200', async () => {
  const call = caller(await echoServer())
  const generated = await call.request('POST', 'tokens/generate')
  expect(generated.status).toBe(200)
  const { conversationId, token, expires_in, ...more } = (await generated.json()) as Session
  expect([expires_in, more]).toEqual([1_800, {}])
  expect((await call.request('GET', `conversations/${conversationId}`, { token })).status).toBe(404)

  const started = await call.request('POST', 'conversations', { token })
  expect(started.status).toBe(201)
  const session = (await started.json()) as Session
  expect(session.conversationId).toBe(conversationId)
  expect(session.streamUrl).toMatch(new RegExp(`^ws://127.0.0.1:\\d+/v3/directline/conversations/${conversationId}/stream\\?`))
  expect((await call.request('POST', 'conversations', { token })).status).toBe(200)
})

test('the welcome is said once, however often a client starts and reconnects', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  await call.request('POST', 'conversations', session)
  const again = await call.request('GET', `conversations/${session.conversationId}?watermark=`, session)
  expect(again.status).toBe(200)
  await call.request('POST', 'conversations', session)
  expect(textsOf(await call.activities(session))).toEqual([WELCOME])
})

test('what is said comes back under the id the POST answered, with its channelData, then the replies', async () => {
  const call = caller(await echoServer())
  const session = await call.start({ body: { user: { id: 'dl_0123456789abcdef', name: '누리' } } })
  const channelData = { clientActivityID: 'c1', state: { deep: [1] } }
  const posted = await call.say(session, '용가리 별로', { channelData })
  expect(posted.status).toBe(200)
  const { id } = (await posted.json()) as { id: string }

  const { activities, watermark } = await call.activities(session)
  const [welcome, said, reply, offer] = activities
  expect(activities).toHaveLength(4)
  expect(said).toMatchObject({ id, type: 'message', text: '용가리 별로', channelData, channelId: 'directline' })
  expect(said.from).toEqual({ id: 'dl_0123456789abcdef', name: '누리', role: 'user' })
  expect(said.conversation.id).toBe(session.conversationId)
  for (const one of [welcome, reply, offer]) expect(one.from).toMatchObject({ id: 'malgwi', role: 'bot' })
  expect(reply).toMatchObject({ text: 'dl_0123456789abcdef: 용가리 별로', replyToId: id })
  expect(offer.suggestedActions?.actions.map(({ value }) => value)).toEqual(CHOICES)
  const times = activities.map(({ timestamp }) => Date.parse(timestamp))
  expect(times.every((time, place) => place === 0 || time >= times[place - 1])).toBe(true)

  expect(await call.activities(session, watermark)).toEqual({ activities: [], watermark })
  await call.say(session, '다른 거')
  expect(textsOf(await call.activities(session, watermark))[0]).toBe('다른 거')
})

test('the same activity sent twice has one effect and one id, also at the same time', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const send = async () =>
    (await (await call.say(session, '한 번만', { channelData: { clientActivityID: 'once' } })).json()) as { id: string }
  const ids = [...(await Promise.all([send(), send()])), await send()].map(({ id }) => id)
  expect(new Set(ids).size).toBe(1)
  expect((await call.activities(session)).activities).toHaveLength(4)
  await call.say(session, '한 번만')
  await call.say(session, '한 번만')
  expect((await call.activities(session)).activities).toHaveLength(10)
})

test('messages sent at once are answered one after another', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  await Promise.all(['a', 'b', 'c', 'd'].map((text) => call.say(session, text)))
  const { activities } = await call.activities(session)
  const turns = [0, 1, 2, 3].map((turn) => activities.slice(1 + turn * 3, 4 + turn * 3))
  for (const [said, reply, offer] of turns) {
    expect(reply.text).toBe(`${said.from.id}: ${said.text}`)
    expect([reply.replyToId, offer.replyToId]).toEqual([said.id, said.id])
  }
  expect(turns.map(([said]) => said.text).sort()).toEqual(['a', 'b', 'c', 'd'])
})

test('typing and conversationUpdate are taken without effect; an event and the end are shown', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const send = (body: object) => call.request('POST', `conversations/${session.conversationId}/activities`, { ...session, body })
  for (const type of ['typing', 'conversationUpdate']) expect((await send({ type })).status).toBe(200)
  expect((await call.activities(session)).activities).toHaveLength(1)
  expect((await send({ type: 'event', name: 'opened', value: 7 })).status).toBe(200)
  expect((await send({ type: 'endOfConversation' })).status).toBe(200)
  const { activities } = await call.activities(session)
  expect(activities.slice(1)).toMatchObject([{ type: 'event', name: 'opened', value: 7 }, { type: 'endOfConversation' }])
})

test('when the bot fails, what was said is kept, with an apology in place of half an answer', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const posted = await call.say(session, BREAKS)
  expect(posted.status).toBe(200)
  expect(textsOf(await call.activities(session))).toEqual([WELCOME, BREAKS, APOLOGY])
})

test('who has everything deleted hears their request and the goodbye, delivered twice or not, and nothing from before', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  await call.say(session, '비밀')
  const { watermark } = await call.activities(session)
  const ask = async () =>
    (await (await call.say(session, FORGETS, { channelData: { clientActivityID: 'last' } })).json()) as { id: string }
  const { id } = await ask()
  const { activities } = await call.activities(session, watermark)
  expect(activities).toMatchObject([
    { id, text: FORGETS, channelData: { clientActivityID: 'last' } },
    { text: GOODBYE, replyToId: id },
  ])
  expect(await ask()).toEqual({ id })
  expect(textsOf(await call.activities(session))).not.toContain('비밀')
  await call.say(session, '다시')
  expect(textsOf(await call.activities(session))).toContain('다시')
})

test('a refreshed token is for the same conversation and user', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const response = await call.request('POST', 'tokens/refresh', session)
  expect(response.status).toBe(200)
  const refreshed = (await response.json()) as Session
  expect(refreshed).toMatchObject({ conversationId: session.conversationId, expires_in: 1_800 })
  await call.say(session, '하나')
  await call.say({ ...session, ...refreshed }, '둘')
  const from = (await call.activities(session)).activities.filter(({ from }) => from.role === 'user').map(({ from }) => from.id)
  expect(new Set(from).size).toBe(1)
  expect(from).toHaveLength(2)
})

test('a reconnect without a watermark follows from now on, one with a watermark from there', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  await call.say(session, '하나')
  const streamOf = async (query: string) =>
    new URL((await call.json<Session>(call.request('GET', `conversations/${session.conversationId}${query}`, session))).streamUrl)
  expect((await streamOf('')).searchParams.get('watermark')).toBe((await call.activities(session)).watermark)
  expect((await streamOf('?watermark=2')).searchParams.get('watermark')).toBe('2')
})

test.each([
  ['abc', 400],
  ['-1', 400],
  ['0', 200],
])('a watermark of %j is answered with %i', async (watermark, status) => {
  const call = caller(await echoServer())
  const session = await call.start()
  const path = `conversations/${session.conversationId}`
  expect((await call.request('GET', `${path}/activities?watermark=${watermark}`, session)).status).toBe(status)
  expect((await call.request('GET', `${path}?watermark=${watermark}`, session)).status).toBe(status)
})

test.each([
  ['POST', 'conversations/ID/upload?userId=me', {}, 501, 'NotSupported'],
  ['POST', 'conversations/ID/activities', { type: 'invoke' }, 400, 'NotSupported'],
  ['POST', 'conversations/ID/activities', { type: 'message', text: 7 }, 400, 'BadArgument'],
  ['POST', 'conversations/ID/activities', { type: 'message', attachments: [{}] }, 400, 'BadArgument'],
  ['POST', 'conversations/ID/activities', {}, 400, 'BadArgument'],
  ['POST', 'tokens/generate', { user: { id: 'nobody' } }, 400, 'BadArgument'],
  ['POST', 'tokens/generate', { trustedOrigins: ['https://shop.example'] }, 400, 'BadArgument'],
])('%s %s %j is refused in the form of Direct Line', async (method, path, body, status, code) => {
  const call = caller(await echoServer())
  const session = await call.start()
  const response = await call.request(method, path.replace('ID', session.conversationId), { token: session.token, body })
  expect(response.status).toBe(status)
  expect(await response.json()).toEqual({ error: { code, message: expect.any(String) } })
})

test('behind a proxy that speaks TLS the stream is wss', async () => {
  const call = caller(await echoServer())
  const { streamUrl } = await call.start({ headers: { 'x-forwarded-proto': 'https' } })
  expect(streamUrl).toMatch(/^wss:/)
})
