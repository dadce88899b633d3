import type { Request, Response } from 'restify'
import { isFromLoopback } from './addresses.js'
import { BODY_BYTES } from './limits.js'
import { check, parseJson } from './parse-json.js'
import { readBody } from './read-body.js'
import type { Call, Route } from './route.js'

export function callOf(route: Route, request: Request, response: Response, timeout: number): Call {
  let read: Promise<unknown> | undefined
  return {
    params: request.params,
    query: new URLSearchParams(request.getQuery()),
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
