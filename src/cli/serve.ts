import { setFlagsFromString } from 'node:v8'
import { readConfig } from '../config/config.js'
import { createLogger, describeError } from '../server/logger.js'
import { type RunningServer, startServer } from '../server/start-server.js'
import { announceEngine, type BundleOptions, bundleFolder } from './open.js'
import { printLine } from './output.js'

/**
 * What a turn leaves behind is collected by the thread that answers, alone: it takes a millisecond or two, and helpers have to be
 * waited for wherever the other cores are busy.
 */
const COLLECT_ALONE = '--no-parallel-scavenge'
/** After the first signal the server has so long to finish what is under way. */
const LAST_MS = 10_000

/** Serves until SIGTERM or SIGINT. Prints one line, with the URL, when it is ready; logs go to standard error. */
export async function serve(options: BundleOptions & { host?: string; port?: number }): Promise<void> {
  setFlagsFromString(COLLECT_ALONE)
  const settings = readConfig()
  const config = {
    ...settings,
    bundle: bundleFolder(options),
    engine: options.engine ?? settings.engine,
    threads: options.threads ?? settings.threads,
    host: options.host ?? settings.host,
    port: options.port ?? settings.port,
  }
  const log = createLogger(config)
  let running: RunningServer | undefined
  let asked = false
  const end = () => {
    // Nothing is under way before it is ready; who asks twice does not want to wait.
    if (asked || !running) process.exit(asked ? 1 : 0)
    asked = true
    setTimeout(() => process.exit(1), LAST_MS).unref()
    void running.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', end).on('SIGINT', end)
  await announceEngine(config.engine)
  running = await startServer(config, { log })
  // Node would print the message, and with it perhaps what somebody said.
  process.on('uncaughtException', (error) => {
    log.fatal({ error: describeError(error) }, 'ended by an error that nobody caught')
    process.exit(1)
  })
  printLine(`말귀  ${running.url}`)
}
