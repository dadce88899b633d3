/** Share of equal entries, in [0, 1]. */
export function accuracy(predicted: ArrayLike<number>, actual: ArrayLike<number>): number {
  let right = 0
  for (let at = 0; at < actual.length; at++) if (predicted[at] === actual[at]) right++
  return right / actual.length
}

/** F1 averaged over the classes that occur in `actual`, each weighing the same. */
export function macroF1(predicted: ArrayLike<number>, actual: ArrayLike<number>, classes: number): number {
  const scores: number[] = []
  for (let label = 0; label < classes; label++) {
    let [hits, claimed, present] = [0, 0, 0]
    for (let at = 0; at < actual.length; at++) {
      if (predicted[at] === label) claimed++
      if (actual[at] === label) present++
      if (predicted[at] === label && actual[at] === label) hits++
    }
    if (present > 0) scores.push((2 * hits) / (claimed + present))
  }
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
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
