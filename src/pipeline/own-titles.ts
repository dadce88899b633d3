import { isParticle } from '../catalog/particles.js'
import { normalise } from '../nlp/text/normalise.js'
import type { Corpus } from './corpus.js'

/** A shorter title is too often just a word. */
const SHORTEST = 2

/**
 * The texts without the titles of what each review is about, particles included: a title is the object and no opinion of it, and some
 * sound like one. Spaces, punctuation and case count for nothing; a title stays where it is part of another word.
 *
 * @param titles by item id
 */
export function withoutOwnTitles(
  { texts, items, itemIds }: Pick<Corpus, 'texts' | 'items' | 'itemIds'>,
  titles: ReadonlyMap<string, readonly string[]>,
): string[] {
  const written = itemIds.map((id) => (titles.get(id) ?? []).map(bare).filter((title) => title.length >= SHORTEST))
  return texts.map((text, at) => (items[at] < 0 ? text : written[items[at]].reduce(without, text)))
}

const bare = (text: string): string =>
  normalise(text)
    .text.toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

function without(text: string, title: string): string {
  const eojeols = text.split(/\s+/)
  const read = eojeols.map(bare)
  const kept: string[] = []
  for (let from = 0; from < eojeols.length; ) {
    const end = endOfTitle(read, from, title)
    if (end === from) kept.push(eojeols[from++])
    else from = end
  }
  return kept.length === eojeols.length ? text : kept.join(' ')
}

/** Number of the eojeol after a title that begins at `from`; `from` where none does. */
function endOfTitle(eojeols: readonly string[], from: number, title: string): number {
  let read = ''
  for (let at = from; at < eojeols.length && title.startsWith(read); at++) {
    read += eojeols[at]
    if (read.startsWith(title) && isParticle(read.slice(title.length))) return at + 1
  }
  return from
}
