import { JOSEError, JWTExpired } from 'jose/errors'
import { SignJWT } from 'jose/jwt/sign'
import { jwtVerify } from 'jose/jwt/verify'
import { MalgwiError } from '../../errors.js'

/** What a token lets its bearer do: take part in one conversation, as one user. */
export interface Grant {
  conversation: string
  user: string
  name: string | null
  /** When the first token of this chain was given, seconds since 1970: a chain of refreshed tokens ends, too. */
  since: number
}

/** A grant as a token carried it. */
export interface Verified extends Grant {
  /** Seconds since 1970: when the session ends unless it is refreshed. Of a stream's token: when the one it was made with ends. */
  ends: number
}

/** `token` is the key of one conversation; `stream` opens its WebSocket, and may lie in a URL, hence is good for a minute only. */
type Use = 'token' | 'stream'

export interface Tokens {
  /** A grant that begins now. */
  grant(conversation: string, user: string, name: string | null): Grant
  /** @throws MalgwiError TOKEN_EXPIRED once the chain has ended */
  sign(grant: Grant, use: Use): Promise<{ token: string; expiresIn: number }>
  /** @throws MalgwiError TOKEN_INVALID, TOKEN_EXPIRED */
  verify(token: string, use: Use): Promise<Verified>
}

/** Seconds that a token is good for: what Direct Line's clients count on when they refresh after half of it. */
export const TOKEN_SECONDS = 1_800
/** Direct Line API 3.0, Reconnect to a conversation: a stream URL is good for 60 seconds. */
export const STREAM_SECONDS = 60
/** Seconds after which a chain of refreshed tokens ends: who got hold of one does not keep it for ever. */
export const CHAIN_SECONDS = 24 * 3_600

/** Tokens whose signatures are not looked at again: a polling client shows the same one each second. */
const REMEMBERED = 2_000

const ISSUER = 'malgwi'
const AUDIENCES: Record<Use, string> = { token: 'malgwi/direct-line', stream: 'malgwi/direct-line/stream' }
const LIFETIMES: Record<Use, number> = { token: TOKEN_SECONDS, stream: STREAM_SECONDS }

/**
 * Signs and reads tokens: JWTs under HMAC-SHA-256. The claims `conv` and `user` are named as Direct Line names them: its clients read `user`.
 *
 * @param secret 32 bytes or more
 * @param now milliseconds since 1970
 */
export async function openTokens(secret: Uint8Array<ArrayBuffer>, now: () => number = Date.now): Promise<Tokens> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  const seconds = () => Math.floor(now() / 1_000)
  const remembered = new Map<string, { verified: Verified; expires: number }>()
  return {
    grant: (conversation, user, name) => ({ conversation, user, name, since: seconds() }),

    async sign({ conversation, user, name, since }, use) {
      const expiresIn = Math.min(LIFETIMES[use], since + CHAIN_SECONDS - seconds())
      if (expiresIn <= 0) throw new MalgwiError('TOKEN_EXPIRED')
      const token = await new SignJWT({ conv: conversation, user, ...(name === null ? {} : { name }), since })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCES[use])
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + expiresIn)
        .sign(key)
      return { token, expiresIn }
    },

    async verify(token, use) {
      const name = `${use} ${token}`
      const before = remembered.get(name)
      if (before && before.expires > seconds()) return before.verified
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['HS256'],
        typ: 'JWT',
        issuer: ISSUER,
        audience: AUDIENCES[use],
        requiredClaims: ['exp', 'iat', 'conv', 'user', 'since'],
        currentDate: new Date(now()),
      }).catch((error: unknown) => {
        remembered.delete(name)
        throw refusal(error)
      })
      const verified = verifiedBy(payload as unknown as Claims)
      remembered.set(name, { verified, expires: payload.exp as number })
      if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value as string)
      return verified
    },
  }
}

interface Claims {
  conv: string
  user: string
  name?: string
  since: number
  iat: number
}

function verifiedBy({ conv, user, name, since, iat }: Claims): Verified {
  const ends = Math.min(iat + TOKEN_SECONDS, since + CHAIN_SECONDS)
  return { conversation: conv, user, name: name ?? null, since, ends }
}

function refusal(error: unknown): unknown {
  if (error instanceof JWTExpired) return new MalgwiError('TOKEN_EXPIRED')
  // What exactly was wrong with it would tell a forger how near they came.
  if (error instanceof JOSEError) return new MalgwiError('TOKEN_INVALID', 'it was not made here, or not for this')
  return error
}
