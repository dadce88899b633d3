/** What a deployment may turn. */
export interface BotOptions {
  /**
   * Below this probability of 부정 or 긍정, whichever is greater, the bot asks how it was instead of asserting it; 0 to 1. The recogniser's
   * own unless given: it is chosen on the coverage–accuracy curve when the encoder is trained.
   */
  threshold: number
  /** The same, where it is more, if nothing is named that could be felt so: what is said without a film is mostly no opinion of one. 0 to 1. */
  alone: number
  /**
   * Words are named for a feeling only where the probability of what was read falls by at least this much without them: 0 to 1. Else the bot
   * says that it went by the whole sentence.
   */
  decisive: number
  /** How many aspects are offered at a time. */
  offers: number
  /** Counts from fewer reviews than this are never spoken of. */
  minMentions: number
  /** An item is recommended only if at least this share of praise is sure (its lower bound). 0 to 1. */
  worth: number
  /** The longest utterance that is read, in UTF-16 code units. */
  maxLength: number
}

export const defaultOptions: Omit<BotOptions, 'threshold'> = {
  alone: 0.7,
  decisive: 0.1,
  offers: 4,
  minMentions: 5,
  worth: 0.5,
  maxLength: 1000,
}
