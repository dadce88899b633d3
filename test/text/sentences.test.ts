import { describe, expect, it } from 'vitest'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { sentenceBreaks, sentenceStarts } from '#src/nlp/text/sentences.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'

const tokenizers = { ko: openTokenizer(), en: openTokenizer({ language: 'en' }) }

function sentences(language: 'ko' | 'en', text: string): string[] {
  const { morphemes } = tokenizers[language].analyse(text)
  const starts = sentenceStarts(morphemes)
  return starts.map((start, i) => {
    const own = morphemes.slice(start, starts[i + 1])
    return text.slice(own[0].start, own.at(-1)!.end)
  })
}

describe('sentences', () => {
  it.each([
    ['end with a stop', 'The cast is fine. The plot? Thin! Skip it', ['The cast is fine.', 'The plot?', 'Thin!', 'Skip it']],
    [
      'keep closing quotes, brackets and smileys',
      'She said "Run!" (And ran.) :) Fine. 👍 Next',
      ['She said "Run!"', '(And ran.) :)', 'Fine. 👍', 'Next'],
    ],
    ['begin with their opening quote', 'He left. "Good riddance." Then rain.', ['He left.', '"Good riddance."', 'Then rain.']],
    [
      'do not end with an abbreviation',
      'Mr. Lee of the U.S. team, e.g. J. Moss, won.',
      ['Mr. Lee of the U.S. team, e.g. J. Moss, won.'],
    ],
    [
      'do not end inside numbers and addresses',
      'It cost 2.5 million, see www.example.org/a.b for more',
      ['It cost 2.5 million, see www.example.org/a.b for more'],
    ],
    ['go on after an ellipsis in lower case', 'Slow... but sweet... Then it ends', ['Slow... but sweet...', 'Then it ends']],
    ['may follow a stop without a space', 'Too long.The end drags!and drags', ['Too long.', 'The end drags!', 'and drags']],
    ['end at line breaks that follow a stop', 'Weak start.<br /><br />Strong end.', ['Weak start.', 'Strong end.']],
  ])('in English %s', (_, text, expected) => {
    expect(sentences('en', text)).toEqual(expected)
  })

  it.each([
    [
      'end with a stop, a space after it or not',
      '음악은 별로.그림은 최고! 또 볼까? 글쎄',
      ['음악은 별로.', '그림은 최고!', '또 볼까?', '글쎄'],
    ],
    [
      'end with a final ending where no stop is typed',
      '화면이 예뻤다 노래도 좋았어요 추천합니다 꼭 보세요',
      ['화면이 예뻤다', '노래도 좋았어요', '추천합니다', '꼭 보세요'],
    ],
    [
      'keep laughter and crying',
      '배우가 웃겼다ㅋㅋㅋㅋ 결말은 슬펐음 ㅠㅠ 끝',
      ['배우가 웃겼다ㅋㅋㅋㅋ', '결말은 슬펐음 ㅠㅠ', '끝'],
    ],
    [
      'go on after endings that bind, and after a comma',
      '길고 지루하지만 끝이 좋아서, 다시 봤다, 정말',
      ['길고 지루하지만 끝이 좋아서, 다시 봤다, 정말'],
    ],
    ['do not end inside numbers', '별점 3.5 드려요', ['별점 3.5 드려요']],
    ['go on where they are quoted', '재밌다 했길래 봤고 그만 봐야겠다 싶은 영화', ['재밌다 했길래 봤고 그만 봐야겠다 싶은 영화']],
    ['do not end with 보다', '원작 보다 낫다', ['원작 보다 낫다']],
  ])('in Korean %s', (_, text, expected) => {
    expect(sentences('ko', text)).toEqual(expected)
  })

  it('of a corpus begin where those of each text begin', () => {
    const texts = ['좋다. 또 본다', '', '별로', 'So so. 그냥 그랬다 끝']
    const forms: TokenForm[] = []
    const offsets = [0]
    for (const text of texts) {
      forms.push(...tokenizers.ko.analyse(text).morphemes)
      offsets.push(forms.length)
    }
    const tokens = Uint32Array.from(forms.keys())
    const { breaks, breakOffsets } = sentenceBreaks({ forms, tokens, offsets: Uint32Array.from(offsets) })
    expect(breakOffsets).toHaveLength(texts.length + 1)
    texts.forEach((_, d) => {
      const own = sentenceStarts(forms.slice(offsets[d], offsets[d + 1]))
      expect([...breaks.subarray(breakOffsets[d], breakOffsets[d + 1])]).toEqual(own)
    })
    expect([...breakOffsets]).toEqual([0, 2, 3, 4, 7])
  })

  it('of a text without tokens are one', () => {
    expect(sentenceStarts([])).toEqual([0])
  })
})
