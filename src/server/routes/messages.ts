import { Incoming } from '../../channels/bot-framework/activity.js'
import { openBotFramework } from '../../channels/bot-framework/bot-framework.js'
import { describeError } from '../logger.js'
import type { Route } from '../route.js'
import type { Services } from '../services.js'

/** The largest activity that the Bot Framework sends. */
const ACTIVITY_BYTES = 256 * 1_024

type Settings = Parameters<typeof openBotFramework>[0]['settings']

/** The Bot Framework's messaging endpoint: Emulator, Agents Playground, Azure Bot Service with Teams and the rest. */
export function messagesRoutes({ bot, store, config, log }: Services, settings?: Settings): Route[] {
  const botFramework = openBotFramework({ bot, store, credentials: config.credentials, settings })
  return [
    {
      method: 'POST',
      path: '/api/messages',
      limit: ACTIVITY_BYTES,
      async handle(call) {
        const { loopback, headers, response } = call
        botFramework.checkCaller(loopback)
        const activity = await call.body(Incoming)
        const { status, body, error } = await botFramework.receive({
          activity,
          authorization: headers.authorization ?? '',
          loopback,
        })
        if (error !== null) log.error({ requestId: response.getHeader('x-request-id'), error: describeError(error) }, 'failed')
        return body === undefined ? { status } : { status, json: body }
      },
    },
  ]
}
