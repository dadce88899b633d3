import { describe, expect, it } from 'vitest'
import { findObjectPhrase } from '#src/catalog/object-phrase.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()
const hints = { nouns: ['영화', '드라마'], seen: ['봤', '보고', '보러'], judged: ['어때', '재밌'], ordinary: [], replies: [] }
const aspects = new Set(['연기', '스토리', '그래픽'])
const common = new Set(['한국', '마지막', '장면', '공포', '여름', '밤', '커피', '직업'])
const options = {
  hints,
  isAspect: (lemma: string) => aspects.has(lemma),
  isCommon: (lemma: string) => common.has(lemma),
  isRare: (lemma: string) => !common.has(lemma) && !aspects.has(lemma),
}
const find = (text: string) => findObjectPhrase(tokenizer.analyse(text), options)

describe('what an opinion is about', () => {
  it.each([
    ['데이터 분석을 공부하고 싶어요', '데이터 분석'],
    ['이 카페 커피가 맛없어요', '카페 커피'],
    ['배송은 빨랐는데 포장이 엉망이에요', '배송'],
    ['저는 파이썬을 배우고 싶어요', '파이썬'],
  ])('%s → %s', (text, phrase) => {
    expect(find(text)?.text).toBe(phrase)
    expect(find(text)?.score).toBeLessThanOrEqual(0.7)
  })

  it.each([
    ['〈화성의 밤바다〉 어때?', '화성의 밤바다'],
    ["'없는 제목' 봤는데 별로", '없는 제목'],
    ['영화 라라랜드 재밌어?', '라라랜드'],
    ['라라랜드라는 영화 알아?', '라라랜드'],
    ['기생충 봤는데 좋았어', '기생충'],
  ])('%s names %s like a title', (text, phrase) => {
    expect(find(text)).toMatchObject({ text: phrase, score: 1 })
  })

  it.each([
    ['어제 기생충 봤는데 별로였어', '기생충', 0.9],
    ['친구랑 극한직업 보고 왔는데 진짜 웃겼어', '극한직업', 0.9],
    ['주말에 라라랜드 봤어요', '라라랜드', 0.9],
    ['오늘 닥터 스트레인지 봤어요', '닥터 스트레인지', 0.9],
    ['남친이랑 모가디슈를 보러 갔다가 감동', '모가디슈', 0.9],
    ['저번에 1987 봤는데 좋았다', '1987', 0.9],
    ['나는 기생충이 좋더라', '기생충', 0.7],
    ['솔직히 엘리멘탈은 재밌더라', '엘리멘탈', 0.7],
    ['난 미나리가 더 좋았어', '미나리', 0.7],
  ])('%s may name %s, wherever it stands', (text, phrase, score) => {
    expect(find(text)).toMatchObject({ text: phrase, score })
  })

  it.each([
    '어제 친구랑 봤는데 별로였어',
    '어제 티비 봤는데 재미없더라',
    '주말에 뉴스 보고 놀랐어',
    '엄마랑 저녁 먹고 봤어요',
    '후기 보고 갔는데 실망',
    '어제 예고편 보고 기대했어',
    '극장에서 두 번 봤어요',
    '눈치 보고 나왔어',
    '밤새 봤어요',
    '손해 봤네',
    '1편 봤는데 재밌더라',
    '어제 1편 봤어',
    '애들 보고 울었다',
    '요즘 넷플릭스 보고 있어',
    '어제 연기 보고 놀랐어',
    '오랜만에 영화 봤어',
    '한국영화 봤는데 좋더라',
    '다시 봤는데 역시 명작',
    '나는 연기가 좋더라',
    '나는 커피가 좋더라',
    '나는 겨울이 좋더라',
    '끝까지 봤는데 이해가 안 돼',
  ])('%s names no title', (text) => {
    expect(find(text)?.score ?? 0).toBeLessThan(0.7)
  })

  it.each(['', '재밌어요', '이거 재밌어', '연기가 별로', '스토리도 그래픽도 별로였어', '한국 영화 봤는데 좋더라', '진짜 최고'])(
    '%s is about nothing said, or nothing that bears a name',
    (text) => {
      expect(find(text)?.score ?? 0).toBeLessThan(1)
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
