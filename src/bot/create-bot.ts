import type { Recognizer } from '../recognizer/contract.js'
import { type Bot, MalgwiBot } from './bot.js'
import { type BotOptions, defaultOptions } from './options.js'
import { remembering } from './remembering.js'
import { MemoryStorage, type Storage } from './sdk.js'
import { openTexts } from './texts.js'

export interface BotParts {
  recognizer: Recognizer
  /** The folder with what is said, `dialogs/` of this checkout unless given. */
  dialogs?: string
  /** Where conversations are kept; in memory, and so until the process ends, unless given. */
  storage?: Storage
  /** What differs from `defaultOptions`, and from the recogniser's threshold. */
  options?: Partial<BotOptions>
}

/**
 * A bot that speaks with the texts of the recogniser's domain.
 * @throws MalgwiError TEXTS_BROKEN
 */
export function createBot({ recognizer, dialogs, storage = new MemoryStorage(), options }: BotParts): Bot {
  const services = {
    recognizer: remembering(recognizer),
    texts: openTexts(recognizer.domain, dialogs),
    options: { ...defaultOptions, threshold: recognizer.threshold, ...options },
  }
  return new MalgwiBot(services, storage)
}
