import type { Bot } from '../bot/bot.js'
import { isToBeForgotten } from '../bot/forget.js'
import { type Activity, ActivityTypes, type TurnContext } from '../bot/sdk.js'
import type { SequencedActivity, Store, StoredActivity, TurnOutcome } from '../state/contract.js'

export interface TakenTurn {
  /** What was said, as it is kept: with its id in the transcript. Null where nothing was said (somebody came in). */
  incoming: Activity | null
  /** What is to be sent, in order; kept already. */
  replies: Activity[]
  /** The delivery was taken before, and these are its replies. */
  repeated: boolean
  /** What the bot failed with; the replies are its apology then. */
  error: unknown | null
}

export interface TakeTurnOptions {
  /** The sender's id of the activity, by which a second delivery is recognised; the id that the activity has unless given, null for none. */
  delivery?: string | null
}

/**
 * One activity, as one turn of the bot under the store: serialised, once however often it is delivered, replies kept before they are sent.
 * Nothing leaves through the context before this resolves; then the caller sends `replies` itself, and the context sends as ever.
 *
 * `context.activity.from.id` must be who the channel knows the sender to be: they can have everything of that user deleted.
 *
 * @throws MalgwiError STATE_… where the store fails, and what the bot failed with where it cannot even apologise: nothing was kept then, nor said
 */
export async function takeTurn(
  context: TurnContext,
  { bot, store }: { bot: Bot; store: Store },
  { delivery = deliveryOf(context.activity) }: TakeTurnOptions = {},
): Promise<TakenTurn> {
  const { activity } = context
  const attempt = attemptsOf(context)
  let error: unknown = null
  const body = async (): Promise<TurnOutcome> => {
    error = null
    const replies = await attempt.run(() => bot.run(context))
    return { replies, forget: isToBeForgotten(context) }
  }
  const recover = async (failure: unknown): Promise<TurnOutcome> => {
    error = failure
    const replies = await attempt.run(() => bot.recover(context).catch(() => undefined))
    // Without an apology there is nothing to keep: the sender may try again.
    if (replies.length === 0) throw failure
    return { replies, forget: false }
  }
  try {
    const { incoming, replies, repeated } = await store.turn({
      conversation: { channel: activity.channelId, id: activity.conversation.id },
      user: activity.from?.id ?? '',
      incoming: isSaid(activity) ? plain(activity) : null,
      delivery,
      body,
      recover,
    })
    return { incoming: incoming && asActivity(incoming), replies: replies.map(asActivity), repeated, error }
  } finally {
    attempt.end()
  }
}

/** Runs the bot, as often as it takes, each time with the context as it was at first; collects what it sends. */
function attemptsOf(context: TurnContext) {
  const state = [...context.turnState]
  let sent: Partial<Activity>[] | null = null
  context.onSendActivities(async (_, activities, next) => {
    if (sent === null) return next()
    const place = sent.push(...activities) - activities.length
    return activities.map((_one, index) => ({ id: String(place + index) }))
  })
  return {
    async run(turn: () => Promise<void>): Promise<StoredActivity[]> {
      // The bot's state is cached in there: the next attempt reads it again.
      context.turnState.clear()
      for (const [key, value] of state) context.turnState.set(key, value)
      const collected: Partial<Activity>[] = []
      sent = collected
      await turn()
      return collected.map(plain)
    },
    end() {
      sent = null
    },
  }
}

/** A coming or going is no part of what was said. */
const isSaid = ({ type }: Activity): boolean => type !== ActivityTypes.ConversationUpdate

/** Kinds of activities share their ids on some channels, as a message and the note that it was edited. */
const deliveryOf = ({ id, type }: Activity): string | null => (id ? `${type} ${id}` : null)

const plain = (activity: Partial<Activity>): StoredActivity => activity as unknown as StoredActivity
const asActivity = ({ activity }: SequencedActivity): Activity => activity as unknown as Activity
