import { describe, expect, test } from 'vitest'
import { heatMapOf, oppositesOf, signedHeat } from '#src/nlp/explain/heat-map.js'
import type { Utterance } from '#src/nlp/text/morpheme.js'

/** An utterance whose morphemes are its eojeols, by their lemmas. */
function utterance(text: string, lemmas: readonly string[]): Utterance {
  const eojeols = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ text: word, start: index, end: index + word.length }))
  const morphemes = eojeols.map(({ text: surface, start, end }, eojeol) => ({
    surface,
    lemma: lemmas[eojeol],
    tag: 'adjective' as const,
    initial: true,
    eojeol,
    start,
    end,
  }))
  return { text, eojeols, morphemes }
}

describe('a heat map', () => {
  test('has one score for a negation and what it negates, scaled by the strongest unit', () => {
    const said = utterance('음악은 재미 없었어', ['음악', '재미', '없다'])
    const { words, target } = heatMapOf(said, Float32Array.of(-1, 1.5, 2.5), '부정')
    expect(target).toBe('부정')
    expect(words).toEqual([
      { start: 0, end: 3, score: -0.25 },
      { start: 4, end: 6, score: 1 },
      { start: 7, end: 10, score: 1 },
    ])
  })
  test('is cold where nothing is hot', () => {
    const said = utterance('음악은 좋다', ['음악', '좋다'])
    expect(heatMapOf(said, new Float32Array(2), '긍정').words.map(({ score }) => score)).toEqual([0, 0])
  })
})

test('a pole is weighed against the other pole, 중립 against both', () => {
  expect([0, 1, 2].map((target) => oppositesOf(target, 3))).toEqual([[1], [0], [0, 1]])
  expect(oppositesOf(3, 4)).toEqual([0, 1, 2])
})

test('heat against a class is the mean heat of its opposites', () => {
  expect([...signedHeat([3, 0, 1], [[1, 1, 1]])]).toEqual([2, -1, 0])
  expect([
    ...signedHeat(
      [3, 0],
      [
        [1, 4],
        [1, 0],
      ],
    ),
  ]).toEqual([2, -2])
  expect([...signedHeat([3, -2], [])]).toEqual([3, -2])
})
