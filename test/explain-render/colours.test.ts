import { describe, expect, test } from 'vitest'
import { AGAINST, FOR, groundOf, hex, INK, type Rgb } from '#src/nlp/explain/render/colours.js'
import { contrast, DEFICIENCIES, deltaE, seenWith } from './colour-science.js'

const KINDS = Object.keys(DEFICIENCIES) as (keyof typeof DEFICIENCIES)[]
/** ΔE*ab of two colours that nobody takes for each other: ten times what is just noticeable. */
const FAR = 23
const RED: Rgb = [213, 60, 60]
const GREEN: Rgb = [110, 140, 50]

describe('evidence for and against', () => {
  test('has the sky blue and the orange of Okabe & Ito', () => {
    expect([FOR, AGAINST].map(hex)).toEqual(['#56b4e9', '#e69f00'])
    expect(groundOf(1)).toEqual(FOR)
    expect(groundOf(-1)).toEqual(AGAINST)
  })

  test.each([1, 0.75, 0.5, 0.25])('can be told apart with any kind of colour vision at a score of ±%d', (score) => {
    const [good, bad] = [groundOf(score)!, groundOf(-score)!]
    expect(deltaE(good, bad)).toBeGreaterThan(FAR)
    for (const kind of KINDS) expect(deltaE(seenWith(kind, good), seenWith(kind, bad)), kind).toBeGreaterThan(FAR)
  })

  test('which red and green could not', () => {
    expect(deltaE(RED, GREEN)).toBeGreaterThan(FAR)
    expect(deltaE(seenWith('deuteranopia', RED), seenWith('deuteranopia', GREEN))).toBeLessThan(FAR)
  })

  test('has text on it with a contrast of 7 : 1 at every score', () => {
    for (let score = -1; score <= 1; score += 0.01) {
      const ground = groundOf(score)
      if (ground) expect(contrast(INK, ground), String(score)).toBeGreaterThan(7)
    }
    expect(contrast([255, 255, 255], [0, 0, 0])).toBeCloseTo(21, 5)
  })

  test('is the deeper the stronger, and not shown where it is next to nothing', () => {
    const saturation = (score: number) => deltaE(groundOf(score)!, [255, 255, 255])
    for (const sign of [1, -1]) {
      const depths = [0.1, 0.3, 0.6, 1].map((score) => saturation(sign * score))
      expect(depths).toEqual(depths.toSorted((a, b) => a - b))
    }
    expect([0, 0.05, -0.05, Number.NaN].map((score) => groundOf(score))).toEqual([null, null, null, null])
  })
})

test('a matrix of a deficiency leaves greys as they are', () => {
  for (const kind of KINDS) expect(deltaE(seenWith(kind, [128, 128, 128]), [128, 128, 128]), kind).toBeLessThan(0.1)
})
