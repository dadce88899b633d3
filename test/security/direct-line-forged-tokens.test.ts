import { SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { openTokens } from '#src/channels/direct-line/tokens.js'

const secret = new Uint8Array(32).fill(7)
const tokens = await openTokens(secret)
const claims = { conv: 'victim', user: 'dl_victim', since: Math.floor(Date.now() / 1_000) }
const forged = (claims: Record<string, unknown>, { alg = 'HS256', typ = 'JWT' } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg, typ })
    .setIssuer('malgwi')
    .setAudience('malgwi/direct-line')
    .setIssuedAt()
    .setExpirationTime('30m')

const refused = async (token: string) =>
  expect(tokens.verify(token, 'token')).rejects.toMatchObject({ code: 'TOKEN_INVALID', status: 403 })

test('the forger of these tests makes good tokens once it has the secret', async () => {
  expect(await tokens.verify(await forged(claims).sign(secret), 'token')).toMatchObject({ conversation: 'victim' })
})

test('a token signed with another secret is refused', async () => {
  await refused(await forged(claims).sign(new Uint8Array(32).fill(8)))
})

test('a token whose claims were changed after it was signed is refused', async () => {
  const [head, , signature] = (await tokens.sign(tokens.grant('mine', 'dl_me', null), 'token')).token.split('.')
  const body = (await forged(claims).sign(secret)).split('.')[1]
  await refused(`${head}.${body}.${signature}`)
})

test('a token that says it needs no signature (alg none) is refused', async () => {
  await refused(
    new UnsecuredJWT(claims)
      .setIssuer('malgwi')
      .setAudience('malgwi/direct-line')
      .setIssuedAt()
      .setExpirationTime('30m')
      .encode(),
  )
  const [, body] = (await forged(claims).sign(secret)).split('.')
  const none = (alg: string) => Buffer.from(JSON.stringify({ alg, typ: 'JWT' })).toString('base64url')
  for (const alg of ['none', 'None', 'NONE', '']) await refused(`${none(alg)}.${body}.`)
})

test('a token under another algorithm of the same secret is refused', async () => {
  await refused(await forged(claims, { alg: 'HS512' }).sign(new Uint8Array(64).fill(7)))
  await refused(await forged(claims, { alg: 'HS384' }).sign(new Uint8Array(48).fill(7)))
})

test('a token made for something else is refused: other issuer, other audience, other type, a stream in place of a token and back', async () => {
  await refused(await forged(claims).setIssuer('somebody').sign(secret))
  await refused(await forged(claims).setAudience('elsewhere').sign(secret))
  await refused(await forged(claims, { typ: 'at+jwt' }).sign(secret))
  const grant = tokens.grant('a', 'dl_1', null)
  const [{ token }, { token: key }] = [await tokens.sign(grant, 'token'), await tokens.sign(grant, 'stream')]
  for (const _ of ['at first', 'once each was taken for what it is']) {
    await refused(key)
    await expect(tokens.verify(token, 'stream')).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    await tokens.verify(key, 'stream')
    await tokens.verify(token, 'token')
  }
})

test('a token that never ends is refused', async () => {
  const endless = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).setIssuer('malgwi').setIssuedAt()
  await refused(await endless.setAudience('malgwi/direct-line').sign(secret))
})

test('an expired token is refused as expired, a forged expired one as forged', async () => {
  const past = (key: Uint8Array) => forged(claims).setExpirationTime('-1s').sign(key)
  await expect(tokens.verify(await past(secret), 'token')).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' })
  await refused(await past(new Uint8Array(32).fill(8)))
})

test('what is no token at all is refused', async () => {
  for (const token of ['', 'undefined', '..', 'a.b.c', '\u0000', 'ㄱ.ㄴ.ㄷ', 'x'.repeat(100_000)]) await refused(token)
})
