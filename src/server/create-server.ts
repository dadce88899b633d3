import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Logger, pino } from 'pino'
import type restify from 'restify'
import type { Config } from '../config/config.js'
import { MalgwiError } from '../errors.js'
import { isLoopback } from './addresses.js'
import { callOf } from './call.js'
import { guard } from './guard.js'
import { requestIdOf, setCommonHeaders, setCorsHeaders } from './headers.js'
import { BODY_TIMEOUT_MS, LINGER_MS, SOCKET_GRACE_MS, THROTTLE } from './limits.js'
import { describeError } from './logger.js'
import type { Metrics } from './metrics.js'
import { problemAnswer } from './problem.js'
import { createServer, throttle } from './restify.js'
import type { Route, Upgrade } from './route.js'
import { refuseSocket, send } from './send.js'
import { openTurnstile } from './turnstile.js'

export interface App {
  /** Not yet listening. */
  readonly http: HttpServer
  readonly phase: Phase
  /** Adds routes, before or while it listens. */
  mount(routes: readonly Route[], upgrades?: readonly Upgrade[]): void
  /** From now on every route is answered; before, only those of the first `mount`, and 503 elsewhere. */
  open(): void
  /** Stops accepting, waits for what is under way, closes the WebSockets; cuts off what is not done after `grace` ms. */
  close(grace: number): Promise<void>
}

export type Phase = 'opening' | 'ready' | 'stopping'

export interface AppParts {
  config: Config
  log: Logger
  metrics: Metrics
  /** Milliseconds for a body to arrive. */
  bodyTimeout?: number
}

interface Seen {
  id: string
  started: number
}

