import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clausesOf } from '#src/nlp/phrases/clauses.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizer = openTokenizer()
const clauses = (text: string) => clausesOf(tokenizer.analyse(text)).map(({ start, end }) => text.slice(start, end))

describe('the clauses of an utterance', () => {
  it.each([
    ['CG는 괜찮았는데 | 스토리가 영'],
    ['음악은 최고였지만 | 결말이 너무 허무했어요'],
    ['배우들 연기 좋고 | 영상도 예쁜데 | 너무 길다'],
    ['그래픽은 좋으나 | 연출이 부족하다'],
    ['재미있으면서도 | 감동적이고 | 음악도 좋았어'],
    ['연기 최고, | 스토리 별로'],
    ['연기는 좋았다. | 근데 각본이 문제였다'],
    ['음악은 괜찮은 편이고 | 연기는 그저 그랬어'],
    ['볼거리는 많은데요 | 남는 게 없네요'],
    ['연기는 좋더라 | 하지만 그뿐'],
  ])('%s', (marked) => {
    expect(clauses(marked.replaceAll(' | ', ' '))).toEqual(marked.split(' | '))
  })

  it.each([
    '보고 싶다',
    '보고 있었어요',
    '스토리는, 음, 별로였어',
    '이거 말고 다른 거',
    '최고 최고',
    '그런데 결말이 좋았어',
    '용가리 어때?',
    '친구하고 봤어',
  ])('%s is one clause', (text) => {
    expect(clauses(text)).toEqual([text])
  })

  it('of nothing are none', () => {
    expect(clauses('')).toEqual([])
  })

  it('hold every morpheme once, in order, whatever is typed', () => {
    const words = fc.constantFrom(
      '좋은데',
      '근데',
      '별로고',
      '!!',
      '\u200b',
      'ㅋㅋ',
      ',',
      '영화',
      '하지만,',
      '…',
      '가'.normalize('NFD'),
    )
    fc.assert(
      fc.property(fc.array(words, { maxLength: 12 }), (parts) => {
        const utterance = tokenizer.analyse(parts.join(' '))
        const covered = clausesOf(utterance).flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, n) => first + n),
        )
        expect(covered).toEqual(utterance.morphemes.map((_, at) => at))
      }),
    )
  })
})
