import type { Request, Response } from 'restify'
import { MalgwiError } from '../errors.js'
import { isFromLoopback } from './addresses.js'
import { BODY_BYTES } from './limits.js'
import { check, parseJson } from './parse-json.js'
import { readBody } from './read-body.js'
import type { Call, Route } from './route.js'

export function callOf(route: Route, request: Request, response: Response, timeout: number): Call {
  let read: Promise<unknown> | undefined
  return {
    params: request.params,
    query: queryOf(request.getQuery()),
    headers: request.headers,
    loopback: isFromLoopback(request),
    async body(schema) {
      read ??= readBody(request, { limit: route.limit ?? BODY_BYTES, timeout }).then(parseJson)
      return check(schema, await read)
    },
    request,
    response,
  }
}

/** URLSearchParams would take what is not percent-encoded UTF-8 for other characters. */
function queryOf(query: string): URLSearchParams {
  try {
    decodeURIComponent(query)
  } catch {
    throw new MalgwiError('URL_INVALID')
  }
  return new URLSearchParams(query)
}
