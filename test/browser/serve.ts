import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '#src/config/config.js'
import { type RunningServer, startServer } from '#src/server/start-server.js'

export interface Served {
  readonly url: string
  /** Ends, and starts again on the same port and state. */
  stop(): Promise<void>
  start(): Promise<void>
  /** Ends, and leaves nothing behind. */
  clear(): Promise<void>
}

/** The real server on the shipped bundle, with state of its own. */
export async function serve(more: Record<string, string> = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'malgwi-page-'))
  const settings = { DATABASE_URL: `file:${join(folder, 'state.db')}`, LOG_LEVEL: 'silent', ...more }
  const begin = (port: number) => startServer({ ...readConfig(settings), port })
  let server: RunningServer = await begin(0)
  const { url, port } = server
  return {
    url: `${url}/`,
    stop: () => server.stop(),
    async start() {
      server = await begin(port)
    },
    async clear() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
