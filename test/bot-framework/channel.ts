import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

type Json = Record<string, unknown>

/** A reply as it came to serviceUrl. */
export interface Sent {
  path: string
  headers: IncomingMessage['headers']
  activity: Json & {
    text?: string
    suggestedActions?: { actions: { title: string; value: string }[] }
  }
}

/** What the Emulator and the Agents Playground are to a bot: somebody who posts activities, and an address that takes the replies. */
export interface Channel {
  readonly serviceUrl: string
  readonly sent: Sent[]
  /** Activities of this channel, each with an id of its own. */
  message(text: string, more?: Json): Json
  joins(member: 'user' | 'bot', more?: Json): Json
  /** Answers the next request otherwise than with 200 and an id. */
  next(answer: (response: ServerResponse) => void): void
}

interface ChannelOptions {
  channelId?: string
  /** Behind the origin: the Agents Playground takes replies at /_connector. */
  path?: string
  user?: string
  conversation?: string
}

/** restify changes what `writeHead` returns, for every server of the process. */
export function reply(response: ServerResponse, status: number, body = '', headers: Record<string, string> = {}): void {
  response.statusCode = status
  response.setHeader('content-type', 'application/json')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(body)
}

let channels = 0

export async function openChannel({
  channelId = 'emulator',
  path = '',
  user = 'user-1',
  conversation = `talk-${++channels}|livechat`,
}: ChannelOptions = {}): Promise<Channel> {
  const sent: Sent[] = []
  const answers: ((response: ServerResponse) => void)[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = answers.shift()
    if (answer) return answer(response)
    sent.push({ path: request.url!, headers: request.headers, activity: JSON.parse(Buffer.concat(chunks).toString('utf8')) })
    reply(response, 200, JSON.stringify({ id: `reply-${sent.length}` }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const serviceUrl = `http://localhost:${(server.address() as AddressInfo).port}${path}`
  const accounts = { user: { id: user, name: 'User', role: 'user' }, bot: { id: 'bot-1', name: 'Bot', role: 'bot' } }
  let activities = 0
  const addressed = () => ({
    id: `activity-${++activities}`,
    channelId,
    serviceUrl,
    conversation: { id: conversation },
    recipient: accounts.bot,
    timestamp: '2026-01-02T03:04:05.678Z',
    localTimestamp: '2026-01-02T12:04:05+09:00',
    locale: 'ko-KR',
  })
  return {
    serviceUrl,
    sent,
    message: (text, more) => ({ type: 'message', ...addressed(), from: accounts.user, text, textFormat: 'plain', ...more }),
    joins: (member, more) => ({
      type: 'conversationUpdate',
      ...addressed(),
      from: accounts.user,
      membersAdded: [accounts[member]],
      membersRemoved: [],
      ...more,
    }),
    next: (answer) => answers.push(answer),
  }
}
