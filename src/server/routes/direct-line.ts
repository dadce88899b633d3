import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { Posted, readActivity, readWatermark } from '../../channels/direct-line/activity.js'
import { openAllowance } from '../../channels/direct-line/allowance.js'
import { openDirectLine, type StreamSession } from '../../channels/direct-line/direct-line.js'
import type { Verified } from '../../channels/direct-line/tokens.js'
import { MalgwiError } from '../../errors.js'
import { isLoopback } from '../addresses.js'
import { describeError } from '../logger.js'
import { problemOf } from '../problem.js'
import type { Answer, Call, Route, Upgrade } from '../route.js'
import type { Services } from '../services.js'
import { openStreams } from './direct-line-streams.js'

const BASE = '/v3/directline'
/** Bytes of a body that says who the user is. */
const PARAMETERS_BYTES = 8 * 1_024
/** Conversations that one address may start at once, and a second in the long run, where the listener is beyond loopback: each is kept. */
const STARTS = { burst: 60, perSecond: 1 }
/** Characters after dl_ of a user id that anybody may give: who knows an id may have what was said under it deleted. */
const UNGUESSABLE = 16

const User = z.object({
  id: z
    .string()
    .regex(/^dl_[^\p{C}]{1,197}$/u, 'begins with dl_ and has at most 200 characters')
    .optional(),
  name: z.string().max(200).optional(),
})
const Parameters = z.object({
  user: User.optional(),
  locale: z.string().max(35).optional(),
  // Dropped in silence it would look as if it were in force.
  trustedOrigins: z.undefined('is not read from here: the server has ALLOWED_ORIGINS').optional(),
})

/**
 * Direct Line API 3.0: tokens, conversations, activities, by HTTP and WebSocket.
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-api-reference
 *
 * Errors of these routes have Direct Line's form, { error: { code, message } }, for its clients look into it.
 */
