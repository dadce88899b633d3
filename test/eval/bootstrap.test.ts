import { describe, expect, test } from 'vitest'
import { intervalOf, meanOf, resamples } from '#src/eval/bootstrap.js'
import { emptyValues, figuresOf } from '#src/eval/explanations/figures.js'
import { randomStream } from '#src/nlp/encoder/random.js'

describe('a bootstrap', () => {
  const random = randomStream(5)
  const values = Float64Array.from({ length: 400 }, () => random())

  test('draws the same for the same seed and something else for another', () => {
    expect(resamples(50, 1, 3)).toEqual(resamples(50, 1, 3))
    expect(resamples(50, 1, 3)).not.toEqual(resamples(50, 2, 3))
    expect(
      resamples(50, 1, 3)
        .flatMap((draw) => [...draw])
        .every((number) => number < 50),
    ).toBe(true)
  })

  test('of uniform numbers gives an interval about as wide as theory says', () => {
    const [low, high] = intervalOf(values, resamples(400, 1))
    const [mean, deviation] = [meanOf(values), Math.sqrt(1 / 12)]
    expect([low < mean, mean < high]).toEqual([true, true])
    expect((high - low) / ((2 * 1.96 * deviation) / 20)).toBeGreaterThan(0.85)
    expect((high - low) / ((2 * 1.96 * deviation) / 20)).toBeLessThan(1.15)
  })

  test('leaves out what has no value', () => {
    const some = Float64Array.of(2, Number.NaN, 2)
    expect(meanOf(some)).toBe(2)
    expect(intervalOf(some, resamples(3, 1))).toEqual([2, 2])
    expect(intervalOf(Float64Array.of(Number.NaN), resamples(1, 1))).toEqual([Number.NaN, Number.NaN])
  })
})

describe('figures beside random', () => {
  const count = 200
  const random = randomStream(9)
  const [own, chance] = [emptyValues(count), emptyValues(count)]
  for (let i = 0; i < count; i++) {
    chance.comprehensiveness.top1[i] = random()
    own.comprehensiveness.top1[i] = chance.comprehensiveness.top1[i] + 0.5
  }
  const { comprehensiveness, sufficiency } = figuresOf(own, chance, resamples(count, 1))

  test('compare the same reviews: what they have in common falls out', () => {
    const { interval, overRandom, timesRandom, count: having } = comprehensiveness.top1
    expect(interval![1] - interval![0]).toBeGreaterThan(0.05)
    expect(overRandom!.mean).toBeCloseTo(0.5, 9)
    expect(overRandom!.interval![1] - overRandom!.interval![0]).toBeLessThan(1e-9)
    expect(timesRandom).toBeCloseTo((meanOf(chance.comprehensiveness.top1) + 0.5) / meanOf(chance.comprehensiveness.top1), 9)
    expect(having).toBe(count)
  })

  test('are null, which JSON can say, where no review has the value', () => {
    expect(sufficiency.share20).toMatchObject({ mean: null, interval: null, count: 0, timesRandom: null })
  })
})
