import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Request, Response } from 'restify'
import type { z } from 'zod'
import type { ZodOpenApiOperationObject } from 'zod-openapi'

/** One request, as a route's handler sees it. */
export interface Call {
  /** Decoded parameters of the path. */
  params: Record<string, string>
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** The client is on this machine, and no proxy says that it speaks for another. */
  loopback: boolean
  /**
   * The body, checked. Reads it at the first call; a later one checks what was read against another schema.
   *
   * @throws MalgwiError BODY_TYPE, BODY_TOO_LARGE, BODY_SLOW, BODY_INVALID, REQUEST_INVALID (with the path of what is wrong)
   */
  body<T>(schema: z.ZodType<T>): Promise<T>
  /** For what this interface does not say: its stream belongs to `body`. */
  request: Request
  response: Response
}

/** 'handled': the handler has written the response by the time it resolves. */
export type Answer =
  | { status?: number; json?: unknown; body?: string | Buffer; type?: string; headers?: Record<string, string> }
  | 'handled'

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'OPTIONS'
  /** As find-my-way reads it (/things/:id, /files/*); also names the route in logs and metrics. A GET answers HEAD too. */
  path: string
  /** Bytes of a body, on the wire and as opened; BODY_BYTES unless given. */
  limit?: number
  /** Costs something and asks for no token: counted per address where the listener is beyond loopback (429). */
  costly?: boolean
  /** What /openapi.json says of it; not there unless given. */
  openapi?: ZodOpenApiOperationObject
  /** What it throws becomes application/problem+json: a MalgwiError by its row of the table, anything else a bare 500. */
  handle(call: Call): Promise<Answer>
}

/** A WebSocket endpoint. Host and Origin are checked before it is called. */
export interface Upgrade {
  /** Matched against the path, without the query. */
  path: RegExp
  handle(request: IncomingMessage, socket: Duplex, head: Buffer, match: RegExpExecArray): void
  /** The server stops: close what is open with 1001. Sockets that stay open are cut off. */
  stop?(): void
}
