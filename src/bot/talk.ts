import type { Feeling } from './texts.js'

/** What a conversation remembers between its turns. Plain JSON: it is what the store keeps. */
export interface Talk {
  /** How many turns there have been. */
  turn: number
  /** What the user feels about what; the subject of the conversation. */
  opinion: Opinion | null
  /** The aspect that recommendations are made for. */
  aspect: string | null
  /** The aspects that were offered for this opinion so far, in order. */
  offered: string[]
  recommendation: Offer | null
  /** Ids of every item recommended in this conversation; starting over does not empty it. */
  recommended: string[]
  /** Ids of every item the user spoke of: never recommended. */
  mentioned: string[]
  /** The suggested actions of the last answer, which a number refers to. */
  choices: string[]
}

export interface Opinion {
  /** The utterance, as typed. */
  text: string
  /** The words that drove the reading, as typed, in the order of the text. UTF-16 offsets into `text`. */
  driving: { text: string; start: number; end: number }[]
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
}

export interface NamedItem {
  id: string
  title: string
  /** What tells it from its namesakes: its year, else its director; empty where neither is known. */
  hint: string
}

export interface Offer {
  id: string
  title: string
  aspect: string
  praised: number
  mentions: number
}

export const freshTalk = (): Talk => ({
  turn: 0,
  opinion: null,
  aspect: null,
  offered: [],
  recommendation: null,
  recommended: [],
  mentioned: [],
  choices: [],
})

/** Forgets the subject; what was recommended and spoken of stays known. */
export function closeSubject(talk: Talk): void {
  talk.opinion = null
  talk.aspect = null
  talk.offered = []
  talk.recommendation = null
  talk.choices = []
}

/** Makes `opinion` the subject. */
export function openSubject(talk: Talk, opinion: Opinion): void {
  closeSubject(talk)
  talk.opinion = opinion
  if (opinion.item) mention(talk, opinion.item.id)
}

export function mention(talk: Talk, id: string): void {
  if (!talk.mentioned.includes(id)) talk.mentioned.push(id)
}
