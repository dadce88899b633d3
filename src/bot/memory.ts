import type { DialogState, Storage, TurnContext } from './sdk.js'
import { freshTalk, type Talk } from './talk.js'

/** What a conversation remembers from turn to turn; written into as the turn goes on. */
export interface Memory {
  talk: Talk
  /** The stack of dialogs under way. */
  dialogs: DialogState
  save(): Promise<void>
}

/**
 * One item of the storage a conversation, under the key that botbuilder's ConversationState would give it. Unlike that, it is written with
 * the eTag that was read, so that what another process wrote meanwhile is a conflict and not overwritten, and it is not hashed three times a turn.
 */
export async function openMemory(storage: Storage, context: TurnContext): Promise<Memory> {
  const { channelId, conversation } = context.activity
  const key = `${channelId}/conversations/${conversation.id}`
  const { talk = freshTalk(), dialogs = noDialogs(), eTag } = (await storage.read([key]))[key] ?? {}
  const memory: Memory = {
    talk,
    dialogs,
    save: () => storage.write({ [key]: { talk: memory.talk, dialogs: memory.dialogs, eTag } }),
  }
  return memory
}

export const noDialogs = (): DialogState => ({ dialogStack: [] })
