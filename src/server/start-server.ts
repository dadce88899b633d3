import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { MalgwiError } from '../errors.js'
import { inUrl, isLoopback } from './addresses.js'
import { type App, createApp } from './create-server.js'
import { GRACE_MS } from './limits.js'
import { createLogger, describeError } from './logger.js'
import { createMetrics } from './metrics.js'
import { openServices } from './open-services.js'
import { keepFor } from './retention.js'
import { healthRoutes } from './routes/health.js'
import type { Services } from './services.js'

export interface RunningServer {
  /** Where to reach it from this machine, e.g. http://127.0.0.1:3978. */
  url: string
  port: number
  /** Finishes what is under way (at most `GRACE_MS`), closes WebSockets with 1001, then the store. */
  stop(): Promise<void>
}

export interface ServerParts {
  /** Where logs go; standard error unless given. */
  log?: Logger
  /** What opens the bundle and the store; the real ones unless given. */
  openServices?: (config: Config, log: Logger) => Promise<Services>
  /** It listens, and answers /livez, while the bundle still opens. */
  onListening?: (url: string) => void
  /** Milliseconds for a body to arrive. */
  bodyTimeout?: number
}

/**
 * Listens at once, opens the bundle and the store, and resolves when every route is answered.
 *
 * @throws MalgwiError SERVER_EXPOSED, SERVER_LISTEN, and what opening the services throws; nothing listens then
 */
export async function startServer(config: Config, parts: ServerParts = {}): Promise<RunningServer> {
  if (!isLoopback(config.host) && config.credentials === undefined) throw new MalgwiError('SERVER_EXPOSED', config.host)
  const log = parts.log ?? createLogger(config)
  const metrics = createMetrics()
  const app = createApp({ config, log, metrics, bodyTimeout: parts.bodyTimeout })
  let services: Services | undefined
  app.mount(healthRoutes({ phase: () => app.phase, ping: async () => services?.store.ping(), metrics }))
  const { url, port } = await listen(app, config)
  app.http.on('error', (error) => log.error({ error: describeError(error) }, 'server failed'))
  parts.onListening?.(url)
  try {
    const [opened, { allEndpoints }] = await Promise.all([
      (parts.openServices ?? openServices)(config, log),
      import('./routes/all.js'),
    ])
    services = { ...opened, bot: metrics.counted(opened.bot) }
    const { routes, upgrades } = await allEndpoints(services)
    app.mount(routes, upgrades)
  } catch (error) {
    await Promise.all([app.close(0), services?.store.close()])
    throw error
  }
  const { store } = services
  const stopPurging = keepFor(config.retentionDays, store, log)
  app.open()
  log.info({ url }, 'ready')
  let stopped: Promise<void> | undefined
  const stop = async () => {
    log.info('stopping')
    stopPurging()
    await app.close(GRACE_MS)
    await store.close()
  }
  return {
    url,
    port,
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

const ADVICE: Record<string, string> = {
  EADDRINUSE: 'the port is taken: stop what listens there, or set PORT (0 takes any free one)',
  EACCES: 'the port is reserved: set PORT to one from 1024 up',
  EADDRNOTAVAIL: 'this machine has no such address: set HOST to one that it has',
  ENOTFOUND: 'the name is not known: set HOST to an address of this machine',
}

function listen({ http }: App, { host, port }: Config): Promise<{ url: string; port: number }> {
  return new Promise((resolve, reject) => {
    const refused = ({ code = '' }: NodeJS.ErrnoException) =>
      reject(new MalgwiError('SERVER_LISTEN', `${inUrl(host)}:${port}, ${ADVICE[code] ?? code}`))
    http.once('error', refused)
    http.listen({ host, port }, () => {
      http.off('error', refused)
      const bound = http.address() as AddressInfo
      const everywhere = host === '0.0.0.0' || host === '::'
      resolve({ url: `http://${everywhere ? '127.0.0.1' : inUrl(host)}:${bound.port}`, port: bound.port })
    })
  })
}
