import { createHash } from 'node:crypto'
import { readIds } from '../corpus/ids.js'
import { requireBothClasses, type Scale } from '../corpus/review.js'
import { type ReadCounts, readReviews } from '../corpus/reviews.js'
import { isValidation } from '../corpus/split.js'

/** The reviews of a training run, column by column; review number d is row d of each. */
export interface Corpus {
  ids: string[]
  texts: string[]
  /** 0 부정, 1 긍정, 2 중립. */
  labels: Uint8Array
  /** As given. */
  ratings: Float32Array
  /** Index into `itemIds`, −1 where the review names none. */
  items: Int32Array
  itemIds: string[]
  /** Review numbers; 5 % by a hash of the review's id are kept for validation. */
  train: Uint32Array
  validation: Uint32Array
  scale: Scale
  counts: ReadCounts
  /** sha256 over everything that was kept. */
  digest: string
}

export interface CorpusOptions {
  reviews: string
  excludeIds?: string
  /** Only the reviews with the ids in this file. */
  onlyIds?: string
  columns?: Record<string, string>
  scale?: Scale
}

/** Reads the reviews. Texts stay in memory: 680,000 short reviews are about 100 MB. */
export async function readCorpus(options: CorpusOptions): Promise<Corpus> {
  const exclude = options.excludeIds ? await readIds(options.excludeIds) : undefined
  const only = options.onlyIds ? await readIds(options.onlyIds) : undefined
  const stream = readReviews(options.reviews, { columns: options.columns, scale: options.scale, exclude })
  const ids: string[] = []
  const texts: string[] = []
  const labels: number[] = []
  const ratings: number[] = []
  const items: number[] = []
  const itemNumbers = new Map<string, number>()
  const train: number[] = []
  const validation: number[] = []
  const digest = createHash('sha256')
  for await (const review of stream) {
    if (only && !only.has(review.id)) continue
    const set = isValidation(review.id) ? validation : train
    set.push(texts.length)
    ids.push(review.id)
    texts.push(review.text)
    labels.push(review.label)
    ratings.push(review.rating)
    items.push(numberOf(itemNumbers, review.item))
    digest.update(`${review.id}\t${review.item ?? ''}\t${review.rating}\t${review.text}\n`)
  }
  requireBothClasses(labels)
  return {
    ids,
    texts,
    labels: Uint8Array.from(labels),
    ratings: Float32Array.from(ratings),
    items: Int32Array.from(items),
    itemIds: [...itemNumbers.keys()],
    train: Uint32Array.from(train),
    validation: Uint32Array.from(validation),
    scale: stream.counts.scale!,
    counts: stream.counts,
    digest: digest.digest('hex'),
  }
}

function numberOf(numbers: Map<string, number>, id: string | null): number {
  if (id === null) return -1
  const known = numbers.get(id)
  if (known !== undefined) return known
  numbers.set(id, numbers.size)
  return numbers.size - 1
}
