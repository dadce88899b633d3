import { randomBytes } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import type Libsql from 'libsql'
import { MalgwiError } from '../errors.js'
import type { Store } from './contract.js'
import { inTransaction, queryLayer } from './database.js'
import { checkConversation, checkId } from './keys.js'
import { compileQueries } from './queries.js'
import { createQueue } from './queue.js'
import { createScopes } from './scope.js'
import { createScrubber } from './scrub.js'
import { createStorage } from './storage.js'
import { createTranscripts } from './transcripts.js'
import { takeTurns } from './turns.js'

/** Conversations deleted in one transaction: others do not wait long. */
const PURGED_AT_ONCE = 25

/** Puts the store together over an open, migrated database. @param path null: in memory */
export async function createStore(raw: Libsql.Database, path: string | null): Promise<Store> {
  const db = queryLayer(raw)
  const queries = compileQueries(db)
  const scopes = createScopes()
  const queue = createQueue()
  const transcripts = createTranscripts(db, queries)
  const scrubber = createScrubber(db, path)
  const turn = takeTurns({ db, queries, scopes, queue, transcripts, scrub: scrubber.scrub })
  let closing: Promise<void> | undefined
  const whileOpen = <Arguments extends unknown[], Result>(method: (...given: Arguments) => Promise<Result>) => {
    return async (...given: Arguments): Promise<Result> => {
      if (closing) throw new MalgwiError('STATE_CLOSED')
      return method(...given)
    }
  }
  const emptyLog = () => db.executeQuery(CompiledQuery.raw('pragma wal_checkpoint(truncate)'))

  const close = async () => {
    await queue.idle()
    scrubber.stop()
    transcripts.stop()
    // libsql leaves the log as it is; another process may be using it.
    await emptyLog().catch(() => undefined)
    await db.destroy()
  }

  // A process that was killed between a deletion and the scrubbing left it to the next.
  const left = await db.selectFrom('scrubs').select('id').limit(1).execute()
  if (left.length > 0) await scrubber.scrub()

  return {
    storage: createStorage({ db, queries, scopes }),
    turn: whileOpen(turn),
    activities: whileOpen(transcripts.activities),
    subscribe: transcripts.subscribe,

    open: whileOpen(async (conversation, user) => {
      checkConversation(conversation)
      checkId('the id of the user', user, 0)
      const { channel, id } = conversation
      await inTransaction(db, async (transaction) => {
        const made = await queries.make(transaction, channel, id, 0, 1, Date.now())
        const number = made.changes > 0 ? made.rowid : (await queries.exists(transaction, channel, id)).rows[0].number
        if (user !== '') await queries.join(transaction, user, number)
      })
    }),

    exists: whileOpen(async ({ channel, id }) => (await queries.exists(db, channel, id)).rows.length > 0),

    purge: whileOpen(async (before) => {
      const time = before.getTime()
      const old = await db.selectFrom('conversations').select('number').where('touched', '<', time).execute()
      let purged = 0
      for (let from = 0; from < old.length; from += PURGED_AT_ONCE) {
        const numbers = old.slice(from, from + PURGED_AT_ONCE).map(({ number }) => number)
        const { numDeletedRows } = await inTransaction(db, (transaction) =>
          transaction
            .deleteFrom('conversations')
            .where('number', 'in', numbers)
            .where('touched', '<', time)
            .executeTakeFirstOrThrow(),
        )
        purged += Number(numDeletedRows)
        await new Promise(setImmediate)
      }
      await inTransaction(db, (transaction) =>
        transaction.deleteFrom('states').where('conversation', 'is', null).where('touched', '<', time).execute(),
      )
      if (purged > 0) await emptyLog()
      return purged
    }),

    secret: whileOpen(async (name, bytes) => {
      const { value } = await inTransaction(db, async (transaction) => {
        await transaction
          .insertInto('secrets')
          .values({ name, value: randomBytes(bytes) })
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        return transaction.selectFrom('secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow()
      })
      return new Uint8Array(value)
    }),

    ping: whileOpen(async () => {
      await queries.exists(db, '', '')
    }),

    close: () => (closing ??= close()),
  }
}
