import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelOf, parseRating, requireBothClasses } from '#src/corpus/review.js'
import { isValidation } from '#src/corpus/split.js'

describe('the validation split', () => {
  it('draws 5 % of ids, whatever they look like', () => {
    for (const prefix of ['', 'row-', 'https://example.org/r/']) {
      const drawn = Array.from({ length: 40_000 }, (_, i) => `${prefix}${1_000_000 + i}`).filter(isValidation).length
      expect(drawn / 40_000).toBeGreaterThan(0.045)
      expect(drawn / 40_000).toBeLessThan(0.055)
    }
  })

  it('stays as it is: a bundle says which reviews it has not seen', () => {
    expect(Array.from({ length: 100 }, (_, i) => String(i)).filter(isValidation)).toEqual(['5', '12', '20', '40', '43', '83'])
  })
})

describe('labels', () => {
  it('has none off the scale', () => {
    fc.assert(
      fc.property(fc.double(), fc.constantFrom('1-10', '1-5', '0-1'), (rating, scale) => {
        const [low, high] = scale.split('-').map(Number)
        if (!(rating >= low && rating <= high)) expect(labelOf(rating, scale)).toBeUndefined()
      }),
    )
    expect(labelOf(0.5, '0-1')).toBeUndefined()
  })

  it('reads ratings as numbers and words', () => {
    expect(['7', ' 4.5 ', 8, true, 'Negative', '긍정'].map(parseRating)).toEqual([7, 4.5, 8, 1, 0, 1])
    expect(['', 'good', null, undefined].every((r) => Number.isNaN(parseRating(r)))).toBe(true)
  })

  it('wants both classes', () => {
    expect(() => requireBothClasses([0, 1])).not.toThrow()
    for (const labels of [[], [1, 1, 2], [0, 2]])
      expect(() => requireBothClasses(labels)).toThrow(expect.objectContaining({ code: 'CORPUS_ONE_CLASS' }))
  })
})
