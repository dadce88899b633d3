import { readIds } from '../corpus/ids.js'
import type { Scale } from '../corpus/review.js'
import { readReviews } from '../corpus/reviews.js'
import { isValidation } from '../corpus/split.js'
import { MalgwiError } from '../errors.js'
import { binaryProbability, type Prior, probabilities } from '../nlp/encoder/calibrate.js'
import type { OpenedRecognizer } from '../recognizer/open.js'
import { accuracy, expectedCalibrationError, macroF1 } from './metrics.js'

export interface EvaluationOptions {
  reviews: string
  /** Only the reviews with these ids. */
  onlyIds?: string
  /** Not the reviews with these ids. */
  excludeIds?: string
  /** Only the reviews that training keeps for validation. */
  validation?: boolean
  columns?: Record<string, string>
  scale?: Scale
  prior: Prior
}

/** Figures of the encoder on labelled reviews. 부정 against 긍정 leaves 중립 reviews out; macro-F1 is over the classes that occur. */
export interface Evaluation {
  accuracy: number
  expectedCalibrationError: number
  macroF1: number
  /** Reviews that accuracy and calibration speak of, and all that were read. */
  count: number
  reviews: number
  prior: Prior
}

const BATCH = 1024
const CLASSES = 3

/**
 * Reads labelled reviews through the recogniser's tokenizer and encoder. The whole text is read, titles in it included.
 *
 * @param onProgress reviews done so far
 * @throws MalgwiError CORPUS_… for reviews that cannot be read; CORPUS_ONE_CLASS without both 부정 and 긍정 among them
 */
export async function evaluate(
  { encoder, tokenizer }: Pick<OpenedRecognizer, 'encoder' | 'tokenizer'>,
  options: EvaluationOptions,
  onProgress: (done: number) => void = () => {},
): Promise<Evaluation> {
  const only = options.onlyIds ? await readIds(options.onlyIds) : undefined
  const exclude = options.excludeIds ? await readIds(options.excludeIds) : undefined
  const texts: string[] = []
  const labels: number[] = []
  const logits: number[] = []
  const flush = async () => {
    const result = await encoder.run(texts.map((text) => tokenizer.analyse(text).morphemes))
    for (const value of result.logits) logits.push(value)
    texts.length = 0
    onProgress(labels.length)
  }
  for await (const review of readReviews(options.reviews, { columns: options.columns, scale: options.scale, exclude })) {
    if (only && !only.has(review.id)) continue
    if (options.validation && !isValidation(review.id)) continue
    texts.push(review.text)
    labels.push(review.label)
    if (texts.length === BATCH) await flush()
  }
  if (texts.length > 0) await flush()
  return measure(Float32Array.from(logits), labels, encoder.calibration, options.prior)
}

function measure(
  logits: Float32Array,
  labels: number[],
  calibration: OpenedRecognizer['encoder']['calibration'],
  prior: Prior,
): Evaluation {
  const polar = labels.flatMap((label, at) => (label < 2 ? [at] : []))
  const actual = polar.map((at) => labels[at])
  if (!actual.includes(0) || !actual.includes(1)) {
    throw new MalgwiError(
      'CORPUS_ONE_CLASS',
      `부정 ${actual.filter((label) => label === 0).length}, 긍정 ${actual.filter(Boolean).length}`,
    )
  }
  const positive = binaryProbability(logits, calibration, prior)
  const polarPositive = polar.map((at) => positive[at])
  const all = probabilities(logits, calibration, 'natural')
  const likeliest = labels.map((_, at) => argmax(all.subarray(at * CLASSES, (at + 1) * CLASSES)))
  return {
    accuracy: accuracy(
      polarPositive.map((p) => Number(p >= 0.5)),
      actual,
    ),
    expectedCalibrationError: expectedCalibrationError(polarPositive, actual),
    macroF1: macroF1(likeliest, labels, CLASSES),
    count: polar.length,
    reviews: labels.length,
    prior,
  }
}

function argmax(values: Float32Array): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if (values[at] > values[best]) best = at
  return best
}
