import { describe, expect, test } from 'vitest'
import { kendallTauB, ranksOf, spearman } from '#src/nlp/explain/faithfulness/ranks.js'

describe('ranks', () => {
  test('ties share the mean of their ranks', () => {
    expect([...ranksOf([10, 20, 10, 30])]).toEqual([1.5, 3, 1.5, 4])
  })
})

describe("Spearman's ρ", () => {
  test('is 1 − 6 Σd² / (n³ − n) without ties', () => {
    const a = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    const b = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]
    expect(spearman(a, b)).toBeCloseTo(1 - (6 * 194) / 990, 12)
  })

  test('is the correlation of shared ranks where there are ties', () => {
    // Ranks 1.5 1.5 3 4 and 1 2.5 2.5 4: Σxy = 3.75 of √(4.5 · 4.5).
    expect(spearman([1, 1, 2, 3], [1, 2, 2, 3])).toBeCloseTo(3.75 / 4.5, 12)
  })

  test('is no number where one side is the same everywhere', () => {
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN()
  })
})

describe("Kendall's τ-b", () => {
  test('is 1 for the same order, −1 for the opposite one', () => {
    expect(kendallTauB([1, 2, 3, 4], [10, 20, 30, 40])).toBe(1)
    expect(kendallTauB([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1)
  })

  test('takes ties out of what could be reached', () => {
    // Of 10 pairs 5 go the same way and none the other; 2 are tied in a, 3 in b.
    expect(kendallTauB([1, 1, 2, 3, 3], [1, 2, 2, 3, 2])).toBeCloseTo(5 / Math.sqrt(8 * 7), 12)
    // The example in the documentation of scipy.stats.kendalltau.
    expect(kendallTauB([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.4714045207910316, 12)
  })

  test('is no number where one side is the same everywhere', () => {
    expect(kendallTauB([1, 1], [1, 2])).toBeNaN()
  })
})
