import { describe, expect, test } from 'vitest'
import { ORDERS, type Order, rankSuspects } from '#src/eval/suspects.js'

/** Reviews of which the encoder is mostly right, so that the calibration has something to hold on to; then those asked for. */
function readings(asked: { label: number; logits: [number, number, number]; fold?: number }[]) {
  const usual = Array.from({ length: 600 }, (_, n) => {
    const label = n % 3
    const read = n % 11 === 0 ? (label + 1) % 3 : label
    const logits = [0, 0, 0].map((_, c) => (c === read ? 2 : 0) + Math.sin(n * (c + 1)))
    return { label, logits, fold: n % 2 }
  })
  const all = [...asked.map((one) => ({ fold: 0, ...one })), ...usual]
  return {
    logits: Float32Array.from(all.flatMap(({ logits }) => logits)),
    labels: Uint8Array.from(all, ({ label }) => label),
    folds: Uint8Array.from(all, ({ fold }) => fold),
  }
}

describe('the ranking of suspects', () => {
  const asked = readings([
    { label: 0, logits: [0, 5, 0] },
    { label: 0, logits: [0, 9, 0] },
    { label: 2, logits: [0, 20, 0] },
    { label: 1, logits: [7, 0, 0] },
    { label: 1, logits: [0, 9, 0] },
  ])

  test.each(Object.keys(ORDERS) as Order[])('by %s, has the surest contradiction first and what agrees last', (order) => {
    const { reviews, probabilities, errors } = rankSuspects(asked, order)
    expect([...reviews.subarray(0, 3)]).toEqual([1, 3, 0])
    expect(reviews.at(-1)).toBe(4)
    expect(probabilities[0]).toBeGreaterThan(0.99)
    expect(probabilities.at(-1)).toBeLessThan(0.01)
    expect(errors).toBeGreaterThanOrEqual(3)
    expect(errors).toBeLessThan(reviews.length / 2)
  })

  test('leaves out what is rated between the poles, however polar its words', () => {
    const { reviews } = rankSuspects(asked)
    expect(reviews).not.toContain(2)
    expect(reviews).toHaveLength(4 + 400)
  })

  test('does not tie where the probability is 1 in single precision', () => {
    const { reviews, probabilities } = rankSuspects(
      readings([
        { label: 0, logits: [0, 60, 0] },
        { label: 0, logits: [0, 80, 0] },
        { label: 0, logits: [0, 70, 0] },
      ]),
    )
    expect([...probabilities.subarray(0, 3)]).toEqual([1, 1, 1])
    expect([...reviews.subarray(0, 3)]).toEqual([1, 2, 0])
  })

  test('an encoder that shouts is calibrated down to what it is worth', () => {
    // The second fold's logits are twenty times as large, and say the same.
    const one = readings([])
    const loud = { ...one, logits: one.logits.map((value, i) => (one.folds[Math.floor(i / 3)] === 1 ? 20 * value : value)) }
    const [quiet, louder] = [rankSuspects(one), rankSuspects(loud)]
    expect([...louder.reviews.subarray(0, 20)]).toEqual([...quiet.reviews.subarray(0, 20)])
    for (const [at, probability] of quiet.probabilities.entries()) expect(louder.probabilities[at]).toBeCloseTo(probability, 2)
  })
})
