import { z } from 'zod'
import { MalgwiError } from '../../errors.js'

/** Characters of a message that are kept: more than anybody says in one go, fewer than would slow a turn down. */
export const TEXT_CHARACTERS = 10_000
/** Bytes of an activity's own JSON parts (channelData, value), each. */
export const DATA_BYTES = 16_384

const small = z.string().max(200)
const capped = <T extends z.ZodType>(schema: T) =>
  schema.refine((value) => value === undefined || Buffer.byteLength(JSON.stringify(value)) <= DATA_BYTES, {
    error: `more than ${DATA_BYTES} bytes`,
  })
const common = {
  from: z.object({ name: small.optional() }).optional(),
  locale: z.string().max(35).optional(),
  channelData: capped(z.record(z.string(), z.unknown()).optional()),
  localTimestamp: z.string().max(40).optional(),
}

/** Activity schema of the Bot Framework, as far as it is read here; what else an activity carries is dropped. */
const Incoming = z.discriminatedUnion('type', [
  z.object({
    ...common,
    type: z.literal('message'),
    text: z.string().max(TEXT_CHARACTERS).default(''),
    textFormat: z.enum(['plain', 'markdown', 'xml']).optional(),
    value: capped(z.unknown()).optional(),
    attachments: z.array(z.unknown()).max(0, 'attachments are not taken, say it in words').optional(),
  }),
  z.object({ ...common, type: z.literal('event'), name: small, value: capped(z.unknown()).optional() }),
  z.object({ ...common, type: z.literal('endOfConversation'), code: small.optional() }),
])

export type IncomingActivity = z.output<typeof Incoming>

/** Whatever a client posts: an object with a type. The rest is judged by `readActivity`. */
export const Posted = z.looseObject({ type: z.string().max(100) })

/** Clients send these, and the bot has no use for them. */
const IGNORED = ['typing', 'conversationUpdate']
const TAKEN = Incoming.options.map(({ shape }) => shape.type.value as string)

/**
 * Reads what a client posted; null for an activity that is taken and has no effect.
 * @throws MalgwiError ACTIVITY_UNSUPPORTED, ACTIVITY_INVALID with the path of what is wrong
 */
export function readActivity(posted: z.output<typeof Posted>): IncomingActivity | null {
  if (IGNORED.includes(posted.type)) return null
  if (!TAKEN.includes(posted.type)) throw new MalgwiError('ACTIVITY_UNSUPPORTED', `An activity of type ${posted.type}`)
  const parsed = Incoming.safeParse(posted)
  if (parsed.success) return parsed.data
  const [{ path, message }] = parsed.error.issues
  throw new MalgwiError('ACTIVITY_INVALID', `${path.join('.') || 'activity'}: ${message}`)
}

/** What the sender calls this activity, where it says so: the same one sent again is the same activity. */
export function deliveryOf({ channelData }: IncomingActivity): string | null {
  const id = channelData?.clientActivityID
  return typeof id === 'string' && id !== '' && id.length <= 200 ? `client:${id}` : null
}

/**
 * A watermark as it comes in a URL: the number of the last activity that was seen; null where there is none.
 * @throws MalgwiError WATERMARK_INVALID
 */
export function readWatermark(text: string | null): number | null {
  if (text === null || text === '') return null
  if (!/^\d{1,15}$/.test(text)) throw new MalgwiError('WATERMARK_INVALID', JSON.stringify(text.slice(0, 40)))
  return Number(text)
}

/** What was said after a watermark, as clients get it, and the watermark to go on from. */
export interface ActivitySet {
  activities: Record<string, unknown>[]
  watermark: string
}
