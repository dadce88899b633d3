import type { Logger } from 'pino'
import type { Store } from '../state/contract.js'
import { describeError } from './logger.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Deletes what is older than `days`, now and every hour. Returns how to stop. A purge that fails is logged; the next one tries again. */
export function keepFor(days: number, store: Pick<Store, 'purge'>, log: Logger): () => void {
  const purge = async () => {
    try {
      const conversations = await store.purge(new Date(Date.now() - days * DAY_MS))
      if (conversations > 0) log.info({ conversations }, 'deleted after the retention time')
    } catch (error) {
      log.error({ error: describeError(error) }, 'purge failed')
    }
  }
  void purge()
  const timer = setInterval(purge, HOUR_MS).unref()
  return () => clearInterval(timer)
}
