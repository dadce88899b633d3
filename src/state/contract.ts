/** Names a conversation: its channel, and the id that the channel gave it. */
export interface ConversationKey {
  channel: string
  id: string
}

/** An activity as plain JSON. */
export type StoredActivity = Record<string, unknown>

export interface SequencedActivity {
  /** Counts the activities of a conversation from 1. Goes on after its content was forgotten. */
  sequence: number
  activity: StoredActivity
}

export interface TurnOutcome {
  replies: StoredActivity[]
  /**
   * Deletes, with the commit, everything of this user in this channel: state, activities and deliveries of all conversations they took part in,
   * and what this very turn heard and staged. Its replies stay, without their recipient; sequence numbers go on, and the file is scrubbed before the turn resolves.
   */
  forget: boolean
}

export interface Turn {
  /** What was said, with the id it got; null where nothing was. Of what was forgotten since only the id is left. */
  incoming: SequencedActivity | null
  replies: SequencedActivity[]
  /** The delivery was taken before; these are the activities of that turn. */
  repeated: boolean
}

export interface TurnRequest {
  conversation: ConversationKey
  /** Whose words these are; '' where that is not known, and then only this conversation can be forgotten. Must be known for sure: they can have everything of this user deleted. */
  user: string
  /** What was said, to be kept; null where nothing was. */
  incoming: StoredActivity | null
  /** The sender's id of it, by which a second delivery is recognised; null: every delivery is a turn. */
  delivery: string | null
  /** What happens in the turn. Run again, with fresh state, where another process changed that state meanwhile. */
  body: () => Promise<TurnOutcome>
  /** Runs in the place of a body that threw, after what that staged was dropped. Without it the turn rejects and nothing of it is kept. */
  recover?: (error: unknown) => Promise<TurnOutcome>
}

/** A botbuilder `Storage`, structurally. Its items carry an eTag; '*' or none overwrites, any other must still be that of the stored item. */
export interface StateStorage {
  // biome-ignore lint/suspicious/noExplicitAny: as botbuilder's StoreItems has it
  read(keys: string[]): Promise<Record<string, any>>
  // biome-ignore lint/suspicious/noExplicitAny: as botbuilder's StoreItems has it
  write(changes: Record<string, any>): Promise<void>
  delete(keys: string[]): Promise<void>
}

/** Everything that is kept of conversations. Each method throws MalgwiError STATE_BROKEN, STATE_UNWRITABLE, STATE_BUSY or STATE_CLOSED where the database fails. */
export interface Store {
  /** Inside a turn reads see the turn's own writes and writes wait for its commit; outside they take effect at once. */
  readonly storage: StateStorage
  /** Makes the conversation if it is new, and the user one of its members. */
  open(conversation: ConversationKey, user: string): Promise<void>
  exists(conversation: ConversationKey): Promise<boolean>
  /**
   * Runs `body` as one turn: turns of one conversation take effect one after another, in the order of the calls; those of different ones side by side.
   * State, what was heard, the replies and the delivery are committed together when it returns; if it throws, nothing of it is kept.
   * Makes the conversation if it is new.
   *
   * @throws MalgwiError STATE_CONFLICT if other processes kept changing the state, STATE_KEY, STATE_TOO_LARGE, STATE_QUEUE, or whatever `body` throws
   */
  turn(request: TurnRequest): Promise<Turn>
  /**
   * At most `limit` activities after the one numbered `watermark` (0: from the beginning), oldest first, and the number of the last of them;
   * where there are none, that of the conversation's last (0 where there is no such conversation).
   */
  activities(
    conversation: ConversationKey,
    watermark: number,
    limit?: number,
  ): Promise<{ activities: SequencedActivity[]; watermark: number }>
  /** Calls back after each commit in this process that added activities. Returns how to stop. */
  subscribe(conversation: ConversationKey, listener: () => void): () => void
  /** Deletes the conversations in which nothing happened since `before`. Returns how many. */
  purge(before: Date): Promise<number>
  /** `bytes` random bytes, made at first use and kept from then on under `name`. */
  secret(name: string, bytes: number): Promise<Uint8Array>
  /** Throws if the database does not answer. */
  ping(): Promise<void>
  /** Waits for the turns under way, then closes. */
  close(): Promise<void>
}
