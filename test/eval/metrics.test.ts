import { describe, expect, test } from 'vitest'
import { byClass, expectedCalibrationError, interval, macroF1 } from '#src/eval/metrics.js'

describe('the figures of a class', () => {
  test('are precision, recall and F1 of what was said to be of it', () => {
    const [bad, good, between] = byClass([0, 0, 1, 1, 1], [0, 1, 1, 1, 2], 3)
    expect(bad).toEqual({ precision: 1 / 2, recall: 1, f1: 2 / 3, count: 1 })
    expect(good).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, count: 3 })
    expect(between).toEqual({ precision: 0, recall: 0, f1: 0, count: 1 })
  })

  test('make macro-F1 of the classes that occur', () => {
    expect(macroF1(byClass([0, 0, 1, 1, 1], [0, 1, 1, 1, 2], 3))).toBeCloseTo((2 / 3 + 2 / 3 + 0) / 3, 9)
    expect(macroF1(byClass([0, 1], [0, 1], 3))).toBe(1)
  })
})

describe('the interval of a share', () => {
  test("is Wilson's", () => {
    // Newcombe 1998, table I: 81 of 263, and 0 of 20.
    const [low, high] = interval(81, 263)
    expect([low, high].map((value) => Number(value.toFixed(4)))).toEqual([0.2553, 0.3662])
    expect(interval(0, 20)[0]).toBe(0)
    expect(interval(0, 20)[1]).toBeCloseTo(0.1611, 4)
    expect(interval(20, 20)[1]).toBeCloseTo(1, 12)
  })
})

describe('the expected calibration error', () => {
  test('is the distance of confidence from accuracy, weighed by bins', () => {
    // Four of 0.9, three of them right; six of 0.6, three of them right.
    const positive = [0.9, 0.9, 0.9, 0.1, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4]
    const actual = [1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
    expect(expectedCalibrationError(positive, actual)).toBeCloseTo((4 * 0.15 + 6 * 0.1) / 10, 9)
  })
})
