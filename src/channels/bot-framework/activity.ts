import { z } from 'zod'
import { type Activity, ActivityTypes } from '../../bot/sdk.js'

const ID = z.string().min(1).max(1_000)
const account = z.looseObject({ id: ID, name: z.string().optional() })

/**
 * An activity of the Bot Framework, as far as this bot reads it; what else it holds is passed on.
 * https://github.com/microsoft/Agents/blob/main/specs/activity/protocol-activity.md
 */
export const Incoming = z.looseObject({
  type: z.string().min(1).max(100),
  id: ID.optional(),
  channelId: z.string().min(1).max(100),
  serviceUrl: z.string().max(2_000).optional(),
  conversation: z.looseObject({ id: ID }),
  from: account.optional(),
  recipient: account.optional(),
  text: z.string().optional(),
  membersAdded: z.array(account).max(1_000).optional(),
  deliveryMode: z.string().max(100).optional(),
  entities: z
    .array(z.looseObject({ type: z.string().optional() }))
    .max(1_000)
    .optional(),
})
export type Incoming = z.infer<typeof Incoming>

/** Kinds of activity that the bot answers; others (typing, reactions, installations) are taken note of by nobody. */
export const isHeard = ({ type }: Pick<Incoming, 'type'>): boolean =>
  type === ActivityTypes.Message || type === ActivityTypes.ConversationUpdate

/** The channel of our own Direct Line endpoint, whose conversations no other channel may name. */
const OWN_DIRECT_LINE = 'directline'

/**
 * The activity as the bot hears it: in a channel of its own where it would be taken for one of ours (Azure's Direct Line and ours have
 * the same name), and without the mention that a group needs to call the bot.
 */
export function asHeard(activity: Incoming): Activity {
  const channelId = activity.channelId === OWN_DIRECT_LINE ? 'azure-directline' : activity.channelId
  return {
    ...activity,
    channelId,
    ...(activity.text === undefined ? {} : { text: withoutMention(activity) }),
  } as unknown as Activity
}

function withoutMention({ text = '', entities = [], recipient }: Incoming): string {
  const mentions = entities.filter(({ type, mentioned }) => type === 'mention' && idOf(mentioned) === recipient?.id)
  const called = mentions.map(({ text: words }) => words).filter((words) => typeof words === 'string')
  return called.reduce((left, words) => left.replace(words, ''), text).trim()
}

const idOf = (mentioned: unknown): unknown => (mentioned as { id?: unknown } | null | undefined)?.id

/**
 * A kept reply, addressed by the context that sends it, and not by where it was kept. As plain text, unless it says otherwise: by the
 * protocol it would be Markdown, which loses line breaks and the stars in a title.
 */
export function asSent({ id, timestamp, replyToId, conversation, channelId, ...reply }: Activity): Partial<Activity> {
  return reply.text === undefined ? reply : { textFormat: 'plain', ...reply }
}
