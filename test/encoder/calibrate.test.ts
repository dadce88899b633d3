import { expect, test } from 'vitest'
import { binaryProbability, fitCalibration, probabilities } from '#src/nlp/encoder/calibrate.js'
import { randomStream } from '#src/nlp/encoder/random.js'

/** Labels drawn from softmax(logits / temperature + bias). */
function drawn(docs: number, temperature: number, bias: number[]) {
  const random = randomStream(5)
  const logits = Float32Array.from({ length: docs * 3 }, () => 8 * (random() + random() - 1))
  const labels = Uint8Array.from({ length: docs }, (_, d) => {
    const weights = bias.map((b, c) => Math.exp(logits[d * 3 + c] / temperature + b))
    const draw = random() * weights.reduce((a, b) => a + b)
    return draw < weights[0] ? 0 : draw < weights[0] + weights[1] ? 1 : 2
  })
  return { logits, labels }
}

test('recovers the temperature and the bias that the labels were drawn with', () => {
  const { logits, labels } = drawn(40_000, 2.5, [0.6, -0.8, 0.2])
  const { temperature, bias } = fitCalibration(logits, labels, 3)
  expect(temperature).toBeCloseTo(2.5, 1)
  for (const [c, b] of [0.6, -0.8, 0.2].entries()) expect(Math.abs(bias[c] - b)).toBeLessThan(0.05)
})

test('a document that weighs twice counts twice', () => {
  const { logits, labels } = drawn(500, 1, [0, 0.5, -0.5])
  const twice = fitCalibration(
    Float32Array.from([...logits, ...logits.subarray(0, 300)]),
    [...labels, ...labels.subarray(0, 100)],
    3,
  )
  const weighed = fitCalibration(
    logits,
    labels,
    3,
    Float64Array.from(labels, (_, d) => (d < 100 ? 2 : 1)),
  )
  expect(weighed.temperature).toBeCloseTo(twice.temperature, 5)
  for (const c of [0, 1, 2]) expect(weighed.bias[c]).toBeCloseTo(twice.bias[c], 5)
  expect(weighed.priors).toEqual(twice.priors)
})

test('an absent class, a single class, separable classes and no documents leave finite numbers', () => {
  const cases: [number[], number[]][] = [
    [
      [2, 0, 1, 0, 2, 1, 1, 2, 0, 2, 1, 0],
      [0, 1, 0, 1],
    ],
    [
      [2, 0, 1, 0, 2, 1],
      [1, 1],
    ],
    [
      [9, 0, 0, 0, 9, 0, 0, 0, 9],
      [0, 1, 2],
    ],
    [[], []],
  ]
  for (const [logits, labels] of cases) {
    const calibration = fitCalibration(Float32Array.from(logits), labels, 3)
    expect([calibration.temperature, ...calibration.bias].every(Number.isFinite)).toBe(true)
    expect(calibration.temperature).toBeGreaterThan(0)
    for (const prior of ['balanced', 'natural'] as const) {
      const [a, b, c] = probabilities(Float32Array.from([1, 2, 3]), calibration, prior)
      expect(a + b + c).toBeCloseTo(1, 6)
    }
  }
})

test('the balanced prior divides the training prior out between 부정 and 긍정, and leaves 중립 its weight', () => {
  const calibration = { temperature: 1, bias: [0, 0, 0], priors: [0.15, 0.53, 0.32] }
  const logits = Float32Array.from([Math.log(0.15), Math.log(0.53), Math.log(0.32)])
  const natural = probabilities(logits, calibration, 'natural')
  for (const [c, p] of calibration.priors.entries()) expect(natural[c]).toBeCloseTo(p, 6)
  const balanced = probabilities(logits, calibration, 'balanced')
  for (const [c, p] of [0.34, 0.34, 0.32].entries()) expect(balanced[c]).toBeCloseTo(p, 6)
  expect(binaryProbability(logits, calibration, 'balanced')[0]).toBeCloseTo(0.5, 6)
  expect(binaryProbability(logits, calibration, 'natural')[0]).toBeCloseTo(0.53 / 0.68, 6)
})
