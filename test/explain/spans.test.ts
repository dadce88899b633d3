import { describe, expect, test } from 'vitest'
import { heatOfEojeols } from '#src/nlp/explain/heat.js'
import { hotSpans } from '#src/nlp/explain/spans.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()

/** Heat 1 on the eojeol that hold one of the words, 0.01 elsewhere. */
function spansOf(text: string, ...hot: string[]): string[] {
  const utterance = tokenizer.analyse(text)
  const heat = Float32Array.from(utterance.eojeols, (eojeol) => (hot.some((word) => eojeol.text.includes(word)) ? 1 : 0.01))
  const spans = hotSpans(utterance, heat)
  for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text)
  return spans.map((span) => span.text)
}

describe('spans of heat', () => {
  test('join hot neighbours and leave the others out', () => {
    expect(spansOf('어제 본 건데 완전 꿀잼이었어요 추천', '완전', '꿀잼')).toEqual(['완전 꿀잼이었어요'])
    expect(spansOf('음악은 좋은데 결말이 허무해', '음악', '허무')).toEqual(['음악은', '허무해'])
  })

  test.each([
    ['그 영화 재미 없었어', '없었어', '재미 없었어'],
    ['나는 안 좋았어', '안', '안 좋았어'],
    ['이건 재미있지 않다', '않다', '재미있지 않다'],
    ['생각보다 별로 안 무섭다', '안', '별로 안 무섭다'],
    ['감동이 하나도 없더라', '없더라', '감동이 하나도 없더라'],
  ])('keep a negation with what it negates: %s', (text, hot, span) => {
    expect(spansOf(text, hot)).toEqual([span])
  })

  test.each([
    ['어제 보고 울었어요', ['보고', '울었어요'], ['울었어요']],
    ['이 영화 봤는데 지루했어요', ['영화', '봤는데', '지루'], ['지루했어요']],
    ['너무 재밌게 봤어요', ['재밌게', '봤어요'], ['재밌게 봤어요']],
    ['또 보고 싶은 영화', ['보고', '싶은'], ['보고 싶은']],
    ['다시 안 봤어', ['안', '봤어'], ['안 봤어']],
    ['친구랑 봤는데 진짜 웃겼어', ['친구랑', '웃겼어'], ['웃겼어']],
    ['어제 영화 봤어', ['어제', '영화', '봤어'], []],
  ])('begin with a word that says something: %s', (text, hot, spans) => {
    expect(spansOf(text, ...hot)).toEqual(spans)
  })

  test('do not reach over the end of a clause', () => {
    expect(spansOf('기대했다. 없었다', '없었다')).toEqual(['없었다'])
  })

  test('leave signs at the edges out, and point into the text as typed, NFD too', () => {
    expect(spansOf('그냥 "최악"!!!', '최악')).toEqual(['최악'])
    const text = '정말 최고예요 😀'.normalize('NFD')
    expect(spansOf(text, '최고'.normalize('NFD'))).toEqual(['최고예요'.normalize('NFD')])
  })

  test('are none where there is no heat', () => {
    const utterance = tokenizer.analyse('그냥 영화')
    expect(hotSpans(utterance, new Float32Array(2))).toEqual([])
    expect(hotSpans(tokenizer.analyse(''), new Float32Array(0))).toEqual([])
  })

  test('heat of morphemes adds up to that of their eojeol', () => {
    const utterance = tokenizer.analyse('연기가 훌륭했다')
    const heat = Float32Array.from(utterance.morphemes, (_, at) => at + 1)
    const sums = heatOfEojeols(utterance, heat)
    expect(sums.reduce((a, b) => a + b)).toBeCloseTo(heat.reduce((a, b) => a + b))
    expect(sums).toHaveLength(2)
  })
})
