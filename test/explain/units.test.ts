import { describe, expect, test } from 'vitest'
import { heatOfEojeols } from '#src/nlp/explain/heat.js'
import { hotSpans } from '#src/nlp/explain/spans.js'
import { unitsOf } from '#src/nlp/explain/units.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()

function unitsIn(text: string): string[] {
  const utterance = tokenizer.analyse(text)
  return unitsOf(utterance).map(({ from, to }) => text.slice(utterance.eojeols[from].start, utterance.eojeols[to].end))
}

describe('a negation is one unit with what it negates', () => {
  test.each([
    ['그 영화 재미 없었어', '재미 없었어'],
    ['나는 안 좋았어', '안 좋았어'],
    ['이건 재미있지 않다', '재미있지 않다'],
    ['생각보다 별로 안 무섭다', '별로 안 무섭다'],
    ['이 영화는 재미가 하나도 없다', '재미가 하나도 없다'],
    ['그래도 지루하지는 않았다', '지루하지는 않았다'],
    ['이렇게 못 만든 영화', '못 만든'],
    ['두 번 볼 만하지 않다', '볼 만하지 않다'],
    ['배우들 감동도 재미도 없다', '감동도 재미도 없다'],
    ['솔직히 별로 추천하고 싶지 않다', '별로 추천하고 싶지 않다'],
    ['결말은 결코 지루하지 않은 편', '결코 지루하지 않은'],
    ['음악 좋은 줄 모르겠다', '좋은 줄 모르겠다'],
    ['그렇게 나쁜 영화는 아니다', '나쁜 영화는 아니다'],
    ['끝내 재미를 못 느꼈다', '재미를 못 느꼈다'],
    ['친구들과 한 번도 안 웃었다', '한 번도 안 웃었다'],
    ['기대한 만큼은 아니었다', '기대한 만큼은 아니었다'],
    ['도대체 이해할 수가 없다', '이해할 수가 없다'],
    ['제발 극장에서 보지 마세요', '보지 마세요'],
    ['두 번 봤는데 돈이 하나도 안 아까웠어요', '돈이 하나도 안 아까웠어요'],
    ['솔직히 시간이 아깝다', '시간이 아깝다'],
  ])('%s', (text, unit) => {
    expect(unitsIn(text)).toContain(unit)
  })

  test.each([
    ['음악은 좋은데 결말이 허무해', 4],
    ['별로 배우는 괜찮더라', 3],
    ['재미는 보통. 없었다', 3],
    ['전혀 다른 영화', 3],
  ])('and nothing is joined where nothing is negated: %s', (text, count) => {
    expect(unitsIn(text)).toHaveLength(count)
  })
})

describe('spans are UTF-16 offsets into the text as typed', () => {
  const FAMILY = '👨‍👩‍👧‍👦'
  const FLAG = '🇰🇷'
  const texts = ['재미 없었어', '안 좋았어', '재미있지 않다', '별로 안 무섭다', '재미가 하나도 없다'].flatMap((unit) => [
    [`${FAMILY} ${FLAG} 그 영화 ${unit}`, unit],
    [`${FLAG}${FAMILY} ${unit} ${FLAG}`, unit],
    [`그 영화는 ${unit}${FAMILY}${FLAG}`, unit],
  ])
  const forms = texts.flatMap(([text, unit]) =>
    (['NFC', 'NFD'] as const).map((form) => [text.normalize(form), unit.normalize(form)]),
  )

  test.each(forms)('%s', (text, unit) => {
    const utterance = tokenizer.analyse(text)
    const last = unit.split(' ').at(-1)!
    const heat = Float32Array.from(utterance.morphemes, ({ eojeol }) =>
      utterance.eojeols[eojeol].text.includes(last) ? 1 : 0.001,
    )
    const [span] = hotSpans(utterance, heatOfEojeols(utterance, heat))
    expect(text.slice(span.start, span.end)).toBe(span.text)
    expect(span.start).toBe(text.indexOf(unit))
    expect(span.text).toBe(unit)
  })

  test('an emoji or a flag within a unit stays within its span, whole', () => {
    for (const within of [`재미${FLAG} 없었어`, `재미 ${FAMILY}없었어`]) {
      for (const text of [`아 ${within}`, `아 ${within}`.normalize('NFD')]) {
        const utterance = tokenizer.analyse(text)
        const heat = Float32Array.from(utterance.eojeols, (_, i) => (i === 0 ? 0.001 : 1))
        const [span] = hotSpans(utterance, heat)
        expect(span.text).toBe(within.normalize(text === text.normalize('NFC') ? 'NFC' : 'NFD'))
        expect(text.slice(span.start, span.end)).toBe(span.text)
      }
    }
  })
})
