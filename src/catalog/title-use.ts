import type { Item } from './items.js'
import { type NameTable, namesAt, nameTable } from './names.js'
import { isParticle } from './particles.js'
import { squeeze } from './squeeze.js'

/** How often each name is written, in reviews of the items that bear it and in reviews of all others. JSON-able. */
export interface TitleUse {
  /** Reviews counted. */
  reviews: number
  /** By squeezed name: reviews of bearers with it, of how many reviews of bearers, reviews of others with it. Names nobody wrote are absent. */
  names: Record<string, [own: number, ownReviews: number, other: number]>
}

/**
 * Counts, over the corpus, in how many reviews each name of the catalogue occurs at the start of an eojeol, spacing aside, and
 * followed by the eojeol's end or a particle. The same word in reviews of other items tells how ordinary a word it is.
 *
 * @param reviews texts with the id of the item each is about (null: unknown)
 */
export function countTitleUse(items: readonly Item[], reviews: Iterable<{ text: string; item: string | null }>): TitleUse {
  const table = nameTable(items)
  const position = new Map(items.map((item, index) => [item.id, index]))
  const reviewsOf = new Uint32Array(items.length)
  const own = new Map<string, number>()
  const other = new Map<string, number>()
  let count = 0
  for (const { text, item } of reviews) {
    const index = item === null ? -1 : (position.get(item) ?? -1)
    if (index >= 0) reviewsOf[index]++
    count++
    for (const name of writtenNames(table, text)) {
      const tally = table.names.get(name)!.owners.has(index) ? own : other
      tally.set(name, (tally.get(name) ?? 0) + 1)
    }
  }
  const names: TitleUse['names'] = {}
  for (const { text, owners } of table.names.values()) {
    if (!own.has(text) && !other.has(text)) continue
    let ownReviews = 0
    for (const index of owners.keys()) ownReviews += reviewsOf[index]
    names[text] = [own.get(text) ?? 0, ownReviews, other.get(text) ?? 0]
  }
  return { reviews: count, names }
}

function writtenNames(table: NameTable, text: string): Set<string> {
  const { text: letters, wordStarts, wordEnds } = squeeze(text)
  const found = new Set<string>()
  wordStarts.forEach((start, word) => {
    namesAt(table, letters, start, (name, end) => {
      let last = word
      while (wordEnds[last] < end) last++
      if (isParticle(letters.slice(end, wordEnds[last]))) found.add(name.text)
    })
  })
  return found
}
