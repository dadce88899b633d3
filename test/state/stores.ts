import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach } from 'vitest'
import type { ConversationKey, Store, TurnRequest } from '#src/state/contract.js'
import { openStore } from '#src/state/open.js'

export const dir = mkdtempSync(join(tmpdir(), 'malgwi-state-'))
const open: Store[] = []
let files = 0

afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** A path in a folder that is gone after the tests of the file. */
export function newPath(): string {
  files += 1
  return join(dir, String(files), 'state.db')
}

/** A store that is closed after the test. */
export async function storeAt(path = newPath()): Promise<Store> {
  const store = await openStore(`file:${path}`)
  open.push(store)
  return store
}

export const talkOf = (id: string, channel = 'directline'): ConversationKey => ({ channel, id })

export const said = (text: string) => ({ type: 'message', text })

/** A turn in which somebody says something and is answered, unless told otherwise. */
export const request = (conversation: ConversationKey, text: string, more: Partial<TurnRequest> = {}): TurnRequest => ({
  conversation,
  user: 'minsu',
  incoming: said(text),
  delivery: null,
  body: async () => ({ replies: [said(`${text}라고 하셨군요.`)], forget: false }),
  ...more,
})

/** What was said in a conversation, in order. */
export async function textsOf(store: Store, conversation: ConversationKey): Promise<unknown[]> {
  const { activities } = await store.activities(conversation, 0)
  return activities.map(({ activity }) => activity.text)
}

/** Adds one to the number kept under `key`, with a pause between reading and writing. */
export async function count(store: Store, key: string): Promise<void> {
  const { [key]: item } = await store.storage.read([key])
  await new Promise(setImmediate)
  await store.storage.write({ [key]: { n: (item?.n ?? 0) + 1 } })
}
export const countOf = async (store: Store, key: string): Promise<number> => (await store.storage.read([key]))[key]?.n ?? 0
