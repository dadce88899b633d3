import type { Bot } from '#src/bot/bot.js'
import { askToForget } from '#src/bot/forget.js'
import { ActivityTypes, MessageFactory } from '#src/bot/sdk.js'
import type { Config } from '#src/config/config.js'
import { type TestServer, testServer, testServices } from '../http/server.js'

export const WELCOME = '어서 오세요.'
export const BREAKS = '고장'
export const APOLOGY = '미안해요.'
export const FORGETS = '다 지워 줘'
export const GOODBYE = '다 지웠어요.'
export const CHOICES = ['그래픽', '더빙']

/** Says back who said what, and offers choices: two replies a message. */
const echo: Bot = {
  async run(context) {
    const { type, text, from, membersAdded } = context.activity
    if (type === ActivityTypes.ConversationUpdate && membersAdded?.length) await context.sendActivity(WELCOME)
    if (type !== ActivityTypes.Message) return
    if (text === FORGETS) {
      askToForget(context)
      await context.sendActivity(GOODBYE)
      return
    }
    await context.sendActivity(`${from.id}: ${text}`)
    if (text === BREAKS) throw new Error('broken')
    await context.sendActivity(MessageFactory.suggestedActions(CHOICES, '어떤 부분이요?'))
  },
  async recover(context) {
    await context.sendActivity(APOLOGY)
  },
}

/** A server for one test whose bot is the echo. */
export const echoServer = (settings: Partial<Config> = {}): Promise<TestServer> =>
  testServer(settings, { openServices: async (config, log) => ({ ...(await testServices()(config, log)), bot: echo }) })

export interface Session {
  conversationId: string
  token: string
  expires_in: number
  streamUrl: string
}

export interface Shown {
  id: string
  type: string
  text?: string
  from: { id: string; name?: string; role?: string }
  conversation: { id: string }
  channelData?: Record<string, unknown>
  suggestedActions?: { actions: { title: string; value: string }[] }
  replyToId?: string
  timestamp: string
}

/** What a client of Direct Line asks for, each as an HTTP response. */
export function caller({ url }: { url: string }) {
  const request = (method: string, path: string, { token, body, headers }: Options = {}) =>
    fetch(`${url}/v3/directline/${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  const json = async <T>(response: Promise<Response>): Promise<T> => (await response).json() as T
  return {
    request,
    json,
    start: (options?: Options) => json<Session>(request('POST', 'conversations', options)),
    say: ({ conversationId, token }: Session, text: string, more: Record<string, unknown> = {}) =>
      request('POST', `conversations/${conversationId}/activities`, {
        token,
        body: { type: 'message', from: { id: 'me' }, text, ...more },
      }),
    activities: ({ conversationId, token }: Session, watermark?: string) =>
      json<{ activities: Shown[]; watermark: string }>(
        request('GET', `conversations/${conversationId}/activities${watermark === undefined ? '' : `?watermark=${watermark}`}`, {
          token,
        }),
      ),
  }
}

interface Options {
  token?: string
  body?: unknown
  headers?: Record<string, string>
}
