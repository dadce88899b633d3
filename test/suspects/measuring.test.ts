import { describe, expect, test } from 'vitest'
import { flipRatings, measureFlips, mirrored } from '#src/eval/flips.js'
import { countMarks, sheetOf } from '#src/eval/marks.js'

describe('flipped ratings', () => {
  test.each([
    ['1-10', { 1: 10, 2: 9, 3: 9, 4: 9, 9: 2, 10: 1 }],
    ['1-5', { 1: 5, 2: 4, 4: 2, 5: 1 }],
    ['0-1', { 0: 1, 1: 0 }],
  ] as const)('on the scale %s stand at the other pole', (scale, mirrors) => {
    for (const [rating, mirror] of Object.entries(mirrors)) expect(mirrored(Number(rating), scale)).toBe(mirror)
  })

  test('are drawn from the poles alone, as many as asked for, by the seed', () => {
    const ratings = Float32Array.from({ length: 1_000 }, (_, n) => 1 + (n % 10))
    const labels = Uint8Array.from(ratings, (rating) => (rating <= 4 ? 0 : rating >= 9 ? 1 : 2))
    const given = { ratings, labels, scale: '1-10' as const }
    const { flips, ...after } = flipRatings(given, 0.05, 3)
    expect(flips).toHaveLength(30)
    for (const [review, label] of labels.entries()) {
      const flipped = flips.includes(review)
      expect(after.labels[review]).toBe(flipped ? 1 - label : label)
      expect(after.ratings[review] === ratings[review]).toBe(!flipped)
      if (flipped) expect(label).not.toBe(2)
    }
    expect(flipRatings(given, 0.05, 3).flips).toEqual(flips)
    expect(flipRatings(given, 0.05, 4).flips).not.toEqual(flips)
  })

  test('are looked for in a ranking: precision, recall and average precision, counted by hand', () => {
    const ranked = Uint32Array.of(5, 9, 2, 7, 1)
    const { averagePrecision, recall, flips } = measureFlips(ranked, Uint32Array.of(5, 2, 1))
    expect(flips).toBe(3)
    expect(recall).toBeCloseTo(2 / 3, 12)
    expect(averagePrecision).toBeCloseTo((1 / 1 + 2 / 3 + 3 / 5) / 3, 12)
    const many = Uint32Array.from({ length: 2_000 }, (_, n) => n)
    const even = many.filter((n) => n % 2 === 0)
    expect(measureFlips(many, even).precisionAt).toEqual({ 100: 0.5, 1000: 0.5 })
  })
})

describe('a sheet of suspects for a person', () => {
  const rows = [1, 2, 3, 4].map((n) => ({ id: `r${n}`, rating: 1, text: `정말\t좋았다\n${n}번` }))

  test('has one line a review, and comes back with the share of those that contradict', () => {
    const lines = sheetOf(rows).trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    expect(lines[1]).toBe('\tr1\t1\t정말 좋았다 1번')
    const filled = lines.map((line, n) => (n === 0 ? line : `${['Contradicts', ' does not', 'contradicts ', ''][n - 1]}${line}`))
    const counted = countMarks(filled.join('\r\n'))
    expect(counted).toMatchObject({ contradicts: 2, doesNot: 1, unmarked: 1, share: 2 / 3 })
    expect(counted.interval![0]).toBeLessThan(2 / 3)
    expect(counted.interval![1]).toBeGreaterThan(2 / 3)
  })

  test('that nobody has filled in has no share', () => {
    expect(countMarks(sheetOf(rows))).toEqual({ contradicts: 0, doesNot: 0, unmarked: 4 })
  })
})
