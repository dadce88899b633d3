import { describe, expect, it } from 'vitest'
import { scoreAspects } from '#src/eval/aspects.js'

describe('figures of aspects', () => {
  const marks = [
    [1, 0],
    [-1, 1],
    [0, -1],
  ].map((row) => ({ marks: row }))
  it('count a hit where aspect and polarity are right, and the aspect alone beside', () => {
    const figures = scoreAspects(
      ['연기', '음악'],
      [
        [1, 1],
        [1, 1],
        [0, 0],
      ],
      marks,
    )
    expect(figures).toMatchObject({ count: 3, precision: 2 / 4, recall: 2 / 4, microF1: 2 / 4, aspectOnlyF1: 3 / 4 })
    expect(figures.aspects.연기).toEqual({ f1: 0.5, precision: 0.5, recall: 0.5, aspectOnlyF1: 1, support: 2 })
  })
  it('are 0 where nothing is said', () => {
    expect(
      scoreAspects(
        ['연기', '음악'],
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
        marks,
      ),
    ).toMatchObject({ microF1: 0, precision: 0, aspectOnlyF1: 0 })
  })
})
