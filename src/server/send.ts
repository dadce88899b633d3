import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Response } from 'restify'
import { problemAnswer } from './problem.js'
import type { Answer } from './route.js'

/** Writes an answer. */
export function send(response: Response, { status = 200, json, body, type, headers }: Exclude<Answer, 'handled'>): void {
  const content = json === undefined ? (body ?? '') : JSON.stringify(json)
  const contentType = type ?? (json === undefined ? undefined : 'application/json')
  const bare = status === 204 || status === 304
  response.sendRaw(status, content, {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(bare ? {} : { 'content-length': String(Buffer.byteLength(content)) }),
    ...headers,
  })
}

/** Answers what is no ordinary request, one for a WebSocket or one that cannot be read, in plain HTTP, and closes. */
export function refuseSocket(socket: Duplex, error: unknown): void {
  const { status = 500, json, headers, type } = problemAnswer(error)
  const content = JSON.stringify(json)
  const lines = Object.entries({
    ...headers,
    connection: 'close',
    'content-type': type,
    'content-length': Buffer.byteLength(content),
  }).map(([name, value]) => `${name}: ${value}`)
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', content].join('\r\n'))
}
