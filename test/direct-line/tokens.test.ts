import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { CHAIN_SECONDS, openTokens, STREAM_SECONDS, TOKEN_SECONDS } from '#src/channels/direct-line/tokens.js'

const secret = new Uint8Array(32).fill(7)
const clock = (seconds = 1_000_000) => {
  const hand = { seconds }
  return { hand, now: () => hand.seconds * 1_000 }
}

test('a token carries its conversation and user for 1,800 seconds', async () => {
  const { hand, now } = clock()
  const tokens = await openTokens(secret, now)
  const { token, expiresIn } = await tokens.sign(tokens.grant('a', 'dl_1', '누리'), 'token')
  expect(expiresIn).toBe(TOKEN_SECONDS)
  hand.seconds += TOKEN_SECONDS - 1
  expect(await tokens.verify(token, 'token')).toEqual({
    conversation: 'a',
    user: 'dl_1',
    name: '누리',
    since: 1_000_000,
    ends: 1_000_000 + TOKEN_SECONDS,
  })
  hand.seconds += 1
  await expect(tokens.verify(token, 'token')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED', status: 403 })
})

test('clients find the user under the name they look for', async () => {
  const tokens = await openTokens(secret)
  const { token } = await tokens.sign(tokens.grant('a', 'dl_1', null), 'token')
  expect(decodeJwt(token)).toMatchObject({ conv: 'a', user: 'dl_1' })
})

test('the key of a stream is good for 60 seconds, and the stream for as long as the token it came with', async () => {
  const { hand, now } = clock()
  const tokens = await openTokens(secret, now)
  const { token } = await tokens.sign(tokens.grant('a', 'dl_1', null), 'stream')
  hand.seconds += STREAM_SECONDS - 1
  expect((await tokens.verify(token, 'stream')).ends).toBe(1_000_000 + TOKEN_SECONDS)
  hand.seconds += 1
  await expect(tokens.verify(token, 'stream')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' })
})

test('a chain of refreshed tokens ends a day after the first', async () => {
  const { hand, now } = clock()
  const tokens = await openTokens(secret, now)
  let { token, expiresIn } = await tokens.sign(tokens.grant('a', 'dl_1', null), 'token')
  while (hand.seconds < 1_000_000 + CHAIN_SECONDS - 60) {
    hand.seconds = Math.min(hand.seconds + 900, 1_000_000 + CHAIN_SECONDS - 60)
    const grant = await tokens.verify(token, 'token')
    ;({ token, expiresIn } = await tokens.sign(grant, 'token'))
  }
  expect(expiresIn).toBe(60)
  const last = await tokens.verify(token, 'token')
  hand.seconds += 60
  await expect(tokens.verify(token, 'token')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' })
  await expect(tokens.sign(last, 'token')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' })
})
