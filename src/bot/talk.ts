import type { Wish } from '../recognizer/contract.js'
import type { Fact } from './intent-names.js'
import type { Feeling } from './texts.js'

/** What a conversation remembers between its turns. Plain JSON: it is what the store keeps. */
export interface Talk {
  /** How many turns there have been. */
  turn: number
  /** What the user feels about what; the subject of the conversation. */
  opinion: Opinion | null
  /** What films are looked for by. */
  quest: Quest | null
  /** The aspects that were offered for this opinion so far, in order. */
  offered: string[]
  recommendation: Offer | null
  /** What was spoken of before a film was asked about by the way: '하나 더' goes on with it. */
  before: Subject | null
  /** The facts that were asked for last, of what (null where nobody knows of what), and when; older conversations do not say. */
  asked?: { facts: Fact[]; item: Pick<NamedItem, 'id' | 'title'> | null; turn: number } | null
  /** Ids of every item recommended in this conversation; starting over does not empty it. */
  recommended: string[]
  /** Ids of every item the user spoke of: never recommended. */
  mentioned: string[]
  /** The suggested actions of the last answer, which a number refers to. */
  choices: string[]
  /** Whether nothing is to be recommended until it is asked for again. */
  quiet?: boolean
  /** How often each message was said: its variants take turns. */
  said: Record<string, number>
}

export type Subject = Pick<Talk, 'opinion' | 'quest' | 'offered' | 'recommendation'>

/** What films are looked for by; with neither an aspect nor a likeness, by how they are liked on the whole. */
export interface Quest {
  aspect: string | null
  /** What it shall be like. */
  like: NamedItem | null
  filters: Filters | null
}

/** What a film must be besides. */
export type Filters = Omit<Wish, 'aspects'>

export interface Opinion {
  /** The utterance, as typed. */
  text: string
  /** The words without which it would have been read otherwise, as typed, in the order of the text. UTF-16 offsets into `text`. */
  driving: { text: string; start: number; end: number }[]
  /** Whether words drove the reading of which none decides it: it goes by the whole sentence. Older conversations do not say. */
  bySentence?: boolean
  /** The part of the text that was read, where it speaks of several films; null for all of it. Older conversations do not say. */
  scope?: { start: number; end: number } | null
  probabilities: Record<string, number>
  /** Null until the user has said how it was. */
  feeling: Feeling | null
  item: NamedItem | null
  /** Items that the name may mean, where it may mean several. */
  candidates: NamedItem[]
  /** What was named and is not in the catalogue. */
  phrase: string | null
  /** Whether something was named and nothing said of it. */
  bare: boolean
  /** Whether the feeling was asked for; then no words of the user's are quoted for it. */
  asked: boolean
  /** What the bot has said of this opinion already, and does not say twice. */
  voiced: { feeling: boolean; unknown: boolean }
  /** Whether the conversation goes on without an item: the user does not know it, or we do not. */
  general: boolean
  /** The aspect that was named in the same breath. */
  aspect: string | null
  /** Aspects judged one by one in it; empty where it says one thing. */
  weighed: { liked: string[]; disliked: string[] }
}

/** The part of an opinion that says what was read from which words. */
export const readingOf = ({ text, driving, bySentence, scope, probabilities, weighed }: Opinion) => ({
  text,
  driving,
  bySentence,
  scope,
  probabilities,
  weighed,
})

export interface NamedItem {
  id: string
  title: string
  /** What tells it from its namesakes: its year, else its director; empty where neither is known. */
  hint: string
}

export interface Offer {
  id: string
  title: string
  /** Null where it was chosen by how it is liked on the whole. */
  aspect: string | null
  /** The film it is like, where it was chosen for that. */
  like: NamedItem | null
  praised: number
  mentions: number
}

const noSubject = (): Subject => ({ opinion: null, quest: null, offered: [], recommendation: null })

export const freshTalk = (): Talk => ({
  turn: 0,
  ...noSubject(),
  before: null,
  asked: null,
  recommended: [],
  mentioned: [],
  choices: [],
  quiet: false,
  said: {},
})

/** Forgets the subject; what was recommended and spoken of stays known. */
export function closeSubject(talk: Talk): void {
  Object.assign(talk, noSubject())
  talk.before = null
  // What was asked in the same breath is still to be answered.
  if (talk.asked?.turn !== talk.turn) talk.asked = null
  talk.choices = []
}

/** Makes `opinion` the subject. */
export function openSubject(talk: Talk, opinion: Opinion): void {
  closeSubject(talk)
  talk.opinion = opinion
  if (opinion.item) mention(talk, opinion.item.id)
}

/** Makes `opinion` the subject for as long as nothing is said of it: `returnToSubject` takes up what was spoken of before. */
export function asideSubject(talk: Talk, opinion: Opinion): void {
  const { quest, offered, recommendation } = talk
  const before = talk.before ?? (quest ? { opinion: talk.opinion, quest, offered, recommendation } : null)
  openSubject(talk, opinion)
  talk.before = before
}

/** Whether there was a subject to go back to. */
export function returnToSubject(talk: Talk): boolean {
  if (!talk.before) return false
  Object.assign(talk, talk.before)
  talk.before = null
  return true
}

export function mention(talk: Talk, id: string): void {
  if (!talk.mentioned.includes(id)) talk.mentioned.push(id)
}
