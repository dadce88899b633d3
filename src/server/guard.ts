import type { IncomingMessage } from 'node:http'
import type { Config } from '../config/config.js'
import { MalgwiError } from '../errors.js'
import { isLoopback } from './addresses.js'
import { URL_LENGTH } from './limits.js'

/** A host and a port, without what a URL parser would take for a user, a path or a query. */
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * What every request and every upgrade has to pass before anything else looks at it:
 * an address that can be read (restify's own parsing throws where nobody can catch it), on a loopback listener a Host that names
 * this machine (a page of another name that resolves to 127.0.0.1, DNS rebinding, is refused), and, from a browser, an Origin that is
 * our own or allowed.
 *
 * @throws MalgwiError URL_INVALID, URL_TOO_LONG, HOST_REFUSED, ORIGIN_REFUSED
 */
export function guard(request: IncomingMessage, config: Config): void {
  const { host = '', origin } = request.headers
  const target = request.url ?? ''
  if (target.length > URL_LENGTH) throw new MalgwiError('URL_TOO_LONG', `at most ${URL_LENGTH} characters`)
  if (!target.startsWith('/') || !HOST.test(host) || !URL.canParse(`http://${host}${target}`))
    throw new MalgwiError('URL_INVALID')
  if (isLoopback(config.host) && !namesThisMachine(host, config)) throw new MalgwiError('HOST_REFUSED')
  if (origin !== undefined && !isOwn(origin, host) && !isAllowed(origin, config)) throw new MalgwiError('ORIGIN_REFUSED')
}

/** Another origin's page that may talk to us, from ALLOWED_ORIGINS. */
export function isAllowed(origin: string, config: Config): boolean {
  return config.allowedOrigins.includes(origin)
}

/** A reverse proxy on this machine may pass on the name of a page that is allowed anyway. */
function namesThisMachine(host: string, config: Config): boolean {
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  return isLoopback(name) || config.allowedOrigins.some((origin) => new URL(origin).host === host.toLowerCase())
}

function isOwn(origin: string, host: string): boolean {
  if (!/^https?:\/\//.test(origin) || !URL.canParse(origin)) return false
  const { protocol } = new URL(origin)
  return new URL(`${protocol}//${host}`).origin === origin
}
