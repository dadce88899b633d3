import { binaryProbability, fitCalibration, NEGATIVE, POSITIVE, probabilities } from './calibrate.js'

export interface ValidationMetrics {
  accuracy: number
  /** Mean of the F1 scores of the classes that occur. */
  macroF1: number
  /** 부정 against 긍정, on their documents, each class counting half: accuracy under the balanced prior. */
  binaryAccuracy: number
}

/** Decisions by calibrated probabilities; the calibration's few numbers are fitted on the same documents. */
export function validationMetrics(logits: Float32Array, labels: Uint8Array, classes: number): ValidationMetrics {
  if (labels.length === 0) return { accuracy: 0, macroF1: 0, binaryAccuracy: 0 }
  const calibration = fitCalibration(logits, labels, classes)
  const natural = probabilities(logits, calibration, 'natural')
  const positive = binaryProbability(logits, calibration, 'balanced')
  const confusion = new Float64Array(classes * classes)
  const right = [0, 0]
  for (let d = 0; d < labels.length; d++) {
    let best = 0
    for (let c = 1; c < classes; c++) if (natural[d * classes + c] > natural[d * classes + best]) best = c
    confusion[labels[d] * classes + best]++
    if (labels[d] === POSITIVE && positive[d] >= 0.5) right[POSITIVE]++
    if (labels[d] === NEGATIVE && positive[d] < 0.5) right[NEGATIVE]++
  }
  const scores: number[] = []
  const counts: number[] = []
  let hits = 0
  for (let c = 0; c < classes; c++) {
    let actual = 0
    let predicted = 0
    for (let k = 0; k < classes; k++) {
      actual += confusion[c * classes + k]
      predicted += confusion[k * classes + c]
    }
    const both = confusion[c * classes + c]
    hits += both
    counts.push(actual)
    if (actual > 0) scores.push((2 * both) / (actual + predicted))
  }
  const recalls = [NEGATIVE, POSITIVE].filter((c) => counts[c] > 0).map((c) => right[c] / counts[c])
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  return { accuracy: hits / labels.length, macroF1: mean(scores), binaryAccuracy: mean(recalls) }
}
