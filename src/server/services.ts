import type { Logger } from 'pino'
import type { Bot } from '../bot/bot.js'
import type { Config } from '../config/config.js'
import type { OpenedRecognizer } from '../recognizer/open.js'
import type { Store } from '../state/contract.js'

/** What the routes work with; opened while the server already listens. */
export interface Services {
  recognizer: OpenedRecognizer
  bot: Bot
  store: Store
  config: Config
  /** Never a user's words, a query string or a token: codes, ids of requests, counts. */
  log: Logger
}