/** The restify application: what every request goes through, around the routes. */
export function createApp({ config, log, metrics, bodyTimeout = BODY_TIMEOUT_MS }: AppParts): App {
  // restify's own logger is kept quiet: it writes URLs with their query.
  const server = createServer({ name: '', log: pino({ level: 'silent' }) })
  const http = server.server as HttpServer
  const seen = new WeakMap<IncomingMessage, Seen>()
  const early = new Set<string>()
  const upgrades: Upgrade[] = []
  const sockets = new Set<Duplex>()
  const limited = throttle({ ...THROTTLE, ip: true })
  const turnstile = openTurnstile()
  let phase: Phase = 'opening'

  // restify passes the listener's errors on; who listens to `http` deals with them.
  server.on('error', () => {})
  http.on('connection', turnstile.arrived)
  http.headersTimeout = bodyTimeout
  http.requestTimeout = 2 * bodyTimeout

  const refuseUnlessOpen = (path: string) => {
    if (phase === 'opening' && !early.has(path)) throw new MalgwiError('NOT_READY', 'starting')
  }

  server.pre((request: restify.Request, response: restify.Response, next: restify.Next) => {
    turnstile.arrived()
    const id = requestIdOf(request)
    seen.set(request, { id, started: performance.now() })
    setCommonHeaders(response, id)
    response.once('finish', () => linger(request))
    response.once('header', () => {
      if (phase === 'stopping') response.setHeader('connection', 'close')
    })
    try {
      guard(request, config)
      if (setCorsHeaders(request, response, config)) {
        send(response, { status: 204 })
        return next(false)
      }
      refuseUnlessOpen(request.getUrl().pathname as string)
      return next()
    } catch (error) {
      fail(request, response, error)
      return next(false)
    }
  })

  // What restify itself finds wrong: no such route, no such method, too many requests.
  server.on(
    'restifyError',
    (request: restify.Request, response: restify.Response, error: { statusCode?: number }, done: () => void) => {
      fail(request, response, fromRestify(error, request))
      done()
    },
  )

  server.on('after', (request: restify.Request, response: restify.Response, route: { path?: string } | undefined) => {
    const { id, started } = seen.get(request)!
    const seconds = (performance.now() - started) / 1000
    const labels = { method: request.method ?? '', route: String(route?.path ?? 'none'), status: response.statusCode }
    metrics.request(labels, seconds)
    const level = response.statusCode >= 500 && phase === 'ready' ? 'error' : early.has(labels.route) ? 'debug' : 'info'
    log[level]({ requestId: id, ...labels, ms: Math.round(seconds * 1e5) / 100 }, 'request')
  })

  // What Node itself cannot read as a request. Its bytes are nobody's to see: somebody's words may be among them.
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answered = Boolean((socket as Duplex & { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent)
    if (error.code === 'ECONNRESET' || !socket.writable || answered) return void socket.destroy()
    const refusal = fromParser(error.code)
    log.debug({ code: refusal.code }, 'refused')
    refuseSocket(socket, refusal)
    // Who still writes what nobody reads is not waited for.
    const late = setTimeout(() => socket.destroy(), LINGER_MS)
    socket.once('close', () => clearTimeout(late)).resume()
  })

  http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    try {
      guard(request, config)
      if (phase !== 'ready') throw new MalgwiError('NOT_READY', phase === 'opening' ? 'starting' : 'stopping')
      const { pathname } = new URL(`http://${request.headers.host}${request.url}`)
      for (const { path, handle } of upgrades) {
        const match = path.exec(pathname)
        if (match) return handle(request, socket, head, match)
      }
      throw new MalgwiError('NOT_FOUND')
    } catch (error) {
      if (!(error instanceof MalgwiError)) log.error({ error: describeError(error) }, 'upgrade failed')
      refuseSocket(socket, error)
    }
  })

  function fail(request: IncomingMessage, response: restify.Response, error: unknown): void {
    const requestId = seen.get(request)?.id
    if (!(error instanceof MalgwiError) || (error.status >= 500 && error.code !== 'NOT_READY'))
      log.error({ requestId, error: describeError(error) }, 'failed')
    else log.debug({ requestId, code: error.code }, 'refused')
    if (response.headersSent) response.destroy()
    else send(response, problemAnswer(error))
  }

  function add(route: Route): void {
    const handle = async (request: restify.Request, response: restify.Response) => {
      try {
        if (!early.has(route.path)) await turnstile.pass()
        const answer = await route.handle(callOf(route, request, response, bodyTimeout))
        if (answer !== 'handled') send(response, answer)
      } catch (error) {
        fail(request, response, error)
      }
    }
    const handlers = route.costly && !isLoopback(config.host) ? [limited, handle] : [handle]
    const { path } = route
    if (route.method === 'GET') {
      server.get(path, ...handlers)
      server.head(path, ...handlers)
    } else if (route.method === 'POST') server.post(path, ...handlers)
    else if (route.method === 'PUT') server.put(path, ...handlers)
    else if (route.method === 'DELETE') server.del(path, ...handlers)
    else server.opts(path, ...handlers)
  }

  return {
    http,
    get phase() {
      return phase
    },
    mount(routes, more = []) {
      const first = early.size === 0
      for (const route of routes) {
        if (first) early.add(route.path)
        add(route)
      }
      upgrades.push(...more)
    },
    open() {
      phase = 'ready'
    },
    async close(grace) {
      phase = 'stopping'
      const closed = new Promise((resolve) => http.close(resolve))
      for (const upgrade of upgrades) upgrade.stop?.()
      const silent = setTimeout(() => destroyAll(sockets), Math.min(grace, SOCKET_GRACE_MS))
      const late = setTimeout(() => http.closeAllConnections(), grace)
      await closed
      clearTimeout(silent)
      clearTimeout(late)
    },
  }
}

function destroyAll(sockets: Iterable<Duplex>): void {
  for (const socket of sockets) socket.destroy()
}

function fromParser(code: string | undefined): MalgwiError {
  if (code === 'HPE_HEADER_OVERFLOW') return new MalgwiError('HEADERS_TOO_LARGE')
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new MalgwiError('REQUEST_SLOW')
  return new MalgwiError('REQUEST_UNREADABLE')
}

function fromRestify(error: { statusCode?: number }, request: restify.Request): unknown {
  if (error.statusCode === 404) return new MalgwiError('NOT_FOUND')
  if (error.statusCode === 405) return new MalgwiError('METHOD_NOT_ALLOWED', request.method)
  if (error.statusCode === 429) return new MalgwiError('TOO_MANY', 'requests from this address')
  return error
}

/** An answer may come before the whole body has: the rest is dropped for a moment, then the connection is. */
function linger(request: IncomingMessage): void {
  if (request.complete) return
  const late = setTimeout(() => request.socket.destroy(), LINGER_MS)
  request.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late))
  request.resume()
}
