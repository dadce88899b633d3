import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Bot } from '../bot/bot.js'

export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
  /** `route` is the template of the path, 'none' where no route fits. */
  request(labels: { route: string; method: string; status: number }, seconds: number): void
  /** The same bot, its turns counted. */
  counted(bot: Bot): Bot
}

/** Channels that are counted by name: the name comes from the client, and every new one would be a new series. */
const CHANNELS = new Set(['directline', 'emulator', 'msteams', 'webchat'])
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** Prometheus metrics of one server: its requests, its turns, and the process (memory, CPU, event loop, garbage collection). */
export function createMetrics(): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const requests = new Histogram({
    name: 'malgwi_http_request_seconds',
    help: 'Time from the head of a request to the end of its response',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers: [register],
  })
  const turns = new Histogram({
    name: 'malgwi_turn_seconds',
    help: 'Time the bot took for a turn, without the state store’s commit',
    labelNames: ['channel', 'outcome'],
    buckets: SECONDS,
    registers: [register],
  })
  const recovered = new Counter({
    name: 'malgwi_apologies_total',
    help: 'Turns that failed and ended with an apology',
    registers: [register],
  })
  return {
    contentType: register.contentType,
    text: () => register.metrics(),
    request: (labels, seconds) => requests.observe(labels, seconds),
    counted: (bot) => ({
      async run(context) {
        const name = context.activity.channelId ?? ''
        const done = turns.startTimer({ channel: CHANNELS.has(name) ? name : 'other' })
        try {
          await bot.run(context)
          done({ outcome: 'answered' })
        } catch (error) {
          done({ outcome: 'failed' })
          throw error
        }
      },
      recover(context) {
        recovered.inc()
        return bot.recover(context)
      },
    }),
  }
}
