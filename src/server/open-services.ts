import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { SHIPPED_BUNDLE } from '../config/shipped-bundle.js'
import type { Services } from './services.js'

/**
 * The state store, the bundle, and the bot on both. Their code is loaded here, a second's work: the server
 * listens already.
 *
 * @throws MalgwiError as openStore, openRecognizer and createBot do
 */
export async function openServices(config: Config, log: Logger): Promise<Services> {
  const [{ openStore }, { openRecognizer }, { createBot }] = await Promise.all([
    import('../state/open.js'),
    import('../recognizer/open.js'),
    import('../bot/create-bot.js'),
  ])
  const store = await openStore(config.databaseUrl)
  try {
    const recognizer = await openRecognizer(config.bundle ?? SHIPPED_BUNDLE, { engine: config.engine, threads: config.threads })
    return { recognizer, bot: createBot({ recognizer, storage: store.storage }), store, config, log }
  } catch (error) {
    await store.close()
    throw error
  }
}
