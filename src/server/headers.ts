import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Config } from '../config/config.js'
import { isAllowed } from './guard.js'

const REQUEST_ID = /^[\w.-]{1,64}$/
/** What Direct Line clients and ours send beside the headers that need no permission. */
const ALLOWED_HEADERS = 'authorization, content-type, x-ms-bot-agent, x-requested-with, x-request-id'
const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, DELETE, OPTIONS'
const EXPOSED_HEADERS = 'x-request-id, retry-after'
const PREFLIGHT_SECONDS = 600

/** The id a caller gave the request (letters, digits, `_ . -`; at most 64), else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
}

/** What every response bears; a route may say otherwise. */
export function setCommonHeaders(response: ServerResponse, id: string): void {
  response.setHeader('x-request-id', id)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('cache-control', 'no-store')
}

/** CORS for the pages of ALLOWED_ORIGINS. Answers whether the request is a preflight, which ends with these headers. */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse, config: Config): boolean {
  if (config.allowedOrigins.length > 0) response.setHeader('vary', 'Origin')
  const { origin } = request.headers
  if (origin === undefined || !isAllowed(origin, config)) return false
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('access-control-expose-headers', EXPOSED_HEADERS)
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false
  response.setHeader('access-control-allow-methods', ALLOWED_METHODS)
  response.setHeader('access-control-allow-headers', ALLOWED_HEADERS)
  response.setHeader('access-control-max-age', String(PREFLIGHT_SECONDS))
  return true
}
