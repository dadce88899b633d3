import type { Bundle } from '../bundle/open.js'
import type { AspectCounts } from '../catalog/counts.js'
import { decodeCounts, type StoredCounts } from '../catalog/counts-codec.js'
import type { Domain } from '../catalog/domain.js'
import type { Item } from '../catalog/items.js'
import { type AspectPrior, fitPriors } from '../catalog/shrink.js'
import type { TitleUse } from '../catalog/title-use.js'
import { MalgwiError } from '../errors.js'
import { Domain as DomainSchema, FILES, Items, TitleUse as TitleUseSchema } from './files.js'

export interface Catalog {
  domain: Domain
  items: readonly Item[]
  /** Number of an item by its id. */
  numberOf: ReadonlyMap<string, number>
  counts: AspectCounts
  priors: readonly AspectPrior[]
  titleUse: TitleUse
}

const COUNTS = ['rows', 'columns', 'praised', 'complained', 'neutral', 'totals', 'reviews', 'allReviews'] as const

/** @throws MalgwiError BUNDLE_CORRUPT */
export function openCatalog(bundle: Bundle): Catalog {
  const domain = bundle.json(FILES.domain, DomainSchema)
  const items = bundle.json(FILES.items, Items)
  const tensors = bundle.tensors(FILES.counts)
  const stored = Object.fromEntries(
    COUNTS.map((name) => {
      const { dtype, data } = tensors.get(name)
      if (dtype !== 'U8' && dtype !== 'I32') throw new MalgwiError('BUNDLE_CORRUPT', `${FILES.counts}: ${name} is ${dtype}`)
      return [name, data]
    }),
  ) as unknown as StoredCounts
  const aspects = domain.aspects.map((aspect) => aspect.name)
  const counts = decodeCounts(stored, aspects, items.length)
  return {
    domain,
    items,
    numberOf: new Map(items.map((item, number) => [item.id, number])),
    counts,
    priors: fitPriors(counts),
    titleUse: bundle.json(FILES.titleUse, TitleUseSchema),
  }
}
