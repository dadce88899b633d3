import { MalgwiError } from '../errors.js'
import { type Committed, commitTurn, isConflict } from './commit.js'
import type { Turn, TurnRequest } from './contract.js'
import { checkConversation, checkId, deliveryHash, keyOf } from './keys.js'
import type { Begun } from './queries.js'
import type { Queue } from './queue.js'
import { openScope, runIn, scopeOf } from './scope.js'
import type { StorageParts } from './storage.js'
import type { Transcripts } from './transcripts.js'

/** How often a turn is taken before it gives up against other processes. */
const ATTEMPTS = 3

/** Characters of one activity as JSON. Servers cap bodies well below; this is what the database takes from anybody. */
const LARGEST = 1_000_000

const NO_DELIVERY = new Uint8Array()

export interface TurnParts extends StorageParts {
  queue: Queue
  transcripts: Transcripts
  /** Makes sure that deleted content is nowhere in the files. */
  scrub(): Promise<void>
}

export function takeTurns({
  db,
  queries,
  scopes,
  queue,
  transcripts,
  scrub,
}: TurnParts): (request: TurnRequest) => Promise<Turn> {
  return async (request) => {
    check(request)
    if (scopeOf(scopes)) throw new Error('A turn cannot begin inside another one.')
    return queue.run(keyOf(request.conversation), () => take(request))
  }

  async function take(request: TurnRequest): Promise<Turn> {
    const delivery = request.delivery === null ? null : deliveryHash(request.delivery)
    for (let attempt = 1; ; attempt += 1) {
      const { channel, id } = request.conversation
      const begun: Begun | undefined = (await queries.begin(db, delivery ?? NO_DELIVERY, request.user, channel, id)).rows[0]
      // Sequence numbers begin at 1; without such a delivery there is none.
      if (begun?.first) return transcripts.repeat(request.conversation, begun)
      try {
        return done(request, await run(request, delivery, begun))
      } catch (error) {
        if (!isConflict(error) || attempt === ATTEMPTS) throw error
      }
    }
  }

  async function run(request: TurnRequest, delivery: Uint8Array | null, begun: Begun | undefined): Promise<Committed> {
    const started = Date.now()
    let scope = openScope()
    const outcome = await runIn(scopes, scope, request.body).catch((error) => {
      if (!request.recover || isConflict(error)) throw error
      const { recover } = request
      scope = openScope()
      return runIn(scopes, scope, () => recover(error))
    })
    return commitTurn(db, queries, { request, delivery, begun, started, scope, outcome })
  }

  async function done({ conversation }: TurnRequest, { incoming, replies, forgot, deleted }: Committed): Promise<Turn> {
    transcripts.echo(conversation, forgot ? incoming : null)
    // A goodbye that says that all is deleted is shown when it is true.
    if (deleted) await scrub()
    if (incoming || replies.length > 0) transcripts.notify(conversation)
    return { incoming, replies, repeated: false }
  }
}

function check({ conversation, user, incoming, delivery }: TurnRequest): void {
  checkConversation(conversation)
  checkId('the id of the user', user, 0)
  if (delivery !== null) checkId('the id of the activity', delivery)
  const { length } = JSON.stringify(incoming)
  if (length > LARGEST) throw new MalgwiError('STATE_TOO_LARGE', `${length} characters, ${LARGEST} at most`)
}
