import { describe, expect, test } from 'vitest'
import { foldsOf } from '#src/pipeline/folds.js'

const texts = Array.from({ length: 2_000 }, (_, n) => `${n}번째로 본 영화인데 또 보고 싶다`)

describe('folds of reviews', () => {
  test('copies of a text share a fold, whatever their spaces, punctuation, case and runs', () => {
    for (const [n, text] of texts.entries()) {
      const copies = [text, `  ${text.replaceAll(' ', '')}!!`, `${text.toUpperCase()} ...`, text.normalize('NFD')]
      expect(new Set(foldsOf(copies, 5, n)).size).toBe(1)
    }
    expect(new Set(foldsOf(['OK 최고오오오오', 'ok 최고오오오오오오!'], 200, 3)).size).toBe(1)
  })

  test('texts of symbols alone are told apart by them', () => {
    expect(new Set(foldsOf(['!?', '...', '^^', '♥♥', '★', '~', '-_-', ';;'], 255, 1)).size).toBeGreaterThan(1)
  })

  test('other texts spread evenly, and otherwise with another seed', () => {
    const folds = foldsOf(texts, 4, 1)
    for (const fold of [0, 1, 2, 3]) {
      const share = folds.filter((own) => own === fold).length / texts.length
      expect(Math.abs(share - 0.25)).toBeLessThan(0.05)
    }
    const other = foldsOf(texts, 4, 2)
    expect(folds.filter((fold, at) => fold === other[at]).length / texts.length).toBeLessThan(0.35)
    expect(foldsOf(texts, 4, 1)).toEqual(folds)
  })
})
