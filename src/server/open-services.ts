import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { SHIPPED_BUNDLE } from '../config/shipped-bundle.js'
import type { Services } from './services.js'

/**
 * The state store, the bundle, and the bot on both. Their code is loaded here, piece by piece: the server listens already, and has to answer
 * that it lives.
 *
 * @throws MalgwiError as openStore, openRecognizer and createBot do
 */
export async function openServices(config: Config, log: Logger): Promise<Services> {
  const { openStore } = await import('../state/open.js')
  const store = await openStore(config.databaseUrl)
  try {
    const { openRecognizer } = await import('../recognizer/open.js')
    const recognizer = await openRecognizer(config.bundle ?? SHIPPED_BUNDLE, { engine: config.engine, threads: config.threads })
    const { createBot } = await import('../bot/create-bot.js')
    return { recognizer, bot: createBot({ recognizer, storage: store.storage }), store, config, log }
  } catch (error) {
    await store.close()
    throw error
  }
}
