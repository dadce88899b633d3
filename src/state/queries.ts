import { type Compilable, type ExpressionBuilder, sql } from 'kysely'
import type { Db } from './database.js'
import type { Tables } from './schema.js'

/** Every query of a turn, built and compiled once. What stands for a parameter where they are built is never read. */
export type Queries = ReturnType<typeof compileQueries>

const TEXT = ''
const NUMBER = 0
const BYTES = new Uint8Array()

export function compileQueries(db: Db) {
  const numbered = (e: ExpressionBuilder<Tables, 'conversations'>) =>
    e.and([e('conversations.channel', '=', TEXT), e('conversations.id', '=', TEXT)])
  /** Conversations of a channel in which a user took part. */
  const ofUser = db
    .selectFrom('members')
    .innerJoin('conversations', 'conversations.number', 'members.conversation')
    .select('members.conversation')
    .where('members.user', '=', TEXT)
    .where('conversations.channel', '=', TEXT)

  return {
    /** delivery, user, channel, id */
    begin: prepared<[Uint8Array, string, string, string], Begun>(
      db
        .selectFrom('conversations')
        .leftJoin('deliveries', (join) =>
          join.onRef('deliveries.conversation', '=', 'conversations.number').on('deliveries.delivery', '=', BYTES),
        )
        .leftJoin('members', (join) =>
          join.onRef('members.conversation', '=', 'conversations.number').on('members.user', '=', TEXT),
        )
        .select(['number', 'version', 'sequence', 'first', 'last', 'heard', 'members.user as member'])
        .where(numbered),
    ),
    /** channel, id, sequence, version, touched */
    make: prepared<[string, string, number, number, number]>(
      db
        .insertInto('conversations')
        .values({ channel: TEXT, id: TEXT, sequence: NUMBER, version: NUMBER, touched: NUMBER })
        .onConflict((conflict) => conflict.doNothing()),
    ),
    /** sequence, version, touched, number, version before */
    advance: prepared<[number, number, number, number, number]>(
      db
        .updateTable('conversations')
        .set({ sequence: NUMBER, version: NUMBER, touched: NUMBER })
        .where('number', '=', NUMBER)
        .where('version', '=', NUMBER),
    ),
    /** user, conversation */
    join: prepared<[string, number]>(
      db
        .insertInto('members')
        .values({ user: TEXT, conversation: NUMBER })
        .onConflict((conflict) => conflict.doNothing()),
    ),
    /** conversation, sequence, body */
    say: prepared<[number, number, string]>(
      db.insertInto('activities').values({ conversation: NUMBER, sequence: NUMBER, body: TEXT }),
    ),
    /** conversation, delivery, first, last, heard */
    deliver: prepared<[number, Uint8Array, number, number, number]>(
      db.insertInto('deliveries').values({ conversation: NUMBER, delivery: BYTES, first: NUMBER, last: NUMBER, heard: NUMBER }),
    ),
    /** watermark, channel, id, limit; one row with nulls where there is nothing after it, none where there is no such conversation. */
    after: prepared<[number, string, string, number], { last: number; sequence: number | null; body: string | null }>(
      db
        .selectFrom('conversations')
        .leftJoin('activities', (join) =>
          join.onRef('activities.conversation', '=', 'conversations.number').on('activities.sequence', '>', NUMBER),
        )
        .select(['conversations.sequence as last', 'activities.sequence', 'body'])
        .where(numbered)
        .orderBy('activities.sequence')
        .limit(sql.val(NUMBER)),
    ),
    /** channel, id, first, last */
    between: prepared<[string, string, number, number], { sequence: number; body: string }>(
      db
        .selectFrom('activities')
        .select(['sequence', 'body'])
        .where('conversation', '=', db.selectFrom('conversations').select('number').where(numbered))
        .where('sequence', '>=', NUMBER)
        .where('sequence', '<=', NUMBER)
        .orderBy('sequence'),
    ),
    /** channel, id */
    exists: prepared<[string, string], { number: number }>(db.selectFrom('conversations').select('number').where(numbered)),

    /** key */
    readState: prepared<[string], { conversation: number | null; version: number; body: string }>(
      db.selectFrom('states').select(['conversation', 'version', 'body']).where('key', '=', TEXT),
    ),
    /** key, conversation, version, touched, body: where there was none */
    makeState: prepared<StateRow>(
      db
        .insertInto('states')
        .values({ key: TEXT, conversation: NUMBER, version: NUMBER, touched: NUMBER, body: TEXT })
        .onConflict((conflict) => conflict.column('key').doNothing()),
    ),
    /** key, conversation, version, touched, body: whatever there was */
    putState: prepared<StateRow>(
      db
        .insertInto('states')
        .values({ key: TEXT, conversation: NUMBER, version: NUMBER, touched: NUMBER, body: TEXT })
        .onConflict((conflict) =>
          conflict.column('key').doUpdateSet((e) => ({
            // Still its conversation's where it is written outside of a turn.
            conversation: e.fn.coalesce('excluded.conversation', 'states.conversation'),
            version: e.ref('excluded.version'),
            touched: e.ref('excluded.touched'),
            body: e.ref('excluded.body'),
          })),
        ),
    ),
    /** version, touched, body, key, version before */
    changeState: prepared<[number, number, string, string, number]>(
      db
        .updateTable('states')
        .set({ version: NUMBER, touched: NUMBER, body: TEXT })
        .where('key', '=', TEXT)
        .where('version', '=', NUMBER),
    ),
    /** conversation, key: apart from the rest, which is written with each turn, for it is indexed. */
    moveState: prepared<[number, string]>(db.updateTable('states').set({ conversation: NUMBER }).where('key', '=', TEXT)),
    /** key */
    dropState: prepared<[string]>(db.deleteFrom('states').where('key', '=', TEXT)),

    /** user, channel, conversation: theirs in this channel, and that one. */
    conversationsOf: prepared<[string, string, number], { conversation: number }>(
      ofUser.union(db.selectFrom('conversations').select('number as conversation').where('number', '=', NUMBER)),
    ),
    /** conversation: turns that began before do not commit */
    outdate: prepared<[number]>(
      db
        .updateTable('conversations')
        .set((e) => ({ version: e('version', '+', sql.lit(1)) }))
        .where('number', '=', NUMBER),
    ),
    /** when */
    askScrub: prepared<[number]>(db.insertInto('scrubs').values({ asked: NUMBER })),
    forgetActivities: prepared<[number]>(db.deleteFrom('activities').where('conversation', '=', NUMBER)),
    forgetDeliveries: prepared<[number]>(db.deleteFrom('deliveries').where('conversation', '=', NUMBER)),
    forgetStates: prepared<[number]>(db.deleteFrom('states').where('conversation', '=', NUMBER)),
    forgetMembers: prepared<[number]>(db.deleteFrom('members').where('conversation', '=', NUMBER)),
  }
}

/** Null members where there is no such delivery. */
export interface Begun {
  number: number
  version: number
  sequence: number
  first: number | null
  last: number | null
  heard: number | null
  /** Whether the user is a member: their id. */
  member: string | null
}

type StateRow = [key: string, conversation: number | null, version: number, touched: number, body: string]

interface Result<Row> {
  rows: Row[]
  /** Rows that were inserted, changed or deleted. */
  changes: number
  /** Of the row that was inserted last. */
  rowid: number
}

/**
 * Building and compiling a query takes as long as running it: done once. The parameters are those of the SQL text, in its order.
 * (No query here says `returning`: libsql takes several times as long over it.)
 */
function prepared<Parameters extends unknown[], Row = never>(query: Compilable<unknown>) {
  const compiled = query.compile()
  return async (db: Db, ...parameters: Parameters): Promise<Result<Row>> => {
    const { rows, numAffectedRows, insertId } = await db.executeQuery({ ...compiled, parameters })
    return { rows: rows as Row[], changes: Number(numAffectedRows ?? 0), rowid: Number(insertId ?? 0) }
  }
}
