import type { Item } from '#src/catalog/items.js'
import type { Utterance } from '#src/nlp/text/morpheme.js'

/** A film of a test's own catalogue; the id is the title unless one is given. */
export function film(title: string, more: Partial<Item> = {}): Item {
  const unknown = { aliases: [], titleEn: '', year: null, genres: [], countries: [], directors: [], actors: [] }
  return { id: title, title, ...unknown, source: 'test', ...more }
}

/** An utterance that nobody has analysed: eojeols, no morphemes. */
export function plain(text: string): Utterance {
  const eojeols = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ text: word, start: index, end: index + word.length }))
  return { text, eojeols, morphemes: [] }
}
