import { reviewsOf } from '../catalog/counts.js'
import type { Facts } from '../catalog/facts.js'
import { firstEligible, type RankedItem, rankForAspect, rankOnTheWhole } from '../catalog/recommend.js'
import { openItemSearch } from '../catalog/search.js'
import { squeezed } from '../catalog/squeeze.js'
import { wishFilter } from '../catalog/wish-filter.js'
import type { Recognizer, RecommendOptions } from './contract.js'
import { once, oncePer } from './once.js'
import type { Catalog } from './open-catalog.js'
import type { OpenedVectors } from './open-vectors.js'

/** Neighbours looked at first; where a wish leaves too few of them, all items are. */
const NEIGHBOURS = 200

/** What a recogniser answers of the catalogue's items, by counts, facts and item vectors. */
export function openRecommending(
  { items, numberOf, counts, priors }: Catalog,
  vectors: Pick<OpenedVectors, 'items' | 'itemVectors' | 'space'>,
  facts: () => Facts,
): Pick<Recognizer, 'recommend' | 'similarItems' | 'searchItems' | 'item' | 'fits' | 'likelyCountries' | 'namesakes'> {
  const popularity = (item: number): number => reviewsOf(counts, item)
  const ranking = oncePer((aspect: number) => rankForAspect(counts, priors, aspect))
  const whole = once(() => rankOnTheWhole(counts))
  const wholeOf = once(() => new Map(whole().map((ranked) => [ranked.item, ranked])))
  const search = openItemSearch(items, popularity)
  const byTitle = once(() => {
    const groups = new Map<string, number[]>()
    for (const [number, { title }] of items.entries()) {
      const key = squeezed(title)
      groups.set(key, [...(groups.get(key) ?? []), number])
    }
    for (const group of groups.values()) group.sort((a, b) => popularity(b) - popularity(a))
    return groups
  })
  const sameTitle = (number: number): readonly number[] => byTitle().get(squeezed(items[number].title)) ?? [number]

  function eligible({ exclude, wish }: RecommendOptions): (item: number) => boolean {
    const without = new Set(exclude)
    const allowed = wish ? wishFilter(facts(), counts, wish) : () => true
    return (item) => !without.has(items[item].id) && allowed(item)
  }

  const recommendation = <Aspect extends string | null>(aspect: Aspect, { item, praised, mentions, lowerBound }: RankedItem) => ({
    item: items[item],
    aspect,
    praised,
    mentions,
    lowerBound,
  })

  return {
    recommend(aspect, options) {
      const number = aspect === null ? -1 : counts.aspects.indexOf(aspect)
      if (aspect !== null && number < 0) return []
      const ranked = aspect === null ? whole() : ranking(number)
      const chosen = firstEligible(ranked, { eligible: eligible(options), limit: options.limit })
      return chosen.map((one) => recommendation(aspect, one))
    },

    similarItems(id, options) {
      const number = numberOf.get(id)
      if (number === undefined) return []
      const { dimensions } = vectors.space
      const allowed = eligible(options)
      const same = new Set(sameTitle(number))
      const known = wholeOf()
      const query = vectors.itemVectors.subarray(number * dimensions, (number + 1) * dimensions)
      const find = (k: number) =>
        vectors.items
          .search(query, k)
          .filter(({ id: item }) => known.has(item) && !same.has(item) && allowed(item))
          .slice(0, options.limit)
      const near = find(Math.min(items.length, NEIGHBOURS))
      const found = near.length < options.limit ? find(items.length) : near
      return found.map(({ id: item, score }) => ({ ...recommendation(null, known.get(item)!), similarity: score }))
    },

    searchItems: (query, limit) => search.search(query, limit).map((item) => items[item]),

    item: (id) => items[numberOf.get(id) ?? -1],
    fits: (id, wish) => numberOf.has(id) && wishFilter(facts(), counts, wish)(numberOf.get(id)!),
    likelyCountries: (id) => [...(facts().countries[numberOf.get(id) ?? -1] ?? [])],

    namesakes(id) {
      const number = numberOf.get(id)
      return number === undefined ? [] : sameTitle(number).map((item) => items[item])
    },
  }
}
