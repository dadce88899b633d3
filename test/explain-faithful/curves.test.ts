import { describe, expect, test } from 'vitest'
import { boundsOf, normalised, sufficiencyBounds, widened } from '#src/nlp/explain/faithfulness/bounds.js'
import {
  allBins,
  aopc,
  comprehensiveness,
  hottestFirst,
  shareBins,
  sufficiency,
  topBins,
} from '#src/nlp/explain/faithfulness/curves.js'
import { linearFalls, ordersOf, tangledFalls } from './linear.js'

const worth = [0.1, 0.4, -0.2, 0.25]
const falls = linearFalls(worth)
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(12)))

describe('of a model that adds up its words', () => {
  test('comprehensiveness is what the words taken out are worth, sufficiency what the others are', async () => {
    const order = hottestFirst(worth)
    expect(order).toEqual([1, 3, 0, 2])
    expect(rounded(await comprehensiveness(order, topBins(4), falls))).toEqual([0.4, 0.65, 0.75])
    expect(rounded(await sufficiency(order, topBins(4), falls))).toEqual([0.15, -0.1, -0.2])
  })

  test('AOPC is the mean over the bins', async () => {
    expect(aopc(await comprehensiveness([1, 3, 0, 2], topBins(4), falls))).toBeCloseTo(0.6, 12)
  })

  test('the best order is that of worth, the worst its opposite, and they are 1 and 0', async () => {
    const bounds = await boundsOf(4, topBins(4), falls)
    expect(bounds.high).toBeCloseTo((0.4 + 0.65 + 0.75) / 3, 12)
    expect(bounds.low).toBeCloseTo((-0.2 - 0.1 + 0.15) / 3, 12)
    expect(normalised(bounds.high, bounds)).toBe(1)
    expect(normalised(bounds.low, bounds)).toBe(0)
  })
})

describe('bins', () => {
  test('a document with fewer words loses all of them', () => {
    expect(topBins(2)).toEqual([1, 2, 2])
    expect(shareBins(9)).toEqual([2, 5])
    expect(allBins(3)).toEqual([1, 2, 3])
  })

  test('of two words as hot the earlier comes first', () => {
    expect(hottestFirst([1, 2, 2, 0])).toEqual([1, 2, 0, 3])
  })
})

describe('bounds', () => {
  const cases = [1, 2, 3, 4, 5, 6].flatMap((words) =>
    [topBins, shareBins, allBins].map((bins) => [words, bins.name, bins] as const),
  )

  test.each(cases)('of %d words (%s) are those of all orders, tried one by one', async (words, _, binsOf) => {
    const tangled = tangledFalls(words)
    const bins = binsOf(words)
    const [comprehensive, sufficient]: number[][] = [[], []]
    for (const order of ordersOf(words)) {
      comprehensive.push(aopc(await comprehensiveness(order, bins, tangled)))
      sufficient.push(aopc(await sufficiency(order, bins, tangled)))
    }
    const [more, less] = [await boundsOf(words, bins, tangled), await sufficiencyBounds(words, bins, tangled)]
    expect(more.high).toBeCloseTo(Math.max(...comprehensive), 12)
    expect(more.low).toBeCloseTo(Math.min(...comprehensive), 12)
    expect(less.high).toBeCloseTo(Math.max(...sufficient), 12)
    expect(less.low).toBeCloseTo(Math.min(...sufficient), 12)
  })

  test('of a beam lie within them, and reach them where words add up', async () => {
    const beam = { exhaustive: 0, beam: 2 }
    const [exact, near] = [await boundsOf(6, allBins(6), tangledFalls(3)), await boundsOf(6, allBins(6), tangledFalls(3), beam)]
    expect(near.high).toBeLessThanOrEqual(exact.high)
    expect(near.low).toBeGreaterThanOrEqual(exact.low)
    const long = linearFalls(Array.from({ length: 20 }, (_, i) => ((i * 7) % 20) / 100))
    const bounds = await boundsOf(20, topBins(20), long)
    expect(bounds.high).toBeCloseTo((0.19 + 0.37 + 0.54) / 3, 12)
    expect(bounds.low).toBeCloseTo((0 + 0.01 + 0.03) / 3, 12)
  })

  test('hold for an order that a beam has missed once it is added', () => {
    const bounds = widened({ low: 0, high: 0.5 }, [0.25, 1])
    expect(normalised(1, bounds)).toBe(1)
    expect(normalised(0.25, bounds)).toBe(0.25)
  })

  test('of orders that are all alike normalise nothing', async () => {
    const bounds = await boundsOf(1, topBins(1), linearFalls([0.3]))
    expect(normalised(0.3, bounds)).toBeNaN()
  })
})
