import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { type Config, readConfig } from '#src/config/config.js'
import type { OpenedRecognizer } from '#src/recognizer/open.js'
import { createLogger } from '#src/server/logger.js'
import type { Services } from '#src/server/services.js'
import { type RunningServer, type ServerParts, startServer } from '#src/server/start-server.js'
import { openStore } from '#src/state/open.js'
import { recognizer } from '../bot/double.js'

export interface TestServer extends RunningServer {
  /** Everything logged so far, at every level. */
  logged(): string
  /** A request with a JSON body, or as `init` says. */
  request(path: string, init?: RequestInit): Promise<Response>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
}

/** The settings of a fresh checkout, on any free port, with state in memory. */
export function testConfig(settings: Partial<Config> = {}): Config {
  return { ...readConfig({}), port: 0, databaseUrl: 'file::memory:', logLevel: 'debug', ...settings }
}

/** The bot of test/bot/double.ts on a store in memory. */
export async function testServices(config: Config, log: Services['log']): Promise<Services> {
  const store = await openStore(config.databaseUrl)
  return {
    recognizer: recognizer as OpenedRecognizer,
    bot: createBot({ recognizer, storage: store.storage }),
    store,
    config,
    log,
  }
}

/** A server for one test, stopped after it. */
export async function testServer(settings: Partial<Config> = {}, parts: ServerParts = {}): Promise<TestServer> {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const config = testConfig(settings)
  const server = await startServer(config, { log: createLogger(config, sink), openServices: testServices, ...parts })
  onTestFinished(() => server.stop())
  const request = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init)
  return {
    ...server,
    logged: () => lines.join(''),
    request,
    post: (path, body, headers = {}) =>
      request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  }
}
