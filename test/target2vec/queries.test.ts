import { describe, expect, it } from 'vitest'
import { analogy } from '#src/nlp/target2vec/analogy.js'
import { context } from '#src/nlp/target2vec/context.js'
import { similar } from '#src/nlp/target2vec/similar.js'
import type { Search, VectorSpace } from '#src/nlp/target2vec/space.js'
import { nearestSpellings } from '#src/nlp/target2vec/spellings.js'

/** Axes: story, praise, blame. */
const space: VectorSpace = {
  words: ['이야기', '줄거리', '최고', '최악', '따뜻하다', '뻔하다'],
  dimensions: 3,
  vectors: Float32Array.from([1, 0, 0, 0.9, 0.1, 0.1, 0, 1, 0, 0, 0, 1, 0.5, 0.6, 0, 0.5, 0, 0.6]),
  labels: { 부정: Float32Array.of(0, 0, 1), 긍정: Float32Array.of(0, 1, 0) },
}

const exact =
  (rows: Float32Array, normalised: boolean): Search =>
  (query, k, filter = () => true) =>
    space.words
      .map((_, id) => {
        const row = rows.subarray(id * 3, id * 3 + 3)
        const scale = normalised ? Math.hypot(...row) * Math.hypot(...query) : 1
        return { id, score: row.reduce((sum, value, d) => sum + value * query[d]!, 0) / scale }
      })
      .filter(({ id }) => filter(id))
      .sort((a, b) => b.score - a.score)
      .slice(0, k)
const near = exact(space.vectors, true)
const expected = exact(space.vectors, false)
const words = (hits: { word: string }[]) => hits.map((hit) => hit.word)

describe('similar', () => {
  it('answers the nearest words, without the one asked', () => {
    expect(words(similar(space, near, '이야기', { k: 2 }))[0]).toBe('줄거리')
    expect(words(similar(space, near, '이야기', { k: 10 }))).not.toContain('이야기')
  })

  it('leans to the target', () => {
    expect(words(similar(space, near, '이야기', { target: '긍정', k: 1 }))).toEqual(['따뜻하다'])
    expect(words(similar(space, near, '이야기', { target: '부정', k: 1 }))).toEqual(['뻔하다'])
  })

  it('takes the first spelling that is known', () => {
    expect(similar(space, near, ['뻔한', '뻔하다'], { k: 1 })).toEqual(similar(space, near, '뻔하다', { k: 1 }))
    expect(similar(space, near, '최고'.normalize('NFD'), { k: 1 })).toEqual(similar(space, near, '최고', { k: 1 }))
  })
})

describe('context', () => {
  it('asks the output vectors with v(word) + v(target)', () => {
    expect(words(context(space, expected, '이야기', { target: '부정', k: 2 }))).toEqual(['뻔하다', '최악'])
    expect(context(space, expected, '이야기', { target: '긍정', k: 1 })[0]!.score).toBeCloseTo(1.1)
  })
})

describe('analogy', () => {
  it('moves a word from one target to another', () => {
    expect(words(analogy(space, near, '최악', { from: '부정', to: '긍정', k: 1 }))).toEqual(['최고'])
  })
})

describe('what is not known', () => {
  it('is a word: the nearest spellings are in the error', () => {
    expect(() => similar(space, near, '뻔허다')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_WORD', message: expect.stringContaining('뻔하다') }),
    )
    expect(() => similar(space, near, 'qwertyuiop')).toThrow(expect.objectContaining({ code: 'UNKNOWN_WORD' }))
    expect(() => similar(space, near, '')).toThrow(expect.objectContaining({ code: 'UNKNOWN_WORD' }))
    expect(() => similar(space, near, [])).toThrow(expect.objectContaining({ code: 'UNKNOWN_WORD' }))
  })

  it('is a target, even one named like a property of every object', () => {
    expect(() => similar(space, near, '이야기', { target: '행복' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TARGET', message: expect.stringContaining('부정, 긍정') }),
    )
    expect(() => context(space, expected, '이야기', { target: 'constructor' })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TARGET' }),
    )
  })
})

describe('spellings', () => {
  it('are compared by jamo, nearest first', () => {
    expect(nearestSpellings(['최악', '최고', '취고'], '최곤')).toEqual(['최고', '취고'])
    expect(nearestSpellings(['최고'], '스파이더맨')).toEqual([])
    expect(nearestSpellings(['최고'], '최'.repeat(100_000))).toEqual([])
  })
})
