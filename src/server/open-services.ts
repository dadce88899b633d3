import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { SHIPPED_BUNDLE } from '../config/shipped-bundle.js'
import type { Recognizer } from '../recognizer/contract.js'
import { describeError } from './logger.js'
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
    askOnce(recognizer).catch((error: unknown) => log.error({ error: describeError(error) }, 'not warmed up'))
    return { recognizer, bot: createBot({ recognizer, storage: store.storage }), store, config, log }
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * Has made what a recogniser makes when it is first asked (wishes, mistyped titles, the engine's plan), beside the first requests: whoever
 * speaks first would hold everybody else for some tenths of a second.
 */
async function askOnce(recognizer: Recognizer): Promise<void> {
  const said = recognizer.targets.join(' ')
  const questions: (() => unknown)[] = [
    () => recognizer.analyse(said),
    () => recognizer.wishOf(said),
    () => recognizer.aspectOpinions(said),
    () => recognizer.recommend(null, { exclude: [], limit: 1 }),
    () => recognizer.searchItems(said, 1),
  ]
  for (const ask of questions) {
    await nextTurn()
    await ask()
  }
}
