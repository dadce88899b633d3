import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import type { Bot } from '#src/bot/bot.js'
import { createBot } from '#src/bot/create-bot.js'
import { type Config, readConfig } from '#src/config/config.js'
import type { OpenedRecognizer } from '#src/recognizer/open.js'
import { createApp } from '#src/server/create-server.js'
import { createLogger } from '#src/server/logger.js'
import { createMetrics } from '#src/server/metrics.js'
import type { Route, Upgrade } from '#src/server/route.js'
import type { Services } from '#src/server/services.js'
import { type RunningServer, type ServerParts, startServer } from '#src/server/start-server.js'
import { openStore } from '#src/state/open.js'
import { recognizer } from '../bot/double.js'
import { vectorQueries } from './vectors-double.js'

export interface TestServer extends RunningServer {
  /** Everything logged so far, at every level. */
  logged(): string
  request(path: string, init?: RequestInit): Promise<Response>
  /** A POST with a JSON body. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
}

/** The settings of a fresh checkout, on any free port, with state in memory. */
export function testConfig(settings: Partial<Config> = {}): Config {
  return { ...readConfig({}), port: 0, databaseUrl: 'file::memory:', logLevel: 'debug', ...settings }
}

/** The recogniser of test/bot/double.ts and a bot on it, with state in memory; `more` takes the place of the recogniser's methods. */
export function testServices(more: Partial<OpenedRecognizer> = {}) {
  return async (config: Config, log: Services['log']): Promise<Services> => {
    const aspects = ['그래픽', '음악'].map((name) => ({ name }))
    const opened = { ...recognizer, catalog: { domain: { aspects } }, vectorQueries, ...more } as OpenedRecognizer
    const store = await openStore(config.databaseUrl)
    // Few tests talk; reading its texts takes longer than all the rest.
    let made: Bot | undefined
    const bot = () => {
      made ??= createBot({ recognizer: opened, storage: store.storage })
      return made
    }
    return {
      recognizer: opened,
      bot: { run: (context) => bot().run(context), recover: (context) => bot().recover(context) },
      store,
      config,
      log,
    }
  }
}

function logTo(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
}

/** A server for one test, stopped after it. */
export async function testServer(settings: Partial<Config> = {}, parts: ServerParts = {}): Promise<TestServer> {
  const lines: string[] = []
  const config = testConfig(settings)
  const server = await startServer(config, { log: createLogger(config, logTo(lines)), openServices: testServices(), ...parts })
  onTestFinished(() => server.stop())
  return { ...server, logged: () => lines.join(''), ...clientOf(server.url) }
}

/** Only these routes, without services. */
export async function testApp(routes: Route[], upgrades: Upgrade[] = [], settings: Partial<Config> = {}, bodyTimeout?: number) {
  const lines: string[] = []
  const config = testConfig(settings)
  const app = createApp({ config, log: createLogger(config, logTo(lines)), metrics: createMetrics(), bodyTimeout })
  app.mount(routes, upgrades)
  app.open()
  await new Promise<void>((resolve) => app.http.listen({ host: '127.0.0.1', port: 0 }, resolve))
  const { port } = app.http.address() as AddressInfo
  onTestFinished(() => app.close(0))
  return { app, port, logged: () => lines.join(''), ...clientOf(`http://127.0.0.1:${port}`) }
}

function clientOf(url: string): Pick<TestServer, 'request' | 'post'> {
  const request = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init)
  return {
    request,
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

/** Writes bytes as they are, with CRLF for each line break, and answers everything that came back until the server closed. */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text.replaceAll('\n', '\r\n')))
    socket.setEncoding('utf8').on('data', (part) => {
      answer += part
    })
    socket.on('error', () => {}).on('close', () => resolve(answer))
  })
}

/** The JSON of a response, of whatever form it is. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it
export const json = (response: Response): Promise<any> => response.json() as Promise<any>

/** The status and code of a problem, with its form checked. */
export async function problem(response: Response): Promise<[number, string]> {
  const type = response.headers.get('content-type')
  const body = await json(response)
  const { status, code, title, detail } = body
  const whole = type === 'application/problem+json' && status === response.status && [code, title, detail].every(Boolean)
  if (!whole || body.type !== 'about:blank') throw new Error(`no problem+json: ${type} ${JSON.stringify(body)}`)
  return [status, code]
}
