import { fitCalibration, NEGATIVE, POSITIVE } from '../nlp/encoder/calibrate.js'

/** What encoders made of reviews that they were not trained on. */
export interface OutOfFold {
  /** `[reviews × 3]` */
  logits: Float32Array
  /** By the ratings: 0 부정, 1 긍정, 2 중립. */
  labels: Uint8Array
  /** Number of the encoder that read each review. */
  folds: Uint8Array
}

/**
 * How certain it is that a rating contradicts its words, from the three log-probabilities of a review:
 *
 * - `odds`: log p(opposite) − log p(given). If ratings were flipped at random, at one rate, this is the order of the probability that one
 *   was: p(flipped | words, rating) = r·p(opposite) / (r·p(opposite) + (1 − r)·p(given))
 * - `opposite`: log p(opposite) − log(1 − p(opposite)); what lies between the poles counts against it
 * - `margin`: the normalised margin of confident learning (Northcutt 2021), here negated: max p(other) − p(given), where the other is the
 *   opposite pole
 */
export const ORDERS = {
  odds: (given, opposite) => opposite - given,
  opposite: (given, opposite, neutral) => opposite - logSum(given, neutral),
  margin: (given, opposite) => Math.exp(opposite) - Math.exp(given),
} as const satisfies Record<string, (given: number, opposite: number, neutral: number) => number>

export type Order = keyof typeof ORDERS

/** Reviews rated 부정 or 긍정, in the order in which their ratings are to be doubted. */
export interface Ranking {
  /** Review numbers, the most certain first; of equal ones the earlier. */
  reviews: Uint32Array
  /** Calibrated probability of the opposite pole, `[reviews]`, in their order. */
  probabilities: Float32Array
  /**
   * How many of them, not always the first ones, count as errors by confident learning: the opposite pole is at least as probable as it is
   * on average in the reviews that are rated so, and more probable than the given one.
   */
  errors: number
}

const CLASSES = 3
const NEUTRAL = 2

/**
 * Ranks reviews by how surely their ratings contradict their words. Temperature and biases of each encoder are fitted on the reviews that it
 * was not trained on, so that the encoders' probabilities can stand in one list. Reviews rated 중립 are never suspects.
 */
export function rankSuspects({ logits, labels, folds }: OutOfFold, order: Order = 'odds'): Ranking {
  const logs = calibrated(logits, labels, folds)
  const at = (review: number, label: number): number => logs[review * CLASSES + label]
  const usual = [NEGATIVE, POSITIVE].map((label) => meanConfidence(logs, labels, label))
  const scores = new Float64Array(labels.length)
  let errors = 0
  const polar = Uint32Array.from(labels.keys()).filter((review) => labels[review] !== NEUTRAL)
  for (const review of polar) {
    const [given, opposite] = [labels[review], oppositeOf(labels[review])]
    scores[review] = ORDERS[order](at(review, given), at(review, opposite), at(review, NEUTRAL))
    if (Math.exp(at(review, opposite)) >= usual[opposite] && at(review, opposite) > at(review, given)) errors++
  }
  const reviews = polar.sort((a, b) => scores[b] - scores[a] || a - b)
  const probabilities = Float32Array.from(reviews, (review) => Math.exp(at(review, oppositeOf(labels[review]))))
  return { reviews, probabilities, errors }
}

const oppositeOf = (label: number): number => (label === NEGATIVE ? POSITIVE : NEGATIVE)

/** Log-probabilities `[reviews × 3]` under the reviews' own shares of classes; in double precision, that sure ones do not tie. */
function calibrated(logits: Float32Array, labels: Uint8Array, folds: Uint8Array): Float64Array {
  const logs = new Float64Array(logits.length)
  const numbers = Uint32Array.from(folds.keys())
  for (const fold of new Set(folds)) {
    const own = numbers.filter((review) => folds[review] === fold)
    const given = new Float32Array(own.length * CLASSES)
    for (const [i, review] of own.entries()) given.set(logits.subarray(review * CLASSES, (review + 1) * CLASSES), i * CLASSES)
    const { temperature, bias } = fitCalibration(
      given,
      Uint8Array.from(own, (review) => labels[review]),
      CLASSES,
    )
    for (const [i, review] of own.entries()) {
      const scores = bias.map((shift, c) => given[i * CLASSES + c] / temperature + shift)
      const total = scores.reduce(logSum)
      for (let c = 0; c < CLASSES; c++) logs[review * CLASSES + c] = scores[c] - total
    }
  }
  return logs
}

function meanConfidence(logs: Float64Array, labels: Uint8Array, label: number): number {
  let [sum, count] = [0, 0]
  for (let review = 0; review < labels.length; review++) {
    if (labels[review] !== label) continue
    sum += Math.exp(logs[review * CLASSES + label])
    count++
  }
  return sum / count
}

/** log(eᵃ + eᵇ) */
function logSum(a: number, b: number): number {
  const most = Math.max(a, b)
  return most + Math.log1p(Math.exp(Math.min(a, b) - most))
}
