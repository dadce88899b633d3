import type { Conversation } from './converse.js'

/** What came of many conversations. Shares are 0 to 1; all but `ms` are the same for the same seed, bundle and texts. */
export interface Report {
  seed: number
  conversations: number
  turns: number
  /** Conversations in which a film was taken, and after how many turns. */
  success: { count: number; rate: number; turns: { median: number; p90: number } }
  /** How many left otherwise: nothing (more) to recommend, not understood three times, out of patience. */
  left: { nothing: number; lost: number; patience: number }
  /** Times that a film was recommended twice, that the film they spoke of was, and that a sentence was said in two answers running. */
  repetitions: { recommendedTwice: number; recommendedOwn: number; saidTwice: number }
  /** Answers with one of the texts odd.* or *.again, and what they answered: `turn` counts from 1. */
  notUnderstood: { count: number; rate: number; said: { conversation: number; turn: number; text: string }[] }
  /**
   * Of the conversations in which aspects were offered, those with the one in mind among the first; beside it, what that would be if
   * as many of those that most reviews mention were offered. Of all conversations, those in which the bot came to it.
   */
  aspect: { offered: number; first: number; frequent: number; found: number }
  /** Milliseconds a turn. */
  ms: { p50: number; p99: number }
  errors: number
  openings: { kind: string; conversations: number; success: number }[]
  /** Numbers of the conversations in which something happened that should not. */
  incidents: { errors: number[]; recommendedTwice: number[]; recommendedOwn: number[]; saidTwice: number[]; lost: number[] }
}

export function reportOn(conversations: readonly Conversation[], seed: number): Report {
  const spoken = conversations.flatMap((one) => one.spoken)
  const accepted = conversations.filter(({ ending }) => ending === 'accepted')
  const endings = (ending: Conversation['ending']) => conversations.filter((one) => one.ending === ending).length
  const sum = (of: (one: Conversation) => number) => conversations.reduce((total, one) => total + of(one), 0)
  const where = (is: (one: Conversation) => boolean) => conversations.flatMap((one, number) => (is(one) ? [number] : []))
  const turns = accepted.map((one) => one.spoken.length)
  const ms = spoken.map((one) => one.ms)
  const unclear = conversations.flatMap((one, conversation) =>
    one.spoken.flatMap(({ notUnderstood, said }, place) =>
      notUnderstood ? [{ conversation, turn: place + 1, text: said }] : [],
    ),
  )
  const failed = ({ answer }: Conversation['spoken'][number]) => answer.error !== null
  const offered = sum(({ aspect }) => Number(aspect.offered))
  const kinds = [...new Set(conversations.map(({ opening }) => opening))].sort()
  return {
    seed,
    conversations: conversations.length,
    turns: spoken.length,
    success: {
      count: accepted.length,
      rate: share(accepted.length, conversations.length),
      turns: { median: quantile(turns, 0.5), p90: quantile(turns, 0.9) },
    },
    left: { nothing: endings('nothing'), lost: endings('lost'), patience: endings('patience') },
    repetitions: {
      recommendedTwice: sum((one) => one.recommendedTwice.length),
      recommendedOwn: sum((one) => one.recommendedOwn.length),
      saidTwice: sum((one) => one.saidTwice.length),
    },
    notUnderstood: { count: unclear.length, rate: share(unclear.length, spoken.length), said: unclear },
    aspect: {
      offered,
      frequent: share(
        sum(({ aspect }) => Number(aspect.frequent)),
        offered,
      ),
      first: share(
        sum(({ aspect }) => Number(aspect.first)),
        offered,
      ),
      found: share(
        sum(({ aspect }) => Number(aspect.found)),
        conversations.length,
      ),
    },
    ms: { p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) },
    errors: spoken.filter(failed).length,
    openings: kinds.map((kind) => {
      const these = conversations.filter(({ opening }) => opening === kind)
      const taken = these.filter(({ ending }) => ending === 'accepted').length
      return { kind, conversations: these.length, success: share(taken, these.length) }
    }),
    incidents: {
      errors: where((one) => one.spoken.some(failed)),
      recommendedTwice: where((one) => one.recommendedTwice.length > 0),
      recommendedOwn: where((one) => one.recommendedOwn.length > 0),
      saidTwice: where((one) => one.saidTwice.length > 0),
      lost: where((one) => one.ending === 'lost'),
    },
  }
}

/** To three places: figures that are compared between runs. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((1000 * part) / whole) / 1000)

/** The smallest value that at least this share of the values is not above; 0 of none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0
}
