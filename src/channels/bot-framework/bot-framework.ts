import type { Bot } from '../../bot/bot.js'
import {
  type Activity,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConfigurationBotFrameworkAuthenticationOptions,
  DeliveryModes,
  type InvokeResponse,
  type TurnContext,
} from '../../bot/sdk.js'
import type { Credentials } from '../../config/config.js'
import { MalgwiError } from '../../errors.js'
import type { Store } from '../../state/contract.js'
import { CollectingAdapter } from '../collecting-adapter.js'
import { takeTurn } from '../take-turn.js'
import { asHeard, asSent, type Incoming, isHeard } from './activity.js'
import { CONNECTOR_LIMITS, type ConnectorLimits, connectorClient } from './connector.js'
import { openOutbox } from './outbox.js'
import { checkServiceUrl } from './service-url.js'

export interface BotFrameworkParts {
  bot: Bot
  store: Store
  /** Undefined: nobody can be asked who they are, so only this machine is served. */
  credentials: Credentials | undefined
  /** Where the keys of tokens come from and the like, for other clouds than the public one. */
  settings?: ConfigurationBotFrameworkAuthenticationOptions
  limits?: ConnectorLimits
}

export interface Delivery {
  activity: Incoming
  /** The header, '' where there is none. */
  authorization: string
  /** Whether the caller is on this machine. */
  loopback: boolean
}

export interface Received {
  status: number
  body?: unknown
  /** What the bot failed with, where it did; it has apologised. */
  error: unknown
}

export interface BotFramework {
  /**
   * Whether a caller may be served at all, before anything that they sent is read.
   *
   * @throws MalgwiError BOT_LOCAL_ONLY
   */
  checkCaller(loopback: boolean): void
  /**
   * One activity: the caller is checked, the turn is taken and kept, then its replies are sent to serviceUrl, or are the body with
   * deliveryMode expectReplies. If they cannot be delivered what was kept stays, and the next delivery of the activity sends them.
   *
   * @throws MalgwiError BOT_LOCAL_ONLY, BOT_SERVICE_URL, BOT_UNAUTHORIZED, BOT_KEYS (before anything is done), BOT_UNDELIVERED, STATE_…
   */
  receive(delivery: Delivery): Promise<Received>
}

/** The Bot Framework's protocol over a bot and a store, through botbuilder's CloudAdapter. */
export function openBotFramework(parts: BotFrameworkParts): BotFramework {
  const { bot, store, credentials, settings, limits = CONNECTOR_LIMITS } = parts
  const reach = credentials ? 'authenticated' : 'local'
  const httpClient = connectorClient(reach, limits)
  const adapter = new Adapter(
    new ConfigurationBotFrameworkAuthentication({ ...settings, ...credentials }, undefined, undefined, undefined, { httpClient }),
  )
  const turns = new CollectingAdapter()
  const outbox = openOutbox()

  function checkCaller(loopback: boolean): void {
    if (!credentials && !loopback) throw new MalgwiError('BOT_LOCAL_ONLY')
  }
  function checkReplies(activity: Incoming): void {
    const { serviceUrl } = activity
    if (serviceUrl !== undefined) checkServiceUrl(serviceUrl, reach)
    else if (!expectsReplies(activity)) throw new MalgwiError('REQUEST_INVALID', 'serviceUrl: nobody knows where to reply to')
  }

  return {
    checkCaller,

    async receive({ activity, authorization, loopback }) {
      checkCaller(loopback)
      checkReplies(activity)
      let admitted = false
      let error: unknown = null
      const logic = async (context: TurnContext) => {
        admitted = true
        if (!isHeard(activity)) return
        const heard = asHeard(activity)
        const turn = await takeTurn(turns.contextFor(heard), { bot, store })
        error = turn.error
        const replies = turn.replies.map(asSent)
        if (replies.length === 0) return
        const send = async () => {
          await context.sendActivities(replies).catch((failure: unknown) => {
            throw undeliveredBy(failure)
          })
        }
        if (expectsReplies(activity)) return send()
        const conversation = `${heard.channelId}\0${heard.conversation.id}`
        await outbox.send(
          conversation,
          activity.id === undefined ? null : `${conversation}\0${activity.type} ${activity.id}`,
          send,
        )
      }
      try {
        // The SDK writes into what it is given.
        const response = await adapter.receive(authorization, structuredClone(activity) as unknown as Activity, logic)
        return { status: response?.status ?? 200, body: response?.body, error }
      } catch (failure) {
        throw admitted ? failure : refusedBy(failure)
      }
    },
  }
}

const expectsReplies = ({ deliveryMode }: Incoming): boolean => deliveryMode === DeliveryModes.ExpectReplies

/** `process` of the CloudAdapter writes errors to the console, with what was to be sent; this is the same below it. */
class Adapter extends CloudAdapter {
  receive(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic)
  }
}

const TOKEN_ERRORS = new Set(['JsonWebTokenError', 'TokenExpiredError', 'NotBeforeError'])

/** What the SDK throws of a token that it does not take, and of keys that it cannot get. */
function refusedBy(failure: unknown): unknown {
  if (failure instanceof MalgwiError) return failure
  const { name, statusCode } = failure as { name?: string; statusCode?: number }
  return new MalgwiError(statusCode === 401 || TOKEN_ERRORS.has(name ?? '') ? 'BOT_UNAUTHORIZED' : 'BOT_KEYS')
}

/** What the SDK throws may hold what was to be sent. */
function undeliveredBy(failure: unknown): unknown {
  return failure instanceof MalgwiError ? failure : new MalgwiError('BOT_UNDELIVERED', 'no token for it can be had')
}
