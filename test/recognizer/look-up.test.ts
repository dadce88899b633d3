import { expect, it } from 'vitest'
import type { VectorSpace } from '#src/nlp/target2vec/space.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'
import { lookUp } from '#src/recognizer/look-up.js'

const tokenizer = openTokenizer()
const counts = new Map([
  ['영화', 200_000],
  ['스토리', 20_000],
  ['배우', 18_000],
  ['음악', 8_000],
  ['뻔하다', 5_000],
  ['연기력', 4_500],
  ['주연', 2_000],
  ['음', 2_000],
  ['여기', 2_000],
  ['배우다', 1_800],
  ['편', 1_000],
  ['스토', 30],
])
const words = [...counts.keys()]
const space: VectorSpace = { words, dimensions: 1, vectors: new Float32Array(words.length), labels: {} }
const asked = (word: string) => words[lookUp(space, [...counts.values()], tokenizer, word)]

it.each([
  ['뻔한', '뻔하다'],
  ['배우가', '배우'],
  ['음악은', '음악'],
  ['스토리라', '스토리'],
  ['주연배우', '주연'],
  ['2편', '편'],
  ['스토', '스토'],
])('%s is a form of %s, or has it', (typed, known) => {
  expect(asked(typed)).toBe(known)
})

it.each([
  ['스토라', '스토리'],
  ['음왁', '음악'],
  ['여기력', '연기력'],
])('%s is no form of a word in it but a slip of %s', (typed, meant) => {
  expect(() => asked(typed)).toThrow(
    expect.objectContaining({ code: 'UNKNOWN_WORD', suggestions: expect.arrayContaining([meant]) }),
  )
})

it('a word like none is unknown', () => {
  expect(() => asked('쿵푸팬더')).toThrow(expect.objectContaining({ code: 'UNKNOWN_WORD' }))
  expect(() => asked(' ')).toThrow(expect.objectContaining({ code: 'UNKNOWN_WORD' }))
})
