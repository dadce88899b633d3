import { describe, expect, it } from 'vitest'
import { openAspectNames } from '#src/catalog/aspect-named.js'
import { type AspectFamily, familyOfWords, matchAspects } from '#src/catalog/aspects.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const family = (name: string, words: string[], display = {}): AspectFamily => ({ name, words, display })
const families = [
  family('그래픽', ['그래픽', 'cg', '특수+효과']),
  family('배우', ['배우']),
  family('공포', ['공포', '무섭다']),
  family('돈', ['돈', '본전'], { 부정: '돈이 아까움' }),
  family('추억', ['추억', '향수/noun']),
  family('시나리오', ['시나리오', '각본']),
  family('시리즈', ['속편']),
]
const tokenizer = openTokenizer()
const aspectNamed = openAspectNames(families, tokenizer.analyse)

describe('matchAspects', () => {
  const form = (lemma: string, tag: TokenForm['tag'] = 'noun'): TokenForm => ({ surface: lemma, lemma, tag, initial: true })
  const forms = [
    form('그래픽'),
    form('배우들'),
    form('무섭다', 'adjective'),
    form('특수'),
    form('효과'),
    form('의', 'particle'),
    form('특수효과'),
    form('향수', 'verb'),
    form('향수'),
    form('영화'),
  ]
  const matcher = matchAspects(families, forms)
  const found = (tokens: number[]): string[] => {
    const names: string[] = []
    matcher.mentions(tokens, 0, tokens.length, (number) => names.push(families[number].name))
    return names
  }

  it('finds words, plurals and lemmas of verbs', () => {
    expect(found([0, 1, 2])).toEqual(['그래픽', '배우', '공포'])
  })
  it('finds two words in a row, a particle between them or glued to one', () => {
    expect(found([3, 4])).toEqual(['그래픽'])
    expect(found([3, 5, 4])).toEqual(['그래픽'])
    expect(found([6])).toEqual(['그래픽'])
    expect(found([4, 3])).toEqual([])
    expect(found([3, 9, 4])).toEqual([])
  })
  it('keeps to the tag where one is given', () => {
    expect(found([7])).toEqual([])
    expect(found([8])).toEqual(['추억'])
  })
  it('looks only between start and end', () => {
    const names: number[] = []
    matcher.mentions([0, 9, 0], 1, 2, (number) => names.push(number))
    expect(names).toEqual([])
  })
})

it('familyOfWords numbers a vocabulary, −1 for words of no family', () => {
  expect([...familyOfWords(families, ['cg', '영화', '무섭다', '특수효과', '배우들'])]).toEqual([0, -1, 2, 0, 1])
})

describe('aspectNamed', () => {
  it.each([
    ['그래픽', '그래픽'],
    ['그래픽이요', '그래픽'],
    ['그래픽요!', '그래픽'],
    ['그래픽 쪽이요', '그래픽'],
    ['그래픽쪽', '그래픽'],
    ['그래픽 부분이 궁금해', '그래픽'],
    ['CG', '그래픽'],
    ['cg요', '그래픽'],
    ['특수효과', '그래픽'],
    ['특수 효과가요', '그래픽'],
    ['배우들이요', '배우'],
    ['무서웠어요', '공포'],
    ['돈이 아까움', '돈'],
    ['돈이요', '돈'],
    ['시나리오는?', '시나리오'],
    ['시나리', '시나리오'],
    ['각본이지', '시나리오'],
    ['추억이에요', '추억'],
  ])('%s → %s', (text, name) => {
    expect(aspectNamed(text)?.name).toBe(name)
  })
  it.each(['', '?', '아니요', '처음으로', '시', '그래픽이랑 배우 둘 다', '용가리 어때'])('%s names none', (text) => {
    expect(aspectNamed(text)).toBeNull()
  })
})
