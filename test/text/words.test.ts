import { describe, expect, it } from 'vitest'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'
import { isContent, lookupKeys, wordOf } from '#src/nlp/text/words.js'

const tokenizer = openTokenizer()

describe('content words', () => {
  it('leaves out particles, endings, affixes, numbers and signs', () => {
    const words = tokenizer.analyse('이야기는 정말 뻔했고 10점은 CG에 준다 ㅠㅠ !!').morphemes.filter(isContent).map(wordOf)
    expect(words).toEqual(['이야기', '정말', '뻔하다', '점', 'cg', '주다', 'ㅠㅠ'])
  })

  it.each([
    ['최악', '최악'],
    ['이야기', '이야기'],
    ['뻔한', '뻔하다'],
    ['뻔하다', '뻔하다'],
    ['재밌다', '재밌다'],
    ['재밌네', '재밌다'],
    ['진부하다', '진부'],
    ['훈훈한', '훈훈'],
    ['CG', 'cg'],
    [' 그래픽이 ', '그래픽'],
  ])('looks %s up as %s', (typed, entry) => {
    expect(lookupKeys(tokenizer, typed)).toContain(entry)
  })

  it('puts what was typed first, and has nothing for nothing', () => {
    expect(lookupKeys(tokenizer, '뻔한')[0]).toBe('뻔한')
    expect(lookupKeys(tokenizer, ' ')).toEqual([])
  })
})
