import type { ConversationKey, SequencedActivity, Store, Turn } from './contract.js'
import type { Db } from './database.js'
import { readJson } from './json.js'
import { activityId, keyOf } from './keys.js'
import type { Begun, Queries } from './queries.js'

/** What was said, and who waits for it. */
export interface Transcripts extends Pick<Store, 'activities' | 'subscribe'> {
  /** The turn that a delivery was, as far as it is still kept. */
  repeat(conversation: ConversationKey, begun: Begun): Promise<Turn>
  /**
   * Shows what is kept nowhere: the request to forget everything comes back to the clients that show it, from memory, for a minute or until
   * the next turn. Null: nothing such any more.
   */
  echo(conversation: ConversationKey, activity: SequencedActivity | null): void
  /** Calls the subscribers. */
  notify(conversation: ConversationKey): void
  /** Conversations that something is held of in memory. */
  readonly size: number
  stop(): void
}

const ECHO_MS = 60_000
const PAGE = 1000

export function createTranscripts(db: Db, queries: Queries): Transcripts {
  const listeners = new Map<string, Set<() => void>>()
  const echoes = new Map<string, { heard: SequencedActivity; timer: NodeJS.Timeout }>()

  const dropEcho = (key: string) => {
    clearTimeout(echoes.get(key)?.timer)
    echoes.delete(key)
  }
  const parsed = (rows: { sequence: number | null; body: string | null }[], { id }: ConversationKey): SequencedActivity[] =>
    rows.flatMap(({ sequence, body }) =>
      sequence === null || body === null
        ? []
        : { sequence, activity: readJson(body, `activity ${sequence} of conversation ${id}`) },
    )

  const forgotten = (conversation: ConversationKey, sequence: number): SequencedActivity => ({
    sequence,
    activity: { id: activityId(conversation, sequence) },
  })

  return {
    get size() {
      return listeners.size + echoes.size
    },

    async activities(conversation, watermark, limit = PAGE) {
      const { rows } = await queries.after(db, watermark, conversation.channel, conversation.id, limit)
      const activities = parsed(rows, conversation)
      const echo = echoes.get(keyOf(conversation))?.heard
      if (echo && echo.sequence > watermark) {
        activities.push(echo)
        activities.sort((one, other) => one.sequence - other.sequence)
      }
      const page = activities.slice(0, limit)
      return { activities: page, watermark: page.at(-1)?.sequence ?? rows[0]?.last ?? 0 }
    },

    subscribe(conversation, listener) {
      const key = keyOf(conversation)
      const own = () => listener()
      const all = listeners.get(key) ?? new Set()
      listeners.set(key, all.add(own))
      return () => {
        all.delete(own)
        if (all.size === 0 && listeners.get(key) === all) listeners.delete(key)
      }
    },

    async repeat(conversation, { first, last, heard }) {
      const { rows } = await queries.between(db, conversation.channel, conversation.id, first ?? 0, last ?? 0)
      const replies = parsed(rows, conversation)
      if (heard !== 1 || first === null) return { incoming: null, replies, repeated: true }
      const incoming = replies[0]?.sequence === first ? (replies.shift() as SequencedActivity) : forgotten(conversation, first)
      return { incoming, replies, repeated: true }
    },

    echo(conversation, heard) {
      const key = keyOf(conversation)
      dropEcho(key)
      if (heard) echoes.set(key, { heard, timer: setTimeout(dropEcho, ECHO_MS, key).unref() })
    },

    notify(conversation) {
      for (const listener of [...(listeners.get(keyOf(conversation)) ?? [])]) {
        try {
          listener()
        } catch {
          // The turn is committed, whatever becomes of those who look on.
        }
      }
    },

    stop() {
      for (const key of [...echoes.keys()]) dropEcho(key)
      listeners.clear()
    },
  }
}
