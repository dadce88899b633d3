/** What the recogniser makes of one utterance. The JSON of `malgwi analyze --json` and of `POST /v1/analyze`. */
export interface Analysis {
  text: string
  target: Target
  /** Spans of the text as it was typed, best first; empty where nothing drove the reading. */
  driving: DrivingWord[]
  object: ObjectReference
  /** What people who felt the same speak of, best first. */
  aspects: AspectOffer[]
}

export interface Target {
  /** The most probable target's name, e.g. 부정. */
  label: string
  /** One per target of the domain, summing to 1, under the balanced prior. */
  probabilities: Record<string, number>
}

export interface DrivingWord {
  text: string
  /** UTF-16 offsets into `Analysis.text`: start inclusive, end exclusive. */
  start: number
  end: number
  /** Heat relative to the hottest span, in (0, 1]. */
  score: number
}

export interface ObjectReference {
  kind: 'item' | 'phrase' | 'none'
  /** The catalogue's id; null unless kind is item. */
  id: string | null
  /** The words that named it, as typed; null where kind is none. */
  text: string | null
  /** The catalogue's title; null unless kind is item. */
  title: string | null
  /** How sure the recogniser is, 0 to 1. */
  score: number
}

export interface AspectOffer {
  aspect: string
  /** Blend of vectors and the item's own statistics; only the order means something. */
  score: number
  /** Reviews of the item that mention the aspect and are 긍정 / 부정 (0 and 0 where no item is known). */
  praised: number
  complained: number
}
