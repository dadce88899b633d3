import { describe, expect, it } from 'vitest'
import { findObjectPhrase } from '#src/catalog/object-phrase.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()
const hints = { nouns: ['영화', '드라마'], seen: ['봤', '보고'], judged: ['어때', '재밌'], ordinary: [], replies: [] }
const aspects = new Set(['연기', '스토리', '그래픽'])
const common = new Set(['한국', '마지막', '장면', '공포', '여름', '밤'])
const options = { hints, isAspect: (lemma: string) => aspects.has(lemma), isCommon: (lemma: string) => common.has(lemma) }
const find = (text: string) => findObjectPhrase(tokenizer.analyse(text), options)

describe('what an opinion is about', () => {
  it.each([
    ['데이터 분석을 공부하고 싶어요', '데이터 분석'],
    ['이 카페 커피가 맛없어요', '카페 커피'],
    ['배송은 빨랐는데 포장이 엉망이에요', '배송'],
    ['저는 파이썬을 배우고 싶어요', '파이썬'],
  ])('%s → %s', (text, phrase) => {
    expect(find(text)).toMatchObject({ text: phrase, named: false })
  })

  it.each([
    ['〈화성의 밤바다〉 어때?', '화성의 밤바다'],
    ["'없는 제목' 봤는데 별로", '없는 제목'],
    ['영화 라라랜드 재밌어?', '라라랜드'],
    ['라라랜드라는 영화 알아?', '라라랜드'],
    ['기생충 봤는데 좋았어', '기생충'],
  ])('%s names %s like a title', (text, phrase) => {
    expect(find(text)).toMatchObject({ text: phrase, named: true })
  })

  it.each(['', '재밌어요', '이거 재밌어', '연기가 별로', '스토리도 그래픽도 별로였어', '한국 영화 봤는데 좋더라', '진짜 최고'])(
    '%s is about nothing said, or nothing that bears a name',
    (text) => {
      expect(find(text)?.named ?? false).toBe(false)
      if (!text.startsWith('한국')) expect(find(text)).toBeNull()
    },
  )

  it('lies in the text as typed, decomposed too', () => {
    const text = '저는 데이터 분석을 배워요'.normalize('NFD')
    const phrase = find(text)!
    expect(text.slice(phrase.start, phrase.end)).toBe(phrase.text)
    expect(phrase.text.normalize('NFC')).toBe('데이터 분석')
  })
})
