import { randomBytes } from 'node:crypto'
import type { Bot } from '../../bot/bot.js'
import { type Activity, ActivityTypes } from '../../bot/sdk.js'
import { MalgwiError } from '../../errors.js'
import type { ConversationKey, Store } from '../../state/contract.js'
import { CollectingAdapter } from '../collecting-adapter.js'
import { takeTurn } from '../take-turn.js'
import { type ActivitySet, deliveryOf, type IncomingActivity } from './activity.js'
import type { Source } from './stream.js'
import { type Grant, openTokens, type Tokens } from './tokens.js'

/** A key to a conversation, as Direct Line's Conversation object has it. */
export interface Session {
  conversationId: string
  token: string
  expires_in: number
}

/** A session whose stream may be opened within a minute. */
export interface StreamSession extends Session {
  stream: { token: string; watermark: number }
}

export interface DirectLine {
  readonly tokens: Tokens
  /** A grant for a conversation to come. Nothing is kept for it. */
  admit(user: { id?: string; name?: string }): Grant
  /** @throws MalgwiError TOKEN_EXPIRED once the chain has ended */
  renew(grant: Grant): Promise<Session>
  /** Starts the conversation of the grant, with the bot's welcome, unless it has started. */
  start(grant: Grant, locale: string | undefined): Promise<StreamSession & { created: boolean }>
  /** A new stream for a conversation under way: what is said from now on, or after `watermark`. @throws MalgwiError CONVERSATION_UNKNOWN */
  reconnect(grant: Grant, watermark: number | null): Promise<StreamSession>
  /**
   * Resolves when the bot has answered, `error` being what it failed with; it has said so in the conversation then.
   * @throws MalgwiError CONVERSATION_UNKNOWN, STATE_QUEUE
   */
  post(grant: Grant, activity: IncomingActivity): Promise<{ id: string; error: unknown }>
  /** @throws MalgwiError CONVERSATION_UNKNOWN */
  read(conversation: string, watermark: number): Promise<ActivitySet>
  source(conversation: string): Source
}

const CHANNEL = 'directline'
const BOT = { id: 'malgwi', name: '말귀', role: 'bot' as const }
/** Activities of one answer or frame. */
const PAGE = 100

/** The Direct Line channel over a store and a bot. */
export async function openDirectLine({ store, bot }: { store: Store; bot: Bot }): Promise<DirectLine> {
  const tokens = await openTokens(Uint8Array.from(await store.secret('direct-line', 32)))
  const adapter = new CollectingAdapter()

  const keyOf = (id: string): ConversationKey => ({ channel: CHANNEL, id })
  const mustExist = async (id: string) => {
    if (!(await store.exists(keyOf(id)))) throw new MalgwiError('CONVERSATION_UNKNOWN')
  }
  const turn = async (grant: Grant, activity: Partial<Activity>, delivery: string | null) => {
    return takeTurn(adapter.contextFor({ ...activity, ...addressed(grant) }), { bot, store }, { delivery })
  }
  const session = async (grant: Grant): Promise<Session> => {
    const { token, expiresIn } = await tokens.sign(grant, 'token')
    return { conversationId: grant.conversation, token, expires_in: expiresIn }
  }
  const withStream = async (grant: Grant, watermark: number): Promise<StreamSession> => {
    const { token } = await tokens.sign(grant, 'stream')
    return { ...(await session(grant)), stream: { token, watermark } }
  }
  const last = async (id: string): Promise<number> => {
    let watermark = 0
    for (let page = 1; page > 0; ) {
      const set = await store.activities(keyOf(id), watermark)
      page = set.activities.length
      watermark = set.watermark
    }
    return watermark
  }
  const read = async (id: string, watermark: number): Promise<ActivitySet> => {
    const set = await store.activities(keyOf(id), watermark, PAGE)
    return {
      activities: set.activities.map(({ activity }) => activity),
      watermark: String(set.watermark),
    }
  }

  return {
    tokens,
    admit: ({ id, name }) => tokens.grant(unguessable(), id ?? `dl_${unguessable()}`, name ?? null),
    renew: session,

    async start(grant, locale) {
      const created = !(await store.exists(keyOf(grant.conversation)))
      await store.open(keyOf(grant.conversation), grant.user)
      const joins = { type: ActivityTypes.ConversationUpdate, membersAdded: [accountOf(grant)], locale } as Partial<Activity>
      // Its delivery id: however often a client comes back, it is welcomed once.
      await turn(grant, joins, 'start')
      return { ...(await withStream(grant, 0)), created }
    },

    async reconnect(grant, watermark) {
      await mustExist(grant.conversation)
      return withStream(grant, watermark ?? (await last(grant.conversation)))
    },

    async post(grant, activity) {
      await mustExist(grant.conversation)
      const { from, ...said } = activity
      const named = { ...grant, name: grant.name ?? from?.name ?? null }
      const { incoming, replies, error } = await turn(named, said as Partial<Activity>, deliveryOf(activity))
      // What was said once and forgotten at its own request is not there when it is delivered again; the answer to it is.
      return { id: incoming?.id ?? replies[0]?.replyToId ?? '', error }
    },

    async read(conversation, watermark) {
      await mustExist(conversation)
      return read(conversation, watermark)
    },

    source: (conversation) => ({
      read: (watermark) => read(conversation, watermark),
      subscribe: (listener) => store.subscribe(keyOf(conversation), listener),
    }),
  }
}

const accountOf = ({ user, name }: Grant) => ({ id: user, ...(name === null ? {} : { name }), role: 'user' })

/** Who speaks to whom is the token's to say, never the client's. */
function addressed(grant: Grant): Partial<Activity> {
  const conversation = { id: grant.conversation } as Activity['conversation']
  return { channelId: CHANNEL, conversation, from: accountOf(grant) as Activity['from'], recipient: BOT as Activity['recipient'] }
}

/** 128 random bits: a conversation's id and a user's are not to be guessed. */
const unguessable = (): string => randomBytes(16).toString('base64url')
