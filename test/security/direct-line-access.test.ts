import { expect, onTestFinished, test, vi } from 'vitest'
import { TOKEN_SECONDS } from '#src/channels/direct-line/tokens.js'
import { caller, echoServer, type Session } from '../direct-line/echo.js'
import { listen, soon, statusOf } from '../direct-line/listen.js'

const SECRET = 'site-secret-0123456789'

/** The status and Direct Line's code of a refusal. */
async function refusal(response: Promise<Response>): Promise<[number, string]> {
  const { status } = await response
  const { error } = (await (await response).json()) as { error: { code: string } }
  return [status, error.code]
}

async function two(settings: Parameters<typeof echoServer>[0] = {}) {
  const server = await echoServer(settings)
  const call = caller(server)
  return { server, call, mine: await call.start(), theirs: await call.start() }
}

test('with a token of another conversation nothing is read, said or reconnected', async () => {
  const { call, mine, theirs } = await two()
  await call.say(theirs, '비밀 이야기')
  const path = `conversations/${theirs.conversationId}`
  const { token } = mine
  for (const attempt of [
    call.request('GET', `${path}/activities`, { token }),
    call.request('GET', `${path}?watermark=0`, { token }),
    call.request('POST', `${path}/activities`, { token, body: { type: 'message', text: '끼어들기' } }),
    call.request('POST', `${path}/upload`, { token, body: {} }),
  ])
    expect(await refusal(attempt)).toEqual([403, 'BadArgument'])
  expect((await call.activities(theirs)).activities).toHaveLength(4)
})

test('with the key of another conversation its stream is not opened', async () => {
  const { mine, theirs } = await two()
  const url = new URL(theirs.streamUrl)
  url.searchParams.set('t', new URL(mine.streamUrl).searchParams.get('t')!)
  expect(await statusOf(url.href)).toBe(403)
  expect(await statusOf(theirs.streamUrl)).toBe(101)
})

test('a stream is not opened without a key, nor with a token that belongs in a header', async () => {
  const { mine } = await two()
  const url = new URL(mine.streamUrl)
  url.searchParams.set('t', mine.token)
  expect(await statusOf(url.href)).toBe(403)
  url.searchParams.delete('t')
  expect(await statusOf(url.href)).toBe(401)
})

test('the key in a stream URL that leaked opens nothing else, and no stream a minute later', async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const { call, mine } = await two()
  const leaked = new URL(mine.streamUrl).searchParams.get('t')!
  const path = `conversations/${mine.conversationId}`
  for (const attempt of [
    call.request('GET', `${path}/activities`, { token: leaked }),
    call.request('POST', 'tokens/refresh', { token: leaked }),
  ])
    expect(await refusal(attempt)).toEqual([403, 'BadArgument'])
  vi.setSystemTime(Date.now() + 61_000)
  expect(await statusOf(mine.streamUrl)).toBe(403)
})

test('an expired token reads, says and refreshes nothing', async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const { call, mine } = await two()
  vi.setSystemTime(Date.now() + TOKEN_SECONDS * 1_000)
  const path = `conversations/${mine.conversationId}`
  for (const attempt of [
    call.request('GET', `${path}/activities`, mine),
    call.request('GET', path, mine),
    call.say(mine, '아직 있나요?'),
    call.request('POST', 'tokens/refresh', mine),
    call.request('POST', 'conversations', mine),
  ])
    expect(await refusal(attempt)).toEqual([403, 'TokenExpired'])
})

test('without a token, or with something else in its place, nothing is read or said', async () => {
  const { call, mine } = await two()
  const path = `conversations/${mine.conversationId}/activities`
  const read = (authorization?: string) =>
    call.request('GET', path, { headers: authorization === undefined ? {} : { authorization } })
  expect(await refusal(read())).toEqual([401, 'BadArgument'])
  expect(await refusal(read(`Basic ${mine.token}`))).toEqual([401, 'BadArgument'])
  expect(await refusal(read('Bearer '))).toEqual([401, 'BadArgument'])
  for (const wrong of ['undefined', 'a.b.c', `${mine.token}x`, `${mine.token.slice(0, -4)}AAAA`])
    expect(await refusal(read(`Bearer ${wrong}`))).toEqual([403, 'BadArgument'])
  expect(await refusal(call.request('POST', 'conversations', { token: 'undefined' }))).toEqual([403, 'BadArgument'])
})

