import { expect, test } from 'vitest'
import { encodedSurface, fnv1a, ngramIds } from '#src/nlp/encoder/ngrams.js'
import { buildVocabulary, openVocabulary } from '#src/nlp/encoder/vocabulary.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'

const form = (surface: string, initial = false, tag: TokenForm['tag'] = 'noun'): TokenForm => ({
  surface,
  lemma: surface,
  tag,
  initial,
})

test('a surface is read in lower case, whatever it is written in', () => {
  for (const surface of [
    '',
    '영화',
    'CG',
    '3D영화',
    '영화CG',
    'cg',
    'ÉTÉ',
    'été',
    'İ',
    'ΟΔΟΣ',
    'Ａ',
    'ㅋㅋ',
    '👍Z',
    '\ud800A',
    '힣',
    '힤',
    '꯿',
  ])
    expect(encodedSurface({ surface })).toBe(surface.toLowerCase())
})

test('a word is found by surface and tag together, a slash in it too', () => {
  const { wordId } = openVocabulary({ words: ['영화/noun', '영화/verb', '1/2/number'], buckets: 1 })
  expect(
    [form('영화'), form('영화', true, 'verb'), form('영화', false, 'adverb'), form('1/2', false, 'number')].map(wordId),
  ).toEqual([2, 3, 1, 4])
})

test('FNV-1a: the published values for ASCII, code units beyond it', () => {
  expect([fnv1a(''), fnv1a('a'), fnv1a('foobar')]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968])
  expect(fnv1a('영화')).toBe(Math.imul(Math.imul(0x811c9dc5 ^ 0xc601, 0x01000193) ^ 0xd654, 0x01000193) >>> 0)
})

test('n-grams: every substring of one to four, hashed into 1..buckets−1', () => {
  const expected = ['▁', '▁영', '▁영화', '영', '영화', '화'].map((gram) => (fnv1a(gram) % 1023) + 1)
  expect(ngramIds(form('영화', true), 1024)).toEqual(expected)
  expect(ngramIds(form('영화', true), 2 ** 17)).toEqual([21800, 97056, 30314, 30559, 14112, 89481])
  expect(ngramIds(form('Cg'), 1024)).toEqual(ngramIds(form('cG'), 1024))
})

test('a long form keeps the n-grams of its beginning', () => {
  const ids = ngramIds(form('하파타카차자아사바마라다나가'), 1024)
  expect(ids).toHaveLength(22)
  expect(ids.slice(0, 4)).toEqual(ngramIds(form('하파타카'), 1024).slice(0, 4))
})

test('the vocabulary: most frequent surface/tag forms, counted over all their forms, above a minimum', () => {
  const forms = [form('영화', true), form('영화'), form('이', false, 'particle'), form('CG'), form('cg'), form('드묾')]
  const vocabulary = buildVocabulary(forms, [3, 2, 9, 1, 1, 1], { words: 5, buckets: 64, minimum: 2 })
  expect(vocabulary).toEqual({ words: ['이/particle', '영화/noun', 'cg/noun'], buckets: 64 })
  const open = openVocabulary(JSON.parse(JSON.stringify(vocabulary)))
  expect(forms.map((f) => open.wordId(f))).toEqual([3, 3, 2, 4, 4, 1])
  expect(buildVocabulary(forms, [3, 2, 9, 1, 1, 1], { words: 3, buckets: 64 }).words).toEqual(['이/particle'])
})

test('n-grams of letters are shared by words that differ in an ending consonant; without n-grams there are none', () => {
  const [with_, without] = ['재밌', '재미'].map((word) => ngramIds(form(word), 100_003, 'jamo'))
  expect(with_.filter((id) => without.includes(id)).length).toBeGreaterThan(2)
  expect(ngramIds(form('재밌'), 100_003, 'none')).toEqual([])
})
