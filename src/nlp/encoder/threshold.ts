import { type Calibration, NEGATIVE, POSITIVE, probabilities } from './calibrate.js'

/** What becomes of reviews that are 부정 or 긍정 if only readings from a confidence up are asserted. Shares in [0, 1]. */
export interface CoveragePoint {
  /** The greater one of the calibrated probabilities of 부정 and 긍정, under the balanced prior, from which a reading is asserted. */
  confidence: number
  /** Share that is asserted. */
  coverage: number
  /** Share of what is asserted that is right. */
  accuracy: number
}

/** Surer than this about what it asserts a bot need not be: it is worth no further question. */
const RIGHT = 0.95
/** Who tells how a film was, and is asked back more often than one time in four, is not being listened to. */
const ANSWERED = 0.75
/** Confidences of the curve are this fine; a hundredth moves coverage by a hundredth. */
const STEPS = 100

/**
 * Coverage and selective accuracy (one minus the risk of El-Yaniv & Wiener 2010) at every hundredth of confidence. Each of 부정 and 긍정
 * counts half; reviews of other classes have no right answer between them and are left out.
 *
 * @param logits [documents × classes]
 * @param labels the documents' classes
 * @returns by rising confidence, as far as anything is asserted; empty unless there are documents of both classes
 */
export function coverageAccuracy(logits: Float32Array, labels: ArrayLike<number>, calibration: Calibration): CoveragePoint[] {
  const classes = calibration.bias.length
  const p = probabilities(logits, calibration, 'balanced')
  const counts = [0, 0]
  for (let d = 0; d < labels.length; d++) if (labels[d] <= POSITIVE) counts[labels[d]]++
  if (counts[NEGATIVE] === 0 || counts[POSITIVE] === 0) return []

  // Weight that is asserted, and rightly asserted, by the last step at which it still is.
  const asserted = new Float64Array(STEPS + 1)
  const right = new Float64Array(STEPS + 1)
  for (let d = 0; d < labels.length; d++) {
    const label = labels[d]
    if (label > POSITIVE) continue
    const [negative, positive] = [p[d * classes + NEGATIVE], p[d * classes + POSITIVE]]
    const step = Math.floor(Math.max(negative, positive) * STEPS)
    asserted[step] += 0.5 / counts[label]
    if (Number(positive >= negative) === label) right[step] += 0.5 / counts[label]
  }
  const curve: CoveragePoint[] = []
  let [coverage, hits] = [0, 0]
  for (let step = STEPS; step >= 0; step--) {
    coverage += asserted[step]
    hits += right[step]
    // Sums of many weights may pass 1 by a rounding.
    if (coverage > 0) curve.push({ confidence: step / STEPS, coverage: Math.min(1, coverage), accuracy: hits / coverage })
  }
  return curve.reverse()
}

/**
 * The confidence from which a reading is asserted: the least at which what is asserted is right often enough, or, where that would leave
 * too much unanswered, the greatest that still answers enough (a bound on the risk as of Geifman & El-Yaniv 2017, and one on the
 * rejections). Undefined for an empty curve.
 */
export function chooseThreshold(
  curve: readonly CoveragePoint[],
  { right = RIGHT, answered = ANSWERED }: { right?: number; answered?: number } = {},
): CoveragePoint | undefined {
  const enough = curve.filter(({ coverage }) => coverage >= answered)
  return enough.find(({ accuracy }) => accuracy >= right) ?? enough.at(-1)
}

/** Reviews of which the encoder is about as sure, and how often it is right about them. */
export interface ReliabilityBin {
  /** Mean confidence between 부정 and 긍정, in [0.5, 1]. */
  confidence: number
  accuracy: number
  /** Of all reviews that are 부정 or 긍정, each class half. */
  share: number
}

/**
 * Confidence against accuracy between 부정 and 긍정, as if there were no other class, in equal-width bins from 0.5 to 1 (Guo et al. 2017,
 * section 2), under the balanced prior. Empty bins are left out.
 *
 * @param positive probability of 긍정 against 부정, `[documents]`
 * @param labels the documents' classes; others than 부정 and 긍정 are left out
 */
export function reliability(positive: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): ReliabilityBin[] {
  const counts = [0, 0]
  for (let d = 0; d < labels.length; d++) if (labels[d] <= POSITIVE) counts[labels[d]]++
  const [share, sure, right] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)]
  for (let d = 0; d < labels.length; d++) {
    if (labels[d] > POSITIVE) continue
    const weight = 0.5 / counts[labels[d]]
    const confidence = Math.max(positive[d], 1 - positive[d])
    const bin = Math.min(bins - 1, Math.floor((confidence - 0.5) * 2 * bins))
    share[bin] += weight
    sure[bin] += weight * confidence
    if (Number(positive[d] >= 0.5) === labels[d]) right[bin] += weight
  }
  return Array.from(share, (weight, bin) => ({
    confidence: sure[bin] / weight,
    accuracy: right[bin] / weight,
    share: weight,
  })).filter((bin) => bin.share > 0)
}
