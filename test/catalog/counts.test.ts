import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AspectFamily } from '#src/catalog/aspects.js'
import { matchAspects } from '#src/catalog/aspects.js'
import { betaCdf, betaQuantile } from '#src/catalog/beta.js'
import { type AspectCounts, countAspects, reviewsOf, talliesOf, tallyOf } from '#src/catalog/counts.js'
import { decodeCounts, encodeCounts } from '#src/catalog/counts-codec.js'
import { firstEligible, LEAST_REVIEWS, rankForAspect, rankOnTheWhole } from '#src/catalog/recommend.js'
import { fitPriors, lowerBound, shrink } from '#src/catalog/shrink.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'

const family = (name: string): AspectFamily => ({ name, words: [name], display: {} })
const families = [family('음악'), family('연기')]
const forms: TokenForm[] = ['음악', '연기', '영화'].map((lemma) => ({ surface: lemma, lemma, tag: 'noun', initial: true }))

interface Row {
  item: number
  label: 0 | 1 | 2
  tokens: number[]
}

function count(rows: readonly Row[], items: number): AspectCounts {
  const offsets = [0]
  for (const { tokens } of rows) offsets.push(offsets[offsets.length - 1] + tokens.length)
  const documents = {
    tokens: rows.flatMap(({ tokens }) => tokens),
    offsets,
    labels: rows.map(({ label }) => label),
    items: rows.map(({ item }) => item),
  }
  return countAspects(documents, matchAspects(families, forms), items)
}

const many = (times: number, row: Row): Row[] => Array.from({ length: times }, () => row)

describe('countAspects', () => {
  const counts = count(
    [
      { item: 0, label: 1, tokens: [0, 0, 1] },
      { item: 0, label: 0, tokens: [0] },
      { item: 0, label: 2, tokens: [0, 2] },
      { item: 2, label: 1, tokens: [1] },
      { item: -1, label: 1, tokens: [0] },
      { item: 2, label: 0, tokens: [2] },
      { item: 2, label: 0, tokens: [] },
    ],
    3,
  )
  it('counts a family once a review: praise, complaint and neither', () => {
    expect(tallyOf(counts, 0, 0)).toEqual({ praised: 1, complained: 1, neutral: 1 })
    expect(tallyOf(counts, 0, 1)).toEqual({ praised: 1, complained: 0, neutral: 0 })
    expect(tallyOf(counts, 1, 0)).toEqual({ praised: 0, complained: 0, neutral: 0 })
    expect([...talliesOf(counts, 2).praised]).toEqual([0, 1])
  })
  it('counts reviews of no item in the totals', () => {
    expect([...counts.totals]).toEqual([1, 2, 1, 0, 2, 0])
    expect([...counts.allReviews]).toEqual([3, 3, 1])
    expect([0, 1, 2].map((item) => reviewsOf(counts, item))).toEqual([3, 0, 3])
  })
  it('comes back from what a bundle stores', () => {
    expect(decodeCounts(encodeCounts(counts), counts.aspects, 3)).toEqual(counts)
  })
  it.each([
    ['a row too few', (stored: ReturnType<typeof encodeCounts>) => ({ ...stored, rows: stored.rows.slice(1) })],
    ['an aspect that is none', (stored) => ({ ...stored, columns: Uint8Array.from(stored.columns, () => 9) })],
    ['a column cut short', (stored) => ({ ...stored, praised: stored.praised.slice(1) })],
    ['rows that go back', (stored) => ({ ...stored, rows: Uint8Array.of(0, 9, 2, 3) })],
  ] as [string, (stored: ReturnType<typeof encodeCounts>) => ReturnType<typeof encodeCounts>][])('refuses %s', (_, spoil) => {
    expect(() => decodeCounts(spoil(encodeCounts(counts)), counts.aspects, 3)).toThrow(/aspect counts/)
  })
})

describe('the Beta distribution', () => {
  // Closed forms, and the trapezoidal rule over four million points (numpy).
  it.each([
    [0.05, 1, 1, 0.05],
    [0.05, 16, 1, 0.05 ** (1 / 16)],
    [0.5, 3, 3, 0.5],
    [0.05, 2, 8, 0.041023],
    [0.05, 20.5, 4.5, 0.682649],
  ])('quantile %d of (%d, %d)', (p, a, b, x) => {
    expect(betaQuantile(p, a, b)).toBeCloseTo(x, 4)
  })
  it('the quantile is the inverse of the distribution function', () => {
    const parameter = fc.double({ min: 1, max: 300, noNaN: true })
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (a, b, p) => {
        expect(betaCdf(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 4)
      }),
    )
  })
})

