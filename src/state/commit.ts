import { MalgwiError } from '../errors.js'
import type { SequencedActivity, StoredActivity, TurnOutcome, TurnRequest } from './contract.js'
import { type Db, inTransaction } from './database.js'
import { activityId } from './keys.js'
import type { Begun, Queries } from './queries.js'
import type { Scope } from './scope.js'
import { newVersion } from './storage.js'

/** A turn that is to be committed. */
export interface Finished {
  request: TurnRequest
  delivery: Uint8Array | null
  /** The conversation as it was when the turn began; undefined where there was none. */
  begun: Begun | undefined
  /** When it began, ms since 1970. */
  started: number
  scope: Scope
  outcome: TurnOutcome
}

export interface Committed {
  incoming: SequencedActivity | null
  replies: SequencedActivity[]
  forgot: boolean
  /** Whether that deleted something, which must not be found in the file any more. */
  deleted: boolean
}

/** Another process changed what the turn had read. */
export const isConflict = (error: unknown): boolean => error instanceof MalgwiError && error.code === 'STATE_CONFLICT'

/**
 * Writes all of a turn in one transaction.
 * @throws MalgwiError STATE_CONFLICT where it began from state that is no longer so; then nothing was written
 */
export function commitTurn(db: Db, queries: Queries, turn: Finished): Promise<Committed> {
  const { request, begun, scope, outcome } = turn
  const { forget } = outcome
  const { incoming, replies } = numbered(turn)
  const last = (begun?.sequence ?? 0) + (incoming ? 1 : 0) + replies.length
  const first = last - replies.length + (incoming ? 0 : 1)

  return inTransaction(db, async (transaction) => {
    const conversation = await advance(transaction, queries, turn, last)
    const deleted = forget && (await forgetUser(transaction, queries, request, conversation))
    if (!forget) {
      if (request.user !== '' && !begun?.member) await queries.join(transaction, request.user, conversation)
      await writeStates(transaction, queries, scope, conversation)
    }
    for (const { sequence, activity } of incoming && !forget ? [incoming, ...replies] : replies)
      await queries.say(transaction, conversation, sequence, JSON.stringify(activity))
    if (turn.delivery) await queries.deliver(transaction, conversation, turn.delivery, first, last, incoming ? 1 : 0)
    return { incoming, replies, forgot: forget, deleted }
  })
}

/** The activities with their ids and times; what is heard first, what is answered after it. */
function numbered({ request, begun, started, outcome }: Finished): Pick<Committed, 'incoming' | 'replies'> {
  const before = begun?.sequence ?? 0
  const as = (activity: StoredActivity, sequence: number): SequencedActivity => ({
    sequence,
    activity: { ...activity, id: activityId(request.conversation, sequence) },
  })
  const at = (time: number) => new Date(time).toISOString()
  const incoming = request.incoming && as({ timestamp: at(started), ...request.incoming }, before + 1)
  // Clients that sort by time must not see two in the same millisecond.
  const answered = Math.max(Date.now(), started + 1)
  const replies = outcome.replies.map((reply, place) => {
    const timed = { ...reply, timestamp: at(answered + place), ...(incoming && { replyToId: incoming.activity.id }) }
    return as(outcome.forget ? toNobody(timed) : timed, before + (incoming ? 2 : 1) + place)
  })
  return { incoming, replies }
}

/** A goodbye to somebody who is forgotten does not keep their name. */
const toNobody = ({ recipient: _, ...reply }: StoredActivity): StoredActivity => reply

async function advance(db: Db, queries: Queries, { request, begun }: Finished, last: number): Promise<number> {
  const { channel, id } = request.conversation
  const now = Date.now()
  const { changes, rowid } = begun
    ? await queries.advance(db, last, begun.version + 1, now, begun.number, begun.version)
    : await queries.make(db, channel, id, last, 1, now)
  if (changes === 0) throw new MalgwiError('STATE_CONFLICT')
  return begun?.number ?? rowid
}

async function writeStates(db: Db, queries: Queries, { seen, staged }: Scope, conversation: number): Promise<void> {
  for (const [key, body] of staged) {
    const before = seen.get(key)
    const [version, now] = [newVersion(), Date.now()]
    if (body === null) {
      if (!before || (await isAt(db, queries, key, before.version))) await queries.dropState(db, key)
      else throw new MalgwiError('STATE_CONFLICT')
      continue
    }
    if (before === undefined) {
      await queries.putState(db, key, conversation, version, now, body)
      continue
    }
    const { changes } =
      before === null
        ? await queries.makeState(db, key, conversation, version, now, body)
        : await queries.changeState(db, version, now, body, key, before.version)
    if (changes === 0) throw new MalgwiError('STATE_CONFLICT')
    if (before && before.conversation !== conversation) await queries.moveState(db, conversation, key)
  }
}

const isAt = async (db: Db, queries: Queries, key: string, version: number): Promise<boolean> =>
  (await queries.readState(db, key)).rows[0]?.version === version

/** Deletes everything of the user in the channel. Conversations stay as empty rows: whoever waits at a watermark goes on from there. */
async function forgetUser(
  db: Db,
  queries: Queries,
  { conversation: { channel }, user }: TurnRequest,
  own: number,
): Promise<boolean> {
  const { rows } = await queries.conversationsOf(db, user, channel, own)
  let changes = 0
  for (const { conversation } of rows) {
    if (conversation !== own) await queries.outdate(db, conversation)
    for (const forget of [queries.forgetActivities, queries.forgetDeliveries, queries.forgetStates, queries.forgetMembers])
      changes += (await forget(db, conversation)).changes
  }
  if (changes > 0) await queries.askScrub(db, Date.now())
  return changes > 0
}
