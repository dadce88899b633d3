import { disassemble } from 'es-hangul'
import { describe, expect, it } from 'vitest'
import { lettersOf, nearestSpellings, spellingDistance } from '#src/nlp/target2vec/spellings.js'

const distance = (a: string, b: string) => spellingDistance(lettersOf(a), lettersOf(b), 99)

describe('spellings', () => {
  it.each([
    ['뻔안', '뻔한', 1],
    ['뻔ㅎ한', '뻔한', 1],
    ['업서', '없어', 1],
    ['이써', '있어', 1],
    ['왜', '외', 1],
    ['CG', 'cg', 0],
    ['뻔하다'.normalize('NFD'), '뻔하다', 0],
    ['최고', '', 5],
  ])('%s is from %s as many letters as have to be typed otherwise: %i', (a, b, letters) => {
    expect(distance(a, b)).toBe(letters)
    expect(distance(b, a)).toBe(letters)
  })

  it('are compared in the letters that every syllable is typed by, and in others as they are', () => {
    const syllables = Array.from({ length: 11_172 }, (_, n) => String.fromCharCode(0xac00 + n))
    expect(syllables.map(lettersOf)).toEqual(syllables.map((syllable) => disassemble(syllable)))
    expect(lettersOf('ㅋㅋ 3D영화😀')).toBe('ㅋㅋ 3dㅇㅕㅇㅎㅗㅏ😀')
  })

  it('answers as many as asked, of equally near ones the first of the list', () => {
    const words = ['감동', '강동', '감독', '감도']
    expect(nearestSpellings(words, '감돔')).toEqual(['감동', '감독', '감도'])
    expect(nearestSpellings(words, '감돔', 1)).toEqual(['감동'])
  })

  it('answers by the list it is given, also after another one', () => {
    expect(nearestSpellings(['최고'], '최곤')).toEqual(['최고'])
    expect(nearestSpellings(['취고'], '최곤')).toEqual(['취고'])
  })
})