export async function directLineEndpoints(services: Services): Promise<{ routes: Route[]; upgrades: Upgrade[] }> {
  const { config, log } = services
  const directLine = await openDirectLine(services)
  const streams = openStreams(directLine, log)
  const starts = openAllowance(STARTS.burst, STARTS.perSecond)
  const secret = config.directLineSecret

  const mayAdmit = (headers: IncomingHttpHeaders) => {
    if (secret === undefined) return
    const bearer = bearerOf(headers)
    if (bearer === null) throw new MalgwiError('TOKEN_MISSING', 'secret')
    if (!isSame(bearer, secret)) throw new MalgwiError('TOKEN_INVALID', 'it is not DIRECT_LINE_SECRET')
  }
  const parametersOf = async (call: Call) => {
    const parameters = hasBody(call.headers) ? await call.body(Parameters) : {}
    const id = parameters.user?.id
    if (secret === undefined && id !== undefined && id.length < 'dl_'.length + UNGUESSABLE)
      throw new MalgwiError('REQUEST_INVALID', `user.id: has to be hard to guess, dl_ and ${UNGUESSABLE} characters or more`)
    return parameters
  }
  const authorise = async ({ headers, params }: Call): Promise<Verified> => {
    const bearer = bearerOf(headers)
    if (bearer === null) throw new MalgwiError('TOKEN_MISSING', 'token')
    const grant = await directLine.tokens.verify(bearer, 'token')
    if (params.id !== undefined && params.id !== grant.conversation) throw new MalgwiError('TOKEN_OF_ANOTHER')
    return grant
  }
  const mayStart = ({ request }: Call) => {
    if (isLoopback(config.host)) return
    if (!starts.take(request.socket.remoteAddress ?? '')) throw new MalgwiError('TOO_MANY', 'conversations from this address')
  }

  const route = (method: 'GET' | 'POST', path: string, handle: Route['handle'], more: Partial<Route> = {}): Route => ({
    method,
    path: `${BASE}${path}`,
    handle: (call) => handle(call).catch((error: unknown) => errorAnswer(error, call)),
    ...more,
  })
  const fail = ({ response }: Call, error: unknown) =>
    log.error({ requestId: response.getHeader('x-request-id'), error: describeError(error) }, 'failed')
  const errorAnswer = (error: unknown, call: Call): Answer => {
    const { status, detail } = problemOf(error)
    if (status >= 500 && status !== 501) fail(call, error)
    const headers: Record<string, string> = status === 429 || status === 503 ? { 'retry-after': '1' } : {}
    return { status, json: { error: { code: codeOf(error, status), message: detail } }, headers }
  }

  const routes = [
    route(
      'POST',
      '/tokens/generate',
      async (call) => {
        mayAdmit(call.headers)
        const { user = {} } = await parametersOf(call)
        return { json: await directLine.renew(directLine.admit(user)) }
      },
      { limit: PARAMETERS_BYTES, costly: true },
    ),

    route('POST', '/tokens/refresh', async (call) => {
      const grant = await authorise(call)
      const session = await directLine.renew(grant)
      streams.extend(grant, session.expires_in)
      return { json: session }
    }),

    route(
      'POST',
      '/conversations',
      async (call) => {
        const grant = await grantOf(call)
        const { user = {}, locale } = await parametersOf(call)
        mayStart(call)
        const { created, ...session } = await directLine.start(grant ?? directLine.admit(user), locale)
        return { status: created ? 201 : 200, json: withUrl(session, call) }
      },
      { limit: PARAMETERS_BYTES },
    ),

    route('GET', '/conversations/:id', async (call) => {
      const watermark = readWatermark(call.query.get('watermark'))
      return { json: withUrl(await directLine.reconnect(await authorise(call), watermark), call) }
    }),

    route('GET', '/conversations/:id/activities', async (call) => {
      const { conversation } = await authorise(call)
      return { json: await directLine.read(conversation, readWatermark(call.query.get('watermark')) ?? 0) }
    }),

    route('POST', '/conversations/:id/activities', async (call) => {
      const grant = await authorise(call)
      const activity = readActivity(await call.body(Posted))
      if (activity === null) return { json: { id: `${grant.conversation}|` } }
      const { id, error } = await directLine.post(grant, activity)
      if (error !== null) fail(call, error)
      return { json: { id } }
    }),

    route('POST', '/conversations/:id/upload', async (call) => {
      await authorise(call)
      throw new MalgwiError('UPLOAD_UNSUPPORTED')
    }),
  ]

  /** Whose conversation is to be started: the one of the token, a new one for whoever may have a token anyway. */
  async function grantOf(call: Call): Promise<Verified | undefined> {
    const bearer = bearerOf(call.headers)
    if (bearer !== null && !(secret !== undefined && isSame(bearer, secret))) return authorise(call)
    mayAdmit(call.headers)
    return undefined
  }

  return { routes, upgrades: [{ path: STREAM, handle: streams.handle, stop: streams.stop }] }
}

const STREAM = new RegExp(`^${BASE}/conversations/(?<id>[\\w-]{1,64})/stream$`)

function withUrl({ stream, ...session }: StreamSession, { headers }: Call) {
  const secure = String(headers['x-forwarded-proto'] ?? '').split(',')[0] === 'https'
  const query = new URLSearchParams({ watermark: String(stream.watermark), t: stream.token })
  const path = `${BASE}/conversations/${session.conversationId}/stream?${query}`
  return { ...session, streamUrl: `${secure ? 'wss' : 'ws'}://${headers.host}${path}` }
}

/** The code that clients of Direct Line know, where there is one. */
function codeOf(error: unknown, status: number): string {
  const code = error instanceof MalgwiError ? error.code : ''
  if (code === 'TOKEN_EXPIRED') return 'TokenExpired'
  if (code === 'BODY_INVALID') return 'MalformedData'
  if (code === 'ACTIVITY_UNSUPPORTED' || status === 501) return 'NotSupported'
  if (status === 404) return 'NotFound'
  if (status === 413) return 'MessageSizeTooBig'
  if (status === 429) return 'TooManyRequests'
  return status >= 500 ? 'ServiceError' : 'BadArgument'
}

function bearerOf({ authorization }: IncomingHttpHeaders): string | null {
  if (authorization === undefined) return null
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? null
}

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  Number(headers['content-length'] ?? 0) > 0 || headers['transfer-encoding'] !== undefined

/** Compares in a time that says nothing of where they differ. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
