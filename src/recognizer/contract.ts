import type { Analysis, AspectOffer } from './analysis.js'

/** What the bot asks of a recogniser. The real one reads a bundle; tests pass a small object with data. */
export interface Recognizer {
  /** The bundle's domain, e.g. movie: names the folder under dialogs/. */
  readonly domain: string
  /** The targets' names in class order, e.g. 부정, 긍정, 중립. */
  readonly targets: readonly string[]

  /** One utterance's target, driving words, object and aspects. */
  analyse(text: string): Promise<Analysis>

  /**
   * What people who felt `target` speak of, best first: about one item, or (with null) in general. At most `limit`.
   */
  aspectsOf(itemId: string | null, target: string, limit: number): AspectOffer[]

  /** Reviews of the item that mention the aspect and are 긍정 (praised) or 부정 (complained); 0 and 0 where none does. */
  countsOf(itemId: string, aspect: string): { praised: number; complained: number }

  /** The aspect that an answer names (그래픽이요, 그래픽 쪽, CG → 그래픽), or null. */
  aspectNamed(text: string): string | null

  /** The items praised most surely for an aspect, best first, without those excluded by id. At most `limit`. */
  recommend(aspect: string, options: { exclude: readonly string[]; limit: number }): Recommendation[]

  item(id: string): CatalogueItem | undefined

  /** The items that bear the same title as this one, itself included, the most reviewed first; one element where the title is unique. */
  namesakes(id: string): readonly CatalogueItem[]
}

export interface Recommendation {
  item: CatalogueItem
  aspect: string
  /** Reviews of the item that mention the aspect and are 긍정. */
  praised: number
  /** Reviews of the item that mention the aspect and are 긍정 or 부정. */
  mentions: number
  /** Lower bound of the share praised, 0 to 1. */
  lowerBound: number
}

/** The part of a catalogue item that is spoken of (src/catalog/items.ts has the whole). */
export interface CatalogueItem {
  readonly id: string
  readonly title: string
  readonly year: number | null
  readonly genres: readonly string[]
  readonly directors: readonly string[]
  readonly actors: readonly string[]
}
