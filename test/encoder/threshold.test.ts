import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Calibration, probabilities } from '#src/nlp/encoder/calibrate.js'
import { chooseThreshold, coverageAccuracy, reliability } from '#src/nlp/encoder/threshold.js'

const PLAIN: Calibration = { temperature: 1, bias: [0, 0, 0], priors: [1 / 3, 1 / 3, 1 / 3] }

/** Logits whose softmax is the given probabilities. */
const logitsOf = (rows: readonly (readonly number[])[]): Float32Array => Float32Array.from(rows.flat(), Math.log)

describe('the coverage–accuracy curve', () => {
  test('gives, at a confidence, the share that is asserted and how much of it is right', () => {
    const rows = [
      [0.905, 0.05, 0.045],
      [0.605, 0.3, 0.095],
      [0.3, 0.605, 0.095],
      [0.2, 0.705, 0.095],
    ]
    const curve = coverageAccuracy(logitsOf(rows), [0, 0, 0, 1], PLAIN)
    const at = (confidence: number) => curve.find((point) => point.confidence === confidence)
    expect(curve[0].confidence).toBe(0)
    expect(curve.at(-1)!.confidence).toBe(0.9)
    // Of the three 부정 each weighs a sixth, the one 긍정 a half.
    expect(at(0.5)!.coverage).toBeCloseTo(1, 9)
    expect(at(0.5)!.accuracy).toBeCloseTo(5 / 6, 9)
    expect(at(0.7)!.coverage).toBeCloseTo(2 / 3, 9)
    expect(at(0.7)!.accuracy).toBeCloseTo(1, 9)
    expect(at(0.71)!.coverage).toBeCloseTo(1 / 6, 9)
  })

  test('leaves 중립 reviews out', () => {
    const rows = [
      [0.9, 0.05, 0.05],
      [0.1, 0.8, 0.1],
    ]
    const more = [...rows, [0.6, 0.3, 0.1], [0.1, 0.1, 0.8]]
    expect(coverageAccuracy(logitsOf(more), [0, 1, 2, 2], PLAIN)).toEqual(coverageAccuracy(logitsOf(rows), [0, 1], PLAIN))
  })

  test('is empty where there is nothing to tell apart', () => {
    expect(coverageAccuracy(logitsOf([[0.9, 0.05, 0.05]]), [0], PLAIN)).toEqual([])
    expect(coverageAccuracy(new Float32Array(), [], PLAIN)).toEqual([])
    expect(chooseThreshold([])).toBeUndefined()
  })

  test('says of any documents what asserting from that confidence up gives', () => {
    const document = fc.record({
      logits: fc.tuple(...[0, 1, 2].map(() => fc.float({ min: -6, max: 6, noNaN: true }))),
      label: fc.nat(2),
    })
    fc.assert(
      fc.property(fc.array(document, { minLength: 2, maxLength: 40 }), (documents) => {
        const labels = documents.map(({ label }) => label)
        fc.pre(labels.includes(0) && labels.includes(1))
        const logits = Float32Array.from(documents.flatMap((one) => one.logits))
        const p = probabilities(logits, PLAIN, 'balanced')
        const size = (label: number) => labels.filter((one) => one === label).length
        for (const { confidence, coverage, accuracy } of coverageAccuracy(logits, labels, PLAIN)) {
          let [all, right] = [0, 0]
          for (const [d, label] of labels.entries()) {
            // The curve counts in whole hundredths.
            if (label > 1 || Math.floor(100 * Math.max(p[3 * d], p[3 * d + 1])) < Math.round(100 * confidence)) continue
            all += 0.5 / size(label)
            if (Number(p[3 * d + 1] >= p[3 * d]) === label) right += 0.5 / size(label)
          }
          expect(coverage).toBeCloseTo(all, 9)
          expect(accuracy).toBeCloseTo(right / all, 9)
        }
      }),
    )
  })
})

describe('the threshold', () => {
  const curve = [
    { confidence: 0, coverage: 1, accuracy: 0.9 },
    { confidence: 0.4, coverage: 0.9, accuracy: 0.94 },
    { confidence: 0.5, coverage: 0.8, accuracy: 0.96 },
    { confidence: 0.6, coverage: 0.5, accuracy: 0.98 },
  ]

  test('is the least confidence at which what is asserted is right often enough', () => {
    expect(chooseThreshold(curve)).toBe(curve[2])
    expect(chooseThreshold(curve, { right: 0.92 })).toBe(curve[1])
    expect(chooseThreshold(curve, { right: 0.5 })).toBe(curve[0])
  })

  test('never leaves more unanswered than it may: it is the greatest that answers enough', () => {
    expect(chooseThreshold(curve, { answered: 0.85 })).toBe(curve[1])
    expect(chooseThreshold(curve, { right: 0.97 })).toBe(curve[2])
    expect(chooseThreshold(curve, { right: 0.97, answered: 0.4 })).toBe(curve[3])
  })
})

describe('the reliability bins', () => {
  test('hold mean confidence against accuracy, each class counting half', () => {
    const bins = reliability([0.97, 0.99, 0.96, 0.02, 0.4, 0.5], [1, 1, 0, 0, 2, 2])
    expect(bins).toHaveLength(1)
    expect(bins[0].share).toBeCloseTo(1, 9)
    expect(bins[0].confidence).toBeCloseTo((0.97 + 0.99 + 0.96 + 0.98) / 4, 9)
    expect(bins[0].accuracy).toBeCloseTo(0.75, 9)
  })

  test('run from 0.5 to 1, and the shares of all of them sum to 1', () => {
    const positive = Array.from({ length: 201 }, (_, i) => i / 200)
    const bins = reliability(
      positive,
      positive.map((p) => Number(p > 0.5)),
    )
    expect(bins).toHaveLength(10)
    expect(bins.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
    for (const [i, { confidence }] of bins.entries()) expect(Math.min(9, Math.floor((confidence - 0.5) * 20))).toBe(i)
  })
})
