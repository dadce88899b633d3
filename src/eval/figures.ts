import { binaryProbability, type Calibration, NEGATIVE, POSITIVE, type Prior, probabilities } from '../nlp/encoder/calibrate.js'
import { accuracy, byClass, type ClassFigures, expectedCalibrationError, interval, macroF1 } from './metrics.js'

/** What an encoder made of reviews. */
export interface ReadReviews {
  /** [reviews × classes] */
  logits: Float32Array
  labels: readonly number[]
}

/** Figures of an encoder on labelled reviews. 부정 against 긍정 leaves 중립 reviews out; macro-F1 is over the classes that occur. */
export interface Figures {
  accuracy: number
  /** Of 95 % confidence. */
  accuracyInterval: [low: number, high: number]
  expectedCalibrationError: number
  macroF1: number
  /** Of all classes, by their names. */
  byClass: Record<string, ClassFigures>
  /** 부정 against 긍정 where the encoder is sure enough for the bot to assert it: the share that is, and how much of that is right. */
  byThreshold?: { confidence: number; coverage: number; accuracy: number }
  /** Reviews that accuracy and calibration speak of, and all that were read. */
  count: number
  reviews: number
}

export interface FiguresOptions {
  calibration: Calibration
  /** Of the classes, in their order. */
  names: readonly string[]
  /** Probability of 부정 or 긍정, under the balanced prior, from which the bot asserts it. */
  threshold?: number
  /** Between 부정 and 긍정; does not move what the bot asserts. */
  prior: Prior
}

/** Undefined unless there are reviews of both 부정 and 긍정. */
export function figuresOf({ logits, labels }: ReadReviews, options: FiguresOptions): Figures | undefined {
  const { calibration, names, threshold, prior } = options
  const classes = names.length
  const polar = labels.flatMap((label, at) => (label <= POSITIVE ? [at] : []))
  const actual = polar.map((at) => labels[at])
  if (!actual.includes(NEGATIVE) || !actual.includes(POSITIVE)) return undefined
  const positive = binaryProbability(logits, calibration, prior)
  const polarPositive = polar.map((at) => positive[at])
  const share = accuracy(
    polarPositive.map((p) => Number(p >= 0.5)),
    actual,
  )
  const natural = probabilities(logits, calibration, 'natural')
  const balanced = probabilities(logits, calibration, 'balanced')
  const likeliest = labels.map((_, at) => argmax(natural.subarray(at * classes, (at + 1) * classes)))
  const classFigures = byClass(likeliest, labels, classes)
  return {
    accuracy: share,
    accuracyInterval: interval(share * actual.length, actual.length),
    expectedCalibrationError: expectedCalibrationError(polarPositive, actual),
    macroF1: macroF1(classFigures),
    byClass: Object.fromEntries(names.map((name, label) => [name, classFigures[label]])),
    ...(threshold === undefined ? {} : { byThreshold: asserted(balanced, classes, polar, labels, threshold) }),
    count: polar.length,
    reviews: labels.length,
  }
}

function asserted(p: Float32Array, classes: number, polar: readonly number[], labels: readonly number[], threshold: number) {
  const poles = polar.map((at) => p.subarray(at * classes, at * classes + 2))
  const sure = polar.flatMap((_, at) => (Math.max(...poles[at]) >= threshold ? [at] : []))
  const right = sure.filter((at) => Number(poles[at][POSITIVE] >= poles[at][NEGATIVE]) === labels[polar[at]])
  return {
    confidence: threshold,
    coverage: sure.length / polar.length,
    accuracy: sure.length === 0 ? 0 : right.length / sure.length,
  }
}

function argmax(values: Float32Array): number {
  let best = 0
  for (let at = 1; at < values.length; at++) if (values[at] > values[best]) best = at
  return best
}