describe('shares of praise', () => {
  const prior = { mean: 0.7, strength: 10 }
  it('few mentions stay near the average, many speak for themselves', () => {
    expect(shrink(3, 3, prior)).toBeCloseTo(10 / 13)
    expect(shrink(95, 100, prior)).toBeCloseTo(102 / 110)
    expect(shrink(0, 0, prior)).toBeCloseTo(0.7)
  })
  it('the lower bound is below the share, grows with praise and with as many more of the same', () => {
    expect(lowerBound(9, 10, prior)).toBeLessThan(shrink(9, 10, prior))
    expect(lowerBound(10, 10, prior)).toBeGreaterThan(lowerBound(9, 10, prior))
    expect(lowerBound(40, 40, prior)).toBeGreaterThan(lowerBound(4, 4, prior))
  })
  it('the prior is the average of all reviews, and weaker where items differ', () => {
    const rows = (shares: number[]): Row[] =>
      shares.flatMap((praised, item) => [
        ...many(praised, { item, label: 1, tokens: [0] }),
        ...many(20 - praised, { item, label: 0, tokens: [0] }),
      ])
    const alike = fitPriors(count(rows(Array.from({ length: 30 }, () => 12)), 30))[0]
    const unlike = fitPriors(count(rows(Array.from({ length: 30 }, (_, item) => (item % 2 ? 20 : 4))), 30))[0]
    expect(alike.mean).toBeCloseTo(0.6, 2)
    expect(unlike.mean).toBeCloseTo(0.6, 2)
    expect(unlike.strength).toBeLessThan(alike.strength)
  })
  it('an aspect nobody speaks of has a prior all the same', () => {
    expect(fitPriors(count([], 0))[0]).toEqual({ mean: 0.5, strength: 8 })
  })
})

describe('ranking', () => {
  const rows = [
    ...many(5, { item: 0, label: 1, tokens: [0] }),
    ...many(30, { item: 1, label: 1, tokens: [0] }),
    ...many(1, { item: 1, label: 0, tokens: [0] }),
    ...many(4, { item: 2, label: 1, tokens: [0] }),
    ...many(30, { item: 2, label: 2, tokens: [0] }),
    ...many(9, { item: 3, label: 0, tokens: [0] }),
    ...many(6, { item: 4, label: 1, tokens: [0] }),
  ] as Row[]
  const counts = count(rows, 5)
  const ask = (eligible: (item: number) => boolean = () => true, limit = 10) =>
    firstEligible(rankForAspect(counts, fitPriors(counts), 0), { eligible, limit })

  it('ranks by the lower bound: 30 of 31 before 5 of 5', () => {
    expect(ask().map(({ item, praised, mentions }) => [item, praised, mentions])).toEqual([
      [1, 30, 31],
      [4, 6, 6],
      [0, 5, 5],
    ])
  })
  it('never names an item with fewer than five that praise or complain, nor one that is complained of', () => {
    expect(ask().map(({ item }) => item)).not.toContain(2)
    expect(ask().map(({ item }) => item)).not.toContain(3)
  })
  it('leaves out what is not eligible, and stops at the limit', () => {
    expect(ask((item) => item !== 1, 1).map(({ item }) => item)).toEqual([4])
  })

  it('on the whole, ranks by all reviews of items that have enough', () => {
    const reviews = [
      ...many(LEAST_REVIEWS, { item: 0, label: 1, tokens: [] }),
      ...many(LEAST_REVIEWS - 1, { item: 1, label: 1, tokens: [] }),
      ...many(30, { item: 2, label: 1, tokens: [] }),
      ...many(3, { item: 2, label: 0, tokens: [] }),
      ...many(10, { item: 3, label: 1, tokens: [] }),
      ...many(11, { item: 3, label: 0, tokens: [] }),
    ] as Row[]
    expect(rankOnTheWhole(count(reviews, 4)).map(({ item, praised, mentions }) => [item, praised, mentions])).toEqual([
      [0, 20, 20],
      [2, 30, 33],
    ])
  })
})