test('somebody else as the sender is overridden: from.id is the user of the token, and nobody speaks as the bot', async () => {
  const { call, mine } = await two()
  const { id: user } = (await call.activities(mine)).activities.at(0)!.from
  for (const from of [
    { id: 'dl_somebody_else_entirely' },
    { id: user, role: 'bot' },
    { id: 'malgwi', name: '말귀', role: 'bot' },
  ])
    await call.say(mine, '사칭', { from, replyToId: 'x', recipient: { id: 'dl_victim' } })
  const said = (await call.activities(mine)).activities.filter(({ text }) => text === '사칭')
  expect(said).toHaveLength(3)
  for (const { from } of said) expect(from).toMatchObject({ id: expect.stringMatching(/^dl_[\w-]{22}$/), role: 'user' })
  expect(new Set(said.map(({ from }) => from.id)).size).toBe(1)
})

test('with a secret set, who does not know it gets no token', async () => {
  const call = caller(await echoServer({ directLineSecret: SECRET }))
  for (const path of ['tokens/generate', 'conversations']) {
    expect(await refusal(call.request('POST', path))).toEqual([401, 'BadArgument'])
    for (const token of [SECRET.slice(0, -1), `${SECRET}0`, SECRET.toUpperCase(), 'x'.repeat(10_000)])
      expect(await refusal(call.request('POST', path, { token }))).toEqual([403, 'BadArgument'])
  }
})

test('with a secret set, its holder starts conversations and hands tokens out, and only tokens open them', async () => {
  const call = caller(await echoServer({ directLineSecret: SECRET }))
  const generated = await call.json<Session>(
    call.request('POST', 'tokens/generate', { token: SECRET, body: { user: { id: 'dl_7' } } }),
  )
  expect((await call.request('POST', 'conversations', generated)).status).toBe(201)
  const session = await call.start({ token: SECRET })
  const path = `conversations/${session.conversationId}/activities`
  expect((await call.request('GET', path, session)).status).toBe(200)
  expect(await refusal(call.request('GET', path, { token: SECRET }))).toEqual([403, 'BadArgument'])
  expect(await refusal(call.request('POST', 'tokens/refresh', { token: SECRET }))).toEqual([403, 'BadArgument'])
})

test('where anybody gets a token, nobody becomes a user whose id can be guessed', async () => {
  const call = caller(await echoServer())
  const asUser = (id: string) => call.request('POST', 'tokens/generate', { body: { user: { id } } })
  for (const id of ['dl_1', 'dl_kim', `dl_${'x'.repeat(15)}`]) expect(await refusal(asUser(id))).toEqual([400, 'BadArgument'])
  for (const id of ['admin-0123456789abcdef', 'DL_0123456789abcdef', `dl_${'x'.repeat(500)}`, 'dl_0123456789abcdef\u0000'])
    expect(await refusal(asUser(id))).toEqual([400, 'BadArgument'])
  expect((await asUser('dl_0123456789abcdef')).status).toBe(200)
})

test('a watermark beyond the end reads nothing, and stops nobody else', async () => {
  const { call, mine } = await two()
  const beyond = '123456789012345'
  expect(await call.activities(mine, beyond)).toMatchObject({ activities: [] })
  const url = new URL(mine.streamUrl)
  url.searchParams.set('watermark', beyond)
  const far = listen(url.href)
  const near = listen(mine.streamUrl)
  await call.say(mine, '하나')
  await near.has(4)
  expect(far.activities()).toEqual([])
  url.searchParams.set('watermark', `${beyond}9`)
  expect(await statusOf(url.href)).toBe(400)
})

test('pages of other origins open no stream and start no conversation; those that are allowed do', async () => {
  const { call, mine } = await two({ allowedOrigins: ['https://shop.example'] })
  for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
    expect(await statusOf(mine.streamUrl, { origin })).toBe(403)
    expect((await call.request('POST', 'conversations', { headers: { origin } })).status).toBe(403)
    expect((await call.request('POST', 'tokens/generate', { headers: { origin } })).status).toBe(403)
  }
  expect(await statusOf(mine.streamUrl, { origin: 'https://shop.example' })).toBe(101)
  const started = await call.request('POST', 'conversations', { headers: { origin: 'https://shop.example' } })
  expect([started.status, started.headers.get('access-control-allow-origin')]).toEqual([201, 'https://shop.example'])
})

test('neither tokens nor what is said get into the log', async () => {
  const { server, call, mine } = await two()
  const { has } = listen(mine.streamUrl)
  await call.say(mine, '은밀한 말')
  await has(4)
  await call.request('GET', `conversations/${mine.conversationId}/activities?watermark=은밀한`, mine)
  await call.request('POST', 'tokens/refresh', { token: `${mine.token}x` })
  await statusOf(`${mine.streamUrl}x`)
  await soon(() => expect(server.logged()).toContain('tokens/refresh'))
  const logged = server.logged()
  for (const word of ['은밀한', mine.token, new URL(mine.streamUrl).searchParams.get('t')!, mine.conversationId])
    expect(logged).not.toContain(word)
})
