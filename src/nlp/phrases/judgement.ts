import type { Opinion } from './opinions.js'

/** An aspect that is named: its number among the families, and the morpheme that names it. */
export interface Mention {
  aspect: number
  at: number
  /** The first one, where both morphemes of an entry of two words name it: 억지 감동. */
  first?: number
}

/** What is said of a mention. */
export interface Judgement {
  mention: Mention
  /** Only says whose or of what another one is: the 배우 of '배우들의 연기가 좋다'. */
  owner: boolean
  /** Opinion words that speak of it, in their order; none where only the reading of the clause can tell. */
  opinions: readonly Opinion[]
  /** Where no opinion word speaks of it: what its clause ends in, as its dictionary form, unless that judges nothing. */
  predicate: string | null
  /** It is what the rest is set against: '액션 빼고는 별로'. */
  excepted: boolean
  /** Whether anything is said of it, be it without an opinion word. */
  said: boolean
  /** Morphemes [first, last] in which it is judged. */
  first: number
  last: number
}

/** A run of mentions that one predicate speaks of. */
export interface Group {
  mentions: Mention[]
  opinions: Opinion[]
  first: number
  last: number
  /** Whether its clause says something of it, be it without an opinion word. */
  said: boolean
}
