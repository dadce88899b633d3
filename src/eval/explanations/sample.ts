import { readIds } from '../../corpus/ids.js'
import type { Scale } from '../../corpus/review.js'
import { readReviews } from '../../corpus/reviews.js'
import { isValidation } from '../../corpus/split.js'
import { randomStream, shuffle } from '../../nlp/encoder/random.js'

export interface ChosenReviews {
  reviews: string
  /** Only the reviews with these ids. */
  onlyIds?: string
  /** Not the reviews with these ids. */
  excludeIds?: string
  /** Only the reviews that training keeps for validation. */
  validation?: boolean
  columns?: Record<string, string>
  scale?: Scale
}

/**
 * The texts of `count` of the reviews that are asked for, or of all where there are fewer: drawn by the seed and the ids alone, whatever
 * the order of the files.
 *
 * @throws MalgwiError FILE_NOT_FOUND, CORPUS_… for reviews that cannot be read
 */
export async function sampleTexts(chosen: ChosenReviews, count: number, seed: number): Promise<string[]> {
  const { reviews, onlyIds, excludeIds, validation, columns, scale } = chosen
  const only = onlyIds === undefined ? undefined : await readIds(onlyIds)
  const exclude = excludeIds === undefined ? undefined : await readIds(excludeIds)
  const found: { id: string; text: string }[] = []
  for await (const { id, text } of readReviews(reviews, { columns, scale, exclude })) {
    if (only && !only.has(id)) continue
    if (!validation || isValidation(id)) found.push({ id, text })
  }
  found.sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)))
  return shuffle(found, randomStream(seed))
    .slice(0, count)
    .map(({ text }) => text)
}
