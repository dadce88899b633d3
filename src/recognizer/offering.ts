import { COMPLAINED, PRAISED, talliesOf } from '../catalog/counts.js'
import { MalgwiError } from '../errors.js'
import type { AspectOffer } from './analysis.js'
import { openContextWords } from './context-words.js'
import { type AspectTable, type ItemMentions, offerAspects } from './offers.js'
import { oncePer, recent } from './once.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'

/** Items whose offers are remembered: a conversation asks for the same ones turn after turn. */
const REMEMBERED = 500
const NEGATIVE = 0
const POSITIVE = 1
const CLASSES = 3

/** Every aspect that people who felt `target` speak of, best first. */
export type Offering = (item: number, target: string, phrase?: readonly string[]) => readonly AspectOffer[]

/** @throws MalgwiError UNKNOWN_TARGET (what is returned); `item` is −1 where none is known, `phrase` are the words that name it then */
export function openOffering(catalog: Catalog, vectors: OpenedVectors): Offering {
  const { domain, counts } = catalog
  const contextWordsOf = openContextWords(catalog, vectors)
  const known = new Set(vectors.space.words)
  const table = aspectTable(catalog)

  function offersFor(item: number, target: string, phrase: readonly string[]): readonly AspectOffer[] {
    const words = contextWordsOf(item, target, phrase)
    const pole = domain.targets.indexOf(target)
    const side = pole === NEGATIVE || pole === POSITIVE ? pole : null
    return words ? offerAspects(words, table, item < 0 ? null : mentionsOf(counts, item), side) : []
  }

  const offersOf = oncePer((target: string) => recent(REMEMBERED, (item: number) => offersFor(item, target, [])))

  return (item, target, phrase = []) => {
    if (!domain.targets.includes(target))
      throw new MalgwiError('UNKNOWN_TARGET', `'${target}'; known are ${domain.targets.join(', ')}`)
    return phrase.some((word) => known.has(word)) ? offersFor(item, target, phrase) : offersOf(target)(item)
  }
}

/** What is known of the aspects over all items. */
export function aspectTable({ domain, counts }: Catalog): AspectTable {
  return {
    names: domain.aspects.map(({ name }) => name),
    praised: column(counts.totals, PRAISED),
    complained: column(counts.totals, COMPLAINED),
    positiveReviews: counts.allReviews[PRAISED],
    negativeReviews: counts.allReviews[COMPLAINED],
  }
}

/** What is known of them for one item. */
export function mentionsOf(counts: Catalog['counts'], item: number): ItemMentions {
  return {
    ...talliesOf(counts, item),
    positiveReviews: counts.reviews[item * CLASSES + PRAISED],
    negativeReviews: counts.reviews[item * CLASSES + COMPLAINED],
  }
}

function column(totals: Uint32Array, label: number): Uint32Array {
  return Uint32Array.from({ length: totals.length / CLASSES }, (_, aspect) => totals[aspect * CLASSES + label])
}
