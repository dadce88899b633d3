import { matchAspects } from '../catalog/aspects.js'
import { type AspectCounts, countAspects } from '../catalog/counts.js'
import { discoverAspects } from '../catalog/discover.js'
import type { Domain } from '../catalog/domain.js'
import type { Item } from '../catalog/items.js'
import { countTitleUse, type TitleUse } from '../catalog/title-use.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import type { Corpus } from './corpus.js'
import { tellByPhrases } from './tell-by-phrases.js'

export interface Catalogue {
  domain: Domain
  items: Item[]
  counts: AspectCounts
  titleUse: TitleUse
}

/** The items that are reviewed and have a title: those given, else the ids themselves unless they are bare numbers. */
export function listItems(corpus: Corpus, given: readonly Item[] | undefined): Item[] {
  const reviewed = new Set(corpus.itemIds)
  if (given !== undefined) return given.filter(({ id }) => reviewed.has(id))
  return corpus.itemIds.filter((id) => !/^\d+$/.test(id)).map(itemNamed)
}

function itemNamed(title: string): Item {
  const unknown = { aliases: [], titleEn: '', year: null, genres: [], countries: [], directors: [], actors: [] }
  return { id: title, title, ...unknown, source: 'reviews' }
}

/**
 * Counts what the reviews say of each aspect of each item, and how ordinary each title is as a word.
 *
 * @param written what the domain file says; aspects are found in the reviews where it names none
 */
export function countCatalogue(corpus: Corpus, tokens: TokenisedCorpus, items: Item[], written: Domain): Catalogue {
  const numbers = new Map(items.map(({ id }, number) => [id, number]))
  const documents = {
    tokens: tokens.tokens,
    offsets: tokens.offsets,
    labels: corpus.labels,
    items: Int32Array.from(corpus.items, (item) => (item < 0 ? -1 : (numbers.get(corpus.itemIds[item]) ?? -1))),
  }
  const titles = new Set(items.map(({ title }) => title))
  const domain: Domain =
    written.aspects.length > 0
      ? written
      : { ...written, aspects: discoverAspects(documents, tokens.forms, items.length, { exclude: (lemma) => titles.has(lemma) }) }
  const matcher = matchAspects(domain.aspects, tokens.forms)
  const korean = (tokens.compounds.language ?? 'ko') === 'ko'
  return {
    domain,
    items,
    counts: countAspects(documents, matcher, items.length, korean ? tellByPhrases(documents, tokens.forms, matcher) : undefined),
    titleUse: countTitleUse(items, reviewsOf(corpus)),
  }
}

function* reviewsOf(corpus: Corpus): Generator<{ text: string; item: string | null }> {
  for (const [at, text] of corpus.texts.entries()) {
    yield { text, item: corpus.items[at] < 0 ? null : corpus.itemIds[corpus.items[at]] }
  }
}
