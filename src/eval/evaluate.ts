import { readIds } from '../corpus/ids.js'
import type { Review, Scale } from '../corpus/review.js'
import { readReviews } from '../corpus/reviews.js'
import { isValidation } from '../corpus/split.js'
import { MalgwiError } from '../errors.js'
import type { Prior } from '../nlp/encoder/calibrate.js'
import { LONGEST_TEXT } from '../nlp/text/tokenizer.js'
import type { OpenedRecognizer } from '../recognizer/open.js'
import { type Figures, figuresOf, type ReadReviews } from './figures.js'

export interface EvaluationOptions {
  reviews: string
  /** Only the reviews with these ids. */
  onlyIds?: string
  /** Not the reviews with these ids. */
  excludeIds?: string
  /** Only the reviews that training keeps for validation. */
  validation?: boolean
  /** The same figures again without the reviews whose text stands, word for word, in another review of this corpus. */
  alsoWithoutTextsIn?: string
  columns?: Record<string, string>
  scale?: Scale
  prior: Prior
}

export interface Evaluation extends Figures {
  prior: Prior
  /** Without the `recurring` reviews whose text was to be left out; null where not both classes remain. */
  withoutRecurring?: (Figures & { recurring: number }) | null
}

const BATCH = 1024
/** As reviews are labelled. */
const CLASSES = ['부정', '긍정', '중립']

/**
 * Reads labelled reviews through the recogniser's tokenizer and encoder. The whole text is read, titles in it included.
 *
 * @param onProgress reviews done so far
 * @throws MalgwiError CORPUS_… for reviews that cannot be read; CORPUS_ONE_CLASS without both 부정 and 긍정 among them
 */
export async function evaluate(
  {
    encoder,
    tokenizer,
    threshold,
  }: Pick<OpenedRecognizer, 'encoder' | 'tokenizer'> & Partial<Pick<OpenedRecognizer, 'threshold'>>,
  options: EvaluationOptions,
  onProgress: (done: number) => void = () => {},
): Promise<Evaluation> {
  const { columns, scale, prior, alsoWithoutTextsIn } = options
  const exclude = options.excludeIds ? await readIds(options.excludeIds) : undefined
  const reading = { columns, scale, exclude }
  const chosen = await chosenReviews(options, reading)
  // Before anything is measured: what cannot be read is heard of first.
  const recurring =
    alsoWithoutTextsIn === undefined ? undefined : await recurringIn(chosen, readReviews(alsoWithoutTextsIn, reading))
  const logits = new Float32Array(chosen.length * CLASSES.length)
  for (let done = 0; done < chosen.length; done += BATCH) {
    const batch = chosen.slice(done, done + BATCH)
    const documents = batch.map(({ text }) => tokenizer.analyse(text.slice(0, LONGEST_TEXT)).morphemes)
    logits.set(await encoder.logits(documents), done * CLASSES.length)
    onProgress(done + batch.length)
  }
  const labels = chosen.map(({ label }) => label)
  const measure = (read: ReadReviews) => figuresOf(read, { calibration: encoder.calibration, names: CLASSES, threshold, prior })
  const figures = measure({ logits, labels })
  if (!figures) {
    const count = (wanted: number) => labels.filter((label) => label === wanted).length
    throw new MalgwiError('CORPUS_ONE_CLASS', `부정 ${count(0)}, 긍정 ${count(1)}`)
  }
  if (!recurring) return { ...figures, prior }

  const kept = chosen.flatMap((_, at) => (recurring.has(at) ? [] : [at]))
  const rest = measure({
    logits: Float32Array.from(kept.flatMap((at) => [...logits.subarray(at * CLASSES.length, (at + 1) * CLASSES.length)])),
    labels: kept.map((at) => labels[at]),
  })
  return { ...figures, prior, withoutRecurring: rest ? { ...rest, recurring: recurring.size } : null }
}

async function chosenReviews(options: EvaluationOptions, reading: Parameters<typeof readReviews>[1]): Promise<Review[]> {
  const only = options.onlyIds ? await readIds(options.onlyIds) : undefined
  const chosen: Review[] = []
  for await (const review of readReviews(options.reviews, reading)) {
    if (only && !only.has(review.id)) continue
    if (options.validation && !isValidation(review.id)) continue
    chosen.push(review)
  }
  return chosen
}

/** Numbers of the reviews whose text, but for white space, is that of another one, told by its id. */
async function recurringIn(reviews: readonly Review[], others: AsyncIterable<Review>): Promise<Set<number>> {
  const own = new Set(reviews.map(({ id }) => id))
  const places = new Map<string, number[]>()
  for (const [at, { text }] of reviews.entries()) {
    const words = wordsOf(text)
    const known = places.get(words)
    if (known) known.push(at)
    else places.set(words, [at])
  }
  const recurring = new Set<number>()
  for await (const { id, text } of others) {
    if (!own.has(id)) for (const at of places.get(wordsOf(text)) ?? []) recurring.add(at)
  }
  return recurring
}

const wordsOf = (text: string): string => text.trim().split(/\s+/).join(' ')
