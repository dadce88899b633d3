import type { Wish, WishFilter } from '../catalog/wish-filter.js'
import type { HeatMap, HeatOf } from '../nlp/explain/heat-map.js'
import type { Analysis, AspectOffer, ObjectReference } from './analysis.js'

/** What the bot asks of a recogniser. The real one reads a bundle; tests pass a small object with data. */
export interface Recognizer {
  /** The bundle's domain, e.g. movie: names the folder under dialogs/. */
  readonly domain: string
  /** The targets' names in class order, e.g. 부정, 긍정, 중립. */
  readonly targets: readonly string[]
  /** The probability of 부정 or 긍정 from which a reading is sure enough to be asserted; 0 to 1. */
  readonly threshold: number

  /** One utterance's target, driving words, object and aspects. */
  analyse(text: string): Promise<Analysis>

  /**
   * What in an utterance speaks for a target and what against it. Titles, and what is named like one, speak for nothing.
   *
   * @param heatOf how the heat of classes is found; by inclusion (nlp/explain/inclusion.ts) unless given
   * @throws MalgwiError TEXT_EMPTY, TEXT_TOO_LONG, UNKNOWN_TARGET
   */
  heatMap(text: string, target: string, heatOf?: HeatOf): Promise<HeatMap>

  /**
   * By how much the probability of an utterance's target falls when it is read again without the morphemes of these spans: −1 to 1, and
   * 0 where nothing was read there.
   *
   * @param spans UTF-16 offsets into the text
   * @throws MalgwiError TEXT_EMPTY, TEXT_TOO_LONG
   */
  fallWithout(text: string, spans: readonly { start: number; end: number }[]): Promise<number>

  /**
   * The part of a span that carries feeling and can be quoted for it; null for names, bare nouns and adverbs alone.
   *
   * @param span UTF-16 offsets into the text, as what is returned
   */
  quotable(text: string, span: { start: number; end: number }): { start: number; end: number } | null

  /** The year of the newest item, or null where no year is known. */
  newestYear(): number | null

  /** What an utterance is about, without reading what is felt of it: a small part of the work. */
  objectOf(text: string): ObjectReference

  /**
   * What people who felt `target` speak of, best first: about one item, or (with null) in general. At most `limit`.
   */
  aspectsOf(itemId: string | null, target: string, limit: number): AspectOffer[]

  /** Reviews of the item that mention the aspect and are 긍정 (praised) or 부정 (complained); 0 and 0 where none does. */
  countsOf(itemId: string, aspect: string): { praised: number; complained: number }

  /** The aspect that an answer names (그래픽이요, 그래픽 쪽, CG → 그래픽), or null. */
  aspectNamed(text: string): string | null

  /**
   * The items praised most surely for an aspect, or on the whole (null), best first, without those excluded by id and, with a wish,
   * of those that it allows. At most `limit`; never one with few mentions, nor one praised by fewer than half.
   */
  recommend<Aspect extends string | null>(aspect: Aspect, options: RecommendOptions): Recommendation<Aspect>[]

  /**
   * Items that people speak of alike, by their vectors, the most alike first: like `recommend` on the whole otherwise, and without the
   * item itself and its namesakes. Empty for an unknown item.
   */
  similarItems(id: string, options: RecommendOptions): SimilarItem[]

  /** What an utterance asks of an item. Titles in it ask for nothing: no country in 〈한국이 싫어서〉. */
  wishOf(text: string): Wish

  /**
   * What is said of which aspect, clause by clause, in the order of the text ('CG는 괜찮았는데 스토리가 영' → 그래픽 긍정, 스토리 부정): the
   * encoder reads each clause by itself. Empty where no aspect is named.
   * @throws MalgwiError TEXT_TOO_LONG
   */
  aspectOpinions(text: string): Promise<AspectOpinion[]>

  /** Items whose title or alias fits a typed query, best first: whole, its beginning, the beginning of a word, inside, one slip. */
  searchItems(query: string, limit: number): CatalogueItem[]

  item(id: string): CatalogueItem | undefined

  /** Whether a wish allows an item; false for an unknown one. */
  fits(id: string, wish: WishFilter): boolean

  /** Where an item is from that does not say so, as its people's other items tell; empty where nothing does. */
  likelyCountries(id: string): readonly string[]

  /** The items that bear the same title as this one, itself included, the most reviewed first; one element where the title is unique. */
  namesakes(id: string): readonly CatalogueItem[]
}

export type { Wish, WishFilter } from '../catalog/wish-filter.js'
export type { HeatMap } from '../nlp/explain/heat-map.js'

export interface RecommendOptions {
  /** Ids. */
  exclude: readonly string[]
  limit: number
  /** Any of the countries, all of the people, all of the genres (any of them where nothing bears all). */
  wish?: WishFilter
}

/** With an aspect, reviews are counted that mention it; without one (null), all of the item's. */
export interface Recommendation<Aspect extends string | null = string | null> {
  item: CatalogueItem
  aspect: Aspect
  /** Those that are 긍정. */
  praised: number
  /** Those that are 긍정 or 부정. */
  mentions: number
  /** Lower bound of the share praised, 0 to 1. */
  lowerBound: number
}

export interface SimilarItem extends Recommendation<null> {
  /** Cosine of the two items' vectors, at most 1. */
  similarity: number
}

export interface AspectOpinion {
  aspect: string
  target: string
  /** Of the target, given the clause; in (0, 1]. */
  probability: number
  /** UTF-16 offsets into the text. */
  clause: { start: number; end: number }
}

/** The part of a catalogue item that is spoken of (src/catalog/items.ts has the whole). */
export interface CatalogueItem {
  readonly id: string
  readonly title: string
  readonly year: number | null
  readonly genres: readonly string[]
  readonly countries: readonly string[]
  readonly directors: readonly string[]
  readonly actors: readonly string[]
}
