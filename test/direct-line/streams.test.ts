import { afterEach, expect, test, vi } from 'vitest'
import { CHAIN_SECONDS, TOKEN_SECONDS } from '#src/channels/direct-line/tokens.js'
import { caller, echoServer, type Session, type Shown, WELCOME } from './echo.js'
import { listen, soon } from './listen.js'

afterEach(() => void vi.useRealTimers())

const numbersOf = (activities: Shown[]) => activities.map(({ id }) => Number(id.split('|')[1]))

test('every client on a conversation gets everything once, in order, with the watermark to go on from', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const clients = [listen(session.streamUrl), listen(session.streamUrl)]
  await clients[0].has(1)
  await Promise.all(Array.from({ length: 10 }, (_, number) => call.say(session, `${number}번`)))
  for (const { has, activities, frames } of clients) {
    await has(31)
    expect(numbersOf(activities())).toEqual(Array.from({ length: 31 }, (_, place) => place + 1))
    expect(JSON.parse(frames.at(-1)!).watermark).toBe('31')
  }
})

test('a stream begins after its watermark', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  await call.say(session, '하나')
  const again = await call.json<Session>(call.request('GET', `conversations/${session.conversationId}?watermark=1`, session))
  const { has, activities } = listen(again.streamUrl)
  await has(3)
  expect(activities().map(({ text }) => text)).not.toContain(WELCOME)
  const late = listen(
    (await call.json<Session>(call.request('GET', `conversations/${session.conversationId}`, session))).streamUrl,
  )
  await soon(() => expect(late.isOpen()).toBe(true))
  await call.say(session, '둘')
  await late.has(3)
  expect(late.activities()[0].text).toBe('둘')
})

test('more than one frame holds comes in several', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  for (let number = 0; number < 40; number += 1) await call.say(session, `${number}번`)
  const { has, activities, frames } = listen(session.streamUrl)
  await has(121)
  expect(frames).toHaveLength(2)
  expect(numbersOf(activities())).toEqual(Array.from({ length: 121 }, (_, place) => place + 1))
})

test('empty messages of the client are taken as signs of life', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const { socket, has } = listen(session.streamUrl)
  await has(1)
  socket.send('')
  await call.say(session, '하나')
  await has(4)
})

test('the server sends signs of life, and cuts off who gives none', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const call = caller(await echoServer())
  const session = await call.start()
  const living = listen(session.streamUrl)
  const dead = listen(session.streamUrl)
  await soon(() => expect([living, dead].every(({ frames }) => frames.length === 1)).toBe(true))
  Object.assign(dead.socket, { pong: () => {} })
  const pinged = new Promise((resolve) => living.socket.once('ping', resolve))
  vi.advanceTimersByTime(25_000)
  await pinged
  await soon(() => expect(living.frames.at(-1)).toBe(''))
  // The pong is on its way back.
  await call.say(session, '하나')
  await living.has(4)
  dead.socket.pause()
  vi.advanceTimersByTime(25_000)
  await new Promise((resolve) => living.socket.once('ping', resolve))
  dead.socket.resume()
  expect(await dead.closed()).toMatchObject({ code: 1006 })
  expect(living.isOpen()).toBe(true)
})

test('a stream ends with its token, unless that is refreshed, and with the chain of tokens at last', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], shouldAdvanceTime: true })
  const call = caller(await echoServer())
  let session = await call.start()
  const { closed, isOpen, has } = listen(session.streamUrl)
  await has(1)
  for (let passed = 0; passed < CHAIN_SECONDS - TOKEN_SECONDS; passed += TOKEN_SECONDS - 60) {
    vi.advanceTimersByTime((TOKEN_SECONDS - 60) * 1_000)
    session = { ...session, ...(await call.json<Session>(call.request('POST', 'tokens/refresh', session))) }
  }
  expect(session.expires_in).toBeLessThanOrEqual(TOKEN_SECONDS)
  expect(isOpen()).toBe(true)
  vi.advanceTimersByTime(TOKEN_SECONDS * 1_000)
  expect(await closed()).toEqual({ code: 1008, reason: 'TokenExpired' })
  expect((await call.request('POST', 'tokens/refresh', session)).status).toBe(403)
})

test('of nine windows on one conversation the first makes room', async () => {
  const call = caller(await echoServer())
  const session = await call.start()
  const first = listen(session.streamUrl)
  await first.has(1)
  const others = Array.from({ length: 8 }, () => listen(session.streamUrl))
  for (const other of others) await other.has(1)
  expect(await first.closed()).toEqual({ code: 1008, reason: 'collision' })
  expect(others.every(({ isOpen }) => isOpen())).toBe(true)
})

test('when the server stops, the streams are told', async () => {
  const server = await echoServer()
  const { closed, has } = listen((await caller(server).start()).streamUrl)
  await has(1)
  await server.stop()
  expect((await closed()).code).toBe(1001)
})
