import { setImmediate } from 'node:timers/promises'

export interface Turnstile {
  /** Somebody is at the door: a connection, or a request on one. */
  arrived(): void
  /** Resolves when it is the caller's turn: one after the other, in the order in which they came. */
  pass(): Promise<void>
}

/** Rounds of the event loop without an arrival that count as quiet: what has come is not always seen in the very next one. */
const QUIET_ROUNDS = 4
/** Rounds after which the next is let through, however many still arrive. */
const MOST_ROUNDS = 128

/**
 * What a hundred people say at once would hold the event loop for as many turns, of some milliseconds each, before it looked at its
 * sockets again. Let through one at a time, and only after a few rounds in which nobody came, they leave room for who waits for next to
 * nothing, such as a probe of the server: a round accepts a single connection, and reads what is said on it in the next.
 */
export function openTurnstile(): Turnstile {
  let arrivals = 0
  let last: Promise<void> = Promise.resolve()
  async function quiet(): Promise<void> {
    for (let round = 0, still = 0; round < MOST_ROUNDS && still < QUIET_ROUNDS; round++) {
      const before = arrivals
      await setImmediate()
      still = arrivals === before ? still + 1 : 0
    }
  }
  return {
    arrived() {
      arrivals++
    },
    pass() {
      last = last.then(quiet)
      return last
    },
  }
}
