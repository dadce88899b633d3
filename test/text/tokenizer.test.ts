import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise } from '#src/nlp/text/normalise.js'
import { LONGEST_TEXT, openTokenizer } from '#src/nlp/text/tokenizer.js'
import { apart, troublesomeText } from './texts.js'

const tokenizer = openTokenizer()
const read = (text: string): string =>
  tokenizer
    .analyse(text)
    .morphemes.map((m) => `${m.surface}/${m.tag}`)
    .join(' ')
const lemmas = (text: string): string[] => tokenizer.analyse(text).morphemes.map((m) => m.lemma)
const squeezed = (text: string): string => text.replace(/(.)\1+/gsu, '$1')

describe('analyse', () => {
  it('gives morphemes with coarse tags', () => {
    expect(read('용가리 영화 재미 없었어')).toBe('용가리/noun 영화/noun 재미/noun 없/adjective 었/ending 어/ending')
  })

  it('knows the particle 이', () => {
    expect(read('내용이 뻔한 영화이다')).toBe('내용/noun 이/particle 뻔한/adjective 영화/noun 이/particle 다/ending')
    expect(read('생각이 이 눈물이')).toBe('생각/noun 이/particle 이/determiner 눈물/noun 이/particle')
  })

  it('gives dictionary forms of verbs and adjectives, and Latin in lower case', () => {
    expect(lemmas('없었어')[0]).toBe('없다')
    expect(lemmas('아름다운')).toEqual(['아름답다'])
    expect(lemmas('몰라')).toEqual(['모르다'])
    expect(['가는', '주고', '쓰면', '아는'].map((w) => lemmas(w)[0])).toEqual(['가다', '주다', '쓰다', '알다'])
    expect(lemmas('CG')).toEqual(['cg'])
  })

  it('knows words that the dictionary lacks, whatever particle follows', () => {
    expect(read('반전이 씨지가 더빙은 씨지였다')).toBe(
      '반전/noun 이/particle 씨지/noun 가/particle 더빙/noun 은/particle 씨지/noun 였/particle 다/ending',
    )
    expect(tokenizer.analyse('시지프스').morphemes[0].surface).not.toBe('시지')
  })

  it('tells apart what the dictionary does not know', () => {
    expect(read('CG 10 ㅋㅋㅋ ㅜㅜ 😀 ^^;; 漢 쀍')).toBe(
      'CG/foreign 10/number ㅋㅋ/interjection ㅜㅜ/interjection 😀/symbol ^^;;/symbol 漢/noun 쀍/unknown',
    )
    expect(lemmas('ㅜㅠㅜ')).toEqual(['ㅠㅠ'])
    expect(lemmas('ㅋㄱㅎㄷㄷㅎㅎㅋ')).toEqual(['ㅋ', 'ㄱ', 'ㅎ', 'ㄷㄷ', 'ㅎㅎ', 'ㅋ'])
  })

  it('reads a word the same whatever signs stand around it', () => {
    expect(read('최고의 반전!!')).toBe('최고/noun 의/particle 반전/noun !!/symbol')
    expect(read('"최고의"ㅠㅠ')).toBe('"/symbol 최고/noun 의/particle "/symbol ㅠㅠ/interjection')
  })

  it('gives eojeol as they were typed', () => {
    const { eojeols, morphemes } = tokenizer.analyse('  그림\u200b예뻐요!!!!  진짜\n')
    expect(eojeols).toEqual([
      { text: '그림\u200b예뻐요!!!!', start: 2, end: 12 },
      { text: '진짜', start: 14, end: 16 },
    ])
    expect(morphemes.filter((m) => m.initial).map((m) => m.surface)).toEqual(['그림', '진짜'])
    expect(morphemes.map((m) => m.eojeol)).toEqual([0, 0, 0, 1])
  })

  it('gives offsets into decomposed Hangul as it was typed', () => {
    const typed = '뻔한 스토리'.normalize('NFD')
    const { morphemes } = tokenizer.analyse(typed)
    expect(morphemes.map((m) => m.surface)).toEqual(['뻔한', '스토리'])
    expect(morphemes.map((m) => typed.slice(m.start, m.end).normalize('NFC'))).toEqual(['뻔한', '스토리'])
  })

  it('answers nothing for nothing', () => {
    for (const empty of ['', '  \n', '\u200b\u3164']) expect(tokenizer.analyse(empty).morphemes).toEqual([])
  })

  it('gives morphemes that cover the text in order and slice back to their surfaces', () => {
    fc.assert(
      fc.property(troublesomeText, (typed) => {
        const { morphemes, eojeols } = tokenizer.analyse(typed)
        expect(morphemes.map((m) => m.surface).join('')).toBe(normalise(typed).text.replaceAll(' ', ''))
        let end = 0
        for (const m of morphemes) {
          expect(m.start).toBeGreaterThanOrEqual(eojeols[m.eojeol].start)
          expect(m.end).toBeLessThanOrEqual(eojeols[m.eojeol].end)
          expect(m.end).toBeGreaterThanOrEqual(end)
          end = m.end
        }
        // A folded run may be cut between two morphemes: then both sides agree but for the length of the run.
        for (const { start, end: last, surface } of apart(morphemes))
          expect(squeezed(normalise(typed.slice(start, last)).text)).toBe(squeezed(surface))
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['syllables', '재밌는영화최고다'.repeat(625)],
    ['one syllable', '가나'.repeat(2500)],
    ['rare syllables', '쀍뚥'.repeat(2500)],
    ['jamo', 'ㅋㄷ'.repeat(2500)],
    ['Latin', 'ab'.repeat(2500)],
    ['digits', '12'.repeat(2500)],
    ['signs', '!?'.repeat(2500)],
    ['emoji', '😀😭'.repeat(1250)],
    ['Chinese', '漢字'.repeat(2500)],
    ['marks on one letter', `e${'\u0301\u0323'.repeat(2499)}`],
  ])('reads 5,000 characters without a space: %s', (_, text) => {
    const fresh = openTokenizer()
    expect(fresh.analyse(text).morphemes.length).toBeGreaterThan(0)
  })

  it('refuses what is longer than the named maximum', () => {
    expect(tokenizer.analyse('가'.repeat(LONGEST_TEXT)).eojeols).toHaveLength(1)
    expect(() => tokenizer.analyse('가'.repeat(LONGEST_TEXT + 1))).toThrow(/20000/)
  })
})
