/** Share of equal entries, in [0, 1]. */
export function accuracy(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let right = 0
  for (let at = 0; at < actual.length; at++) if (predicted[at] === actual[at]) right++
  return right / actual.length
}

/** How one class is told from the others; shares in [0, 1]. */
export interface ClassFigures {
  precision: number
  recall: number
  f1: number
  /** Entries that are of the class. */
  count: number
}

/** Precision, recall and F1 of each class, all of them 0 where nothing was rightly said to be of it. */
export function byClass(predicted: ArrayLike<number>, actual: ArrayLike<number>, classes: number): ClassFigures[] {
  return Array.from({ length: classes }, (_, label) => {
    let [hits, claimed, count] = [0, 0, 0]
    for (let at = 0; at < actual.length; at++) {
      if (predicted[at] === label) claimed++
      if (actual[at] === label) count++
      if (predicted[at] === label && actual[at] === label) hits++
    }
    if (hits === 0) return { precision: 0, recall: 0, f1: 0, count }
    return { precision: hits / claimed, recall: hits / count, f1: (2 * hits) / (claimed + count), count }
  })
}

/** F1 averaged over the classes that occur, each weighing the same. */
export function macroF1(figures: readonly ClassFigures[]): number {
  const scores = figures.filter(({ count }) => count > 0).map(({ f1 }) => f1)
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

/** Two-sided 95 % of the normal distribution. */
const Z = 1.96

/** The interval that holds a share with 95 % confidence, of which `right` of `count` are a sample (Wilson 1927). */
export function interval(right: number, count: number): [low: number, high: number] {
  const share = right / count
  const spread = Z * Math.sqrt((share * (1 - share)) / count + Z ** 2 / (4 * count ** 2))
  const scale = 1 + Z ** 2 / count
  const centre = share + Z ** 2 / (2 * count)
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}

/**
 * Expected calibration error of a binary decision: |share right − mean confidence|, averaged over equal-width bins of confidence
 * (Guo et al. 2017, eq. 3).
 *
 * @param positive probability of the second class, `[n]`
 * @param actual 0 or 1, `[n]`
 */
export function expectedCalibrationError(positive: ArrayLike<number>, actual: ArrayLike<number>, bins = 15): number {
  const [counts, right, confidence] = [new Float64Array(bins), new Float64Array(bins), new Float64Array(bins)]
  for (let at = 0; at < actual.length; at++) {
    const sure = Math.max(positive[at], 1 - positive[at])
    const bin = Math.min(bins - 1, Math.floor(sure * bins))
    counts[bin]++
    confidence[bin] += sure
    if (Number(positive[at] >= 0.5) === actual[at]) right[bin]++
  }
  let error = 0
  for (let bin = 0; bin < bins; bin++) error += Math.abs(right[bin] - confidence[bin])
  return error / actual.length
}
