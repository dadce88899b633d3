import { describe, expect, it } from 'vitest'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'
import { hear, heatWithTurned, raisedBy, withTurned } from '#src/recognizer/turned.js'

const tokenizer = openTokenizer()
const NEUTRAL = Float32Array.of(0.4, 0.4, 0.2)
const [NEGATIVE, POSITIVE] = [0, 1]

const turned = (text: string) => hear(tokenizer.analyse(text)).turned
/** By how many log-odds a text praises more for what is turned round in it. */
const odds = (text: string): number => turned(text).reduce((sum, one) => sum + one.odds, 0)
/** The words that turn something, as typed. */
const words = (text: string): string[] => {
  const { morphemes } = tokenizer.analyse(text)
  return turned(text).map(({ first, last }) => text.slice(morphemes[first].start, morphemes[last].end))
}

describe('what turns an opinion round', () => {
  it.each(['안 지루했어', '지루할 줄 알았는데 아니었어', '유치할 줄 알았는데 훌륭했어', '식상하지 않은 이야기'])(
    'praises: %s',
    (text) => {
      expect(odds(text)).toBeGreaterThan(0)
    },
  )

  it.each(['재밌을 줄 알았는데 아니었어', '탄탄하다더니 아니네', '이건 추천하지 마'])('complains: %s', (text) => {
    expect(odds(text)).toBeLessThan(0)
  })

  // An encoder knows a negated praise as well as any complaint.
  it.each(['재미없었어', '재밌지 않았어', '좋았는데 결말이 별로', '식상하지 않냐'])('is nothing in %s', (text) => {
    expect(turned(text)).toEqual([])
  })

  it('is all that stands from the opinion to what denies it', () => {
    expect(words('어제 봤는데 지루할 줄 알았는데 아니었어 진짜')).toEqual(['지루할 줄 알았는데 아니었어'])
    expect(words('연출이 안 산만해서 좋아')).toEqual(['안 산만해서'])
  })
})

describe('a reading with what is turned round', () => {
  it('leans to the pole that it speaks for, and still adds up to 1', () => {
    const p = withTurned(NEUTRAL, turned('안 지루했어'))
    expect(p[POSITIVE]).toBeGreaterThan(p[NEGATIVE])
    expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
    const back = withTurned(NEUTRAL, turned('재밌을 줄 알았는데 아니었어'))
    expect(back[NEGATIVE]).toBeGreaterThan(back[POSITIVE])
  })

  it('is as it was where nothing is', () => {
    expect(withTurned(NEUTRAL, [])).toEqual(NEUTRAL)
    expect(raisedBy([], 3)).toEqual([0, 0, 0])
  })

  it('has its heat on each eojeol of what turns it', () => {
    const utterance = tokenizer.analyse('지루할 줄 알았는데 아니었어')
    const cold = new Float32Array(utterance.morphemes.length)
    const heat = heatWithTurned(cold, hear(utterance).turned, utterance, 2)
    const ofEojeol = utterance.eojeols.map((_, eojeol) =>
      utterance.morphemes.reduce((sum, one, at) => sum + (one.eojeol === eojeol ? heat[at] : 0), 0),
    )
    for (const value of ofEojeol) expect(value).toBeCloseTo(0.5, 5)
  })
})

it('what was only expected is told from what is judged', () => {
  const utterance = tokenizer.analyse('별로일 줄 알았는데 좋았어')
  const { expected } = hear(utterance)
  const typed = utterance.morphemes.filter((_, at) => expected[at])
  expect([typed[0].start, typed[typed.length - 1].end]).toEqual([0, 10])
  expect(hear(tokenizer.analyse('별로일 줄 알았는데 아니었어')).expected).not.toContain(true)
})
