/** What a morpheme is, coarsely. The same names in the lexicon (스토리/noun), the vocabulary and the bundle. */
export type CoarseTag =
  | 'noun'
  | 'verb'
  | 'adjective'
  | 'adverb'
  | 'determiner'
  | 'interjection'
  | 'particle'
  | 'ending'
  | 'affix'
  | 'number'
  | 'foreign'
  | 'symbol'
  | 'unknown'

/** What a corpus token is a number for: everything about a morpheme but where it stands. */
export interface TokenForm {
  /** As normalised (see normalise.ts), inflected as typed: 없, 뻔한, CG. */
  surface: string
  /** Dictionary form of verbs and adjectives (없다, 뻔하다), Latin in lower case (cg), else the surface. */
  lemma: string
  tag: CoarseTag
  /** Whether it begins its eojeol. */
  initial: boolean
}

/** A token form in its place. */
export interface Morpheme extends TokenForm {
  /** Number of its eojeol in the utterance, from 0. */
  eojeol: number
  /** UTF-16 offsets into the text as typed: start inclusive, end exclusive. */
  start: number
  end: number
}

/** A text with its space-separated words (eojeol) and their morphemes, all with offsets into the text as typed. */
export interface Utterance {
  text: string
  eojeols: { text: string; start: number; end: number }[]
  morphemes: Morpheme[]
}
