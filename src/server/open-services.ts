import type { Logger } from 'pino'
import { createBot } from '../bot/create-bot.js'
import type { Config } from '../config/config.js'
import { SHIPPED_BUNDLE } from '../config/shipped-bundle.js'
import { openRecognizer } from '../recognizer/open.js'
import { openStore } from '../state/open.js'
import type { Services } from './services.js'

/**
 * The state store, the bundle, and the bot on both.
 *
 * @throws MalgwiError as openStore, openRecognizer and createBot do
 */
export async function openServices(config: Config, log: Logger): Promise<Services> {
  const store = await openStore(config.databaseUrl)
  try {
    const recognizer = await openRecognizer(config.bundle ?? SHIPPED_BUNDLE, { engine: config.engine, threads: config.threads })
    return { recognizer, bot: createBot({ recognizer, storage: store.storage }), store, config, log }
  } catch (error) {
    await store.close()
    throw error
  }
}
