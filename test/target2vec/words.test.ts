import { describe, expect, it } from 'vitest'
import { wordTokens } from '#src/nlp/target2vec/words.js'

describe('words of a corpus of forms', () => {
  const wordOfForm = ['뻔하다', null, '뻔하다', '노래', '드물다']
  const corpus = { tokens: Uint32Array.from([1, 3, 0, 4, 1, 2, 3, 1, 0]), offsets: Uint32Array.from([0, 3, 5, 5, 9]) }

  it('share a number where forms share a word, the most frequent first; what is rare or no word goes', () => {
    expect(wordTokens(corpus, wordOfForm, { minCount: 2 })).toEqual({
      words: ['뻔하다', '노래'],
      wordCounts: Uint32Array.from([3, 2]),
      tokens: Uint32Array.from([1, 0, 0, 1, 0]),
      offsets: Uint32Array.from([0, 2, 2, 2, 5]),
    })
  })

  it('are cut to the most frequent', () => {
    expect(wordTokens(corpus, wordOfForm, { minCount: 1, limit: 1 }).words).toEqual(['뻔하다'])
    expect(wordTokens(corpus, wordOfForm).words).toEqual([])
  })
})
