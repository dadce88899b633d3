import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import { readWatermark } from '../../channels/direct-line/activity.js'
import type { DirectLine } from '../../channels/direct-line/direct-line.js'
import { pump } from '../../channels/direct-line/stream.js'
import type { Grant, Verified } from '../../channels/direct-line/tokens.js'
import { MalgwiError } from '../../errors.js'
import { describeError } from '../logger.js'
import { refuseSocket } from '../send.js'

/** Bytes of a message from a client: they send nothing but empty ones. */
const MESSAGE_BYTES = 1_024
/** WebSockets of one conversation: windows of one person. The oldest makes room, with the reason that Direct Line gives. */
const PER_CONVERSATION = 8
/** WebSockets of all conversations: each holds a socket and some 20 KB. */
const IN_ALL = 4_000
/** Milliseconds between signs of life, both ways. Proxies cut what is quiet for a minute. */
const KEEP_ALIVE_MS = 25_000

/** Close codes: RFC 6455, 7.4.1. */
const GOING_AWAY = 1_001
const POLICY = 1_008

interface Stream {
  socket: WebSocket
  grant: Verified
  alive: boolean
  deadline: NodeJS.Timeout | undefined
}

export interface Streams {
  handle(request: IncomingMessage, socket: Duplex, head: Buffer, match: RegExpExecArray): void
  /** A token was refreshed: the streams of its conversation go on for as long. */
  extend(grant: Grant, seconds: number): void
  stop(): void
}

/** The WebSockets on which conversations are followed. */
export function openStreams(directLine: DirectLine, log: Logger): Streams {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
  })
  const streams = new Map<string, Set<Stream>>()
  let open = 0

  const pulse = setInterval(() => {
    for (const stream of [...streams.values()].flatMap((all) => [...all])) {
      if (!stream.alive) stream.socket.terminate()
      stream.alive = false
      stream.socket.ping()
      // Receive activities in Direct Line API 3.0: an empty message says that the connection is still good.
      stream.socket.send('')
    }
  }, KEEP_ALIVE_MS)
  pulse.unref()

  async function authorise(request: IncomingMessage, id: string) {
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams
    const token = query.get('t')
    if (token === null) throw new MalgwiError('TOKEN_MISSING', 'token')
    const grant = await directLine.tokens.verify(token, 'stream')
    if (grant.conversation !== id) throw new MalgwiError('TOKEN_OF_ANOTHER')
    if (open >= IN_ALL) throw new MalgwiError('TOO_MANY', 'streams')
    return { grant, watermark: readWatermark(query.get('watermark')) ?? 0 }
  }

  function follow(socket: WebSocket, grant: Verified, watermark: number): void {
    const stream: Stream = { socket, grant, alive: true, deadline: undefined }
    const { conversation } = grant
    const all = streams.get(conversation) ?? new Set()
    streams.set(conversation, all.add(stream))
    open += 1
    if (all.size > PER_CONVERSATION) [...all][0].socket.close(POLICY, 'collision')
    const end = new AbortController()
    setDeadline(stream, grant.ends - Date.now() / 1_000)
    socket.on('pong', () => {
      stream.alive = true
    })
    socket.on('error', () => socket.terminate())
    socket.once('close', () => {
      end.abort()
      clearTimeout(stream.deadline)
      all.delete(stream)
      if (all.size === 0) streams.delete(conversation)
      open -= 1
    })
    const send = (frame: string) =>
      new Promise<void>((resolve, reject) => socket.send(frame, (error) => (error ? reject(error) : resolve())))
    pump(directLine.source(conversation), { send }, watermark, end.signal).catch((error: unknown) => {
      if (socket.readyState === socket.OPEN) log.error({ error: describeError(error) }, 'stream failed')
      socket.terminate()
    })
  }

  function setDeadline(stream: Stream, seconds: number): void {
    clearTimeout(stream.deadline)
    stream.deadline = setTimeout(() => stream.socket.close(POLICY, 'TokenExpired'), Math.max(0, seconds) * 1_000)
    stream.deadline.unref()
  }

  return {
    handle(request, socket, head, match) {
      authorise(request, match.groups!.id)
        .then(({ grant, watermark }) => server.handleUpgrade(request, socket, head, (opened) => follow(opened, grant, watermark)))
        .catch((error: unknown) => {
          if (!(error instanceof MalgwiError)) log.error({ error: describeError(error) }, 'upgrade failed')
          refuseSocket(socket, error)
        })
    },
    extend({ conversation, user }, seconds) {
      for (const stream of streams.get(conversation) ?? []) if (stream.grant.user === user) setDeadline(stream, seconds)
    },
    stop() {
      clearInterval(pulse)
      for (const all of streams.values()) for (const { socket } of all) socket.close(GOING_AWAY, 'the server stops')
    },
  }
}
