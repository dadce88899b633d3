import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TitleUse } from '#src/catalog/title-use.js'
import { countTitleUse } from '#src/catalog/title-use.js'
import { openTitleRecogniser } from '#src/catalog/titles.js'
import { film, plain } from './film.js'

const hints = {
  nouns: ['영화', '드라마'],
  seen: ['봤', '보고'],
  judged: ['어때', '재밌', '최고'],
  ordinary: ['무서운영화', '돌이킬수없는'],
  replies: ['안녕', '오늘'],
}

const films = [
  film('인터스텔라'),
  film('라이프 오브 파이'),
  film('용가리'),
  film('맘마미아!'),
  film('친구'),
  film('안녕'),
  film('오늘'),
  film('봄'),
  film('무서운 영화'),
  film('다크 나이트'),
  film('다크 나이트 라이즈'),
  film('반지의 제왕: 반지 원정대'),
  film('반지의 제왕: 왕의 귀환'),
  film('트랜스포머'),
  film('트랜스포머 2'),
  film('어벤져스'),
  film('올드보이', { id: 'old-2003', year: 2003 }),
  film('올드보이', { id: 'old-2013', year: 2013 }),
  film('아저씨', { aliases: ['용가리'], actors: ['원빈', '김새론'] }),
  film('300'),
  film('셔터 아일랜드'),
  film('Interstellar Wars', { aliases: ['우주 대전'] }),
]

const use: TitleUse = {
  reviews: 600_000,
  names: { 친구: [20, 90, 1300], 오늘: [2, 90, 5000], 봄: [4, 60, 1200], 아저씨: [8, 90, 600], 무서운영화: [0, 90, 150] },
}
const mentions = (id: string): number => (id === 'old-2003' ? 100 : 10)
const recogniser = openTitleRecogniser(films, mentions, { use, hints })
const found = (text: string): string[] => recogniser.recognise(plain(text)).map((match) => match.item.id)

describe('a title is found', () => {
  it.each([
    ['through spaces put in and left out', '인터 스텔라 보고 울었어', '인터스텔라'],
    ['through spaces left out', '라이프오브파이 영상 최고', '라이프 오브 파이'],
    ['before a particle', '용가리는 좀 그래', '용가리'],
    ['without its punctuation', '맘마미아 노래 좋아', '맘마미아!'],
    ['with its punctuation', '맘마미아! 노래 좋아', '맘마미아!'],
    ['in other letter case and full-width letters', 'ＩＮＴＥＲＳＴＥＬＬＡＲ wars 최고', 'Interstellar Wars'],
    ['by another title', '우주대전 봤어요', 'Interstellar Wars'],
    ['in decomposed Hangul', '용가리는 좀 그래'.normalize('NFD'), '용가리'],
    ['before what is typed without a space', '인터스텔라봤는데 지루', '인터스텔라'],
    ['among laughter', 'ㅋㅋ용가리ㅋㅋㅋ', '용가리'],
    ['the longest first', '다크 나이트 라이즈 별로', '다크 나이트 라이즈'],
    ['by number', '트랜스포머 2편은 시끄러워', '트랜스포머 2'],
    ['without a number, the one that has none', '트랜스포머는 시끄러워', '트랜스포머'],
    ['the first part by its number', '트랜스포머 1편이 낫지', '트랜스포머'],
    ['of digits alone', '300 액션 화끈해', '300'],
    ['with vowels that sound alike', '어벤저스 또 볼래', '어벤져스'],
    ['with a slip in a long one', '셔터 아일랜브 반전', '셔터 아일랜드'],
  ])('%s', (_, text, title) => {
    expect(found(text)[0]).toBe(title)
  })

  it('as it was typed, with offsets into the text', () => {
    const text = '어제 「인터 스텔라」를 봤다'
    const [match] = recogniser.recognise(plain(text))
    expect(match).toMatchObject({ text: '인터 스텔라', start: 4, end: 10 })
    expect(text.slice(match.start, match.end)).toBe(match.text)
  })

  it('in decomposed Hangul with offsets into that', () => {
    const text = '저는 용가리 봤어요'.normalize('NFD')
    const [match] = recogniser.recognise(plain(text))
    expect(text.slice(match.start, match.end).normalize('NFC')).toBe('용가리')
  })
})

describe('an ordinary word is a title only where something says so', () => {
  it.each([
    '친구랑 봤는데 좋았어',
    '내 친구 추천으로',
    '오늘 봤는데 별로',
    '봄에 보면 좋아요',
    '무서운 영화 못 봐',
    '아저씨들이나 좋아할 얘기',
  ])('%s', (text) => {
    expect(found(text)).toEqual([])
  })

  it.each([
    ['영화 친구 명대사', '친구'],
    ['〈친구〉 다시 봤어', '친구'],
    ["'오늘' 이라는 영화", '오늘'],
    ['"봄" 이라는 영화 좋더라', '봄'],
    ['봄이라는 영화 알아?', '봄'],
    ['친구 봤는데 별로', '친구'],
    ['친구', '친구'],
    ['아저씨 원빈 멋있다', '아저씨'],
    ['무서운 영화 봤어', '무서운 영화'],
  ])('%s', (text, title) => {
    expect(found(text)[0]).toBe(title)
  })

  it('is none where people say it alone and mean the word', () => {
    expect(found('안녕')).toEqual([])
    expect(found('영화 안녕 어때')).toEqual(['안녕'])
  })
})

describe('several films', () => {
  it('of one title are all matches, the more reviewed first', () => {
    expect(found('올드보이 어때')).toEqual(['old-2003', 'old-2013'])
  })

  it('of one beginning are all matches', () => {
    expect(found('반지의 제왕 재밌어').sort()).toEqual(['반지의 제왕: 반지 원정대', '반지의 제왕: 왕의 귀환'])
  })

  it('of one beginning are told apart by the rest of the title', () => {
    expect(found('반지의 제왕 시리즈 중에 왕의 귀환이 최고')[0]).toBe('반지의 제왕: 왕의 귀환')
  })

  it('in a comparison: not the one that is compared with', () => {
    expect(found('용가리보다 인터스텔라가 낫지')).toEqual(['인터스텔라', '용가리'])
  })

  it('are not offered where one is set aside', () => {
    expect(found('용가리 말고 다른 거')).toEqual([])
  })
})

it('an alias that is the title of another film is not taken for one', () => {
  expect(found('용가리 별로')).toEqual(['용가리'])
})

it('numbers apart from each other are no title', () => {
  expect(found('3 > 0 이고 0 > 1')).toEqual([])
})

it('the empty text and a text of signs have no titles', () => {
  for (const text of ['', '   ', '!?…', 'ㅋㅋㅋㅠㅠ', '😀😀']) expect(found(text)).toEqual([])
})

it('every match lies in the text and scores in (0, 1], best first, whatever is typed', () => {
  const words = fc.constantFrom(
    ...films.map(({ title }) => title),
    '영화',
    '봤어',
    '은',
    "'",
    '〈',
    '〉',
    ' ',
    'ㅋ',
    '3',
    'é',
    '😀',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      const matches = recogniser.recognise(plain(text))
      matches.forEach((match, i) => {
        expect(text.slice(match.start, match.end)).toBe(match.text)
        expect(match.text.length).toBeGreaterThan(0)
        expect(match.score).toBeGreaterThan(0)
        expect(match.score).toBeLessThanOrEqual(i === 0 ? 1 : matches[i - 1].score)
      })
    }),
    { numRuns: 200 },
  )
})

it('a text of thousands of titles is answered by the first of them', () => {
  expect(found(`${'용가리 '.repeat(5000)}${'가'.repeat(5000)}`)[0]).toBe('용가리')
})

it('countTitleUse counts reviews of the bearers and of others, once each', () => {
  const reviews = [
    { text: '용가리 용가리 최고', item: '용가리' },
    { text: '용 가리는 별로', item: '친구' },
    { text: '내용가리', item: null },
    { text: '친구랑 봤다', item: null },
    { text: '친구들이랑', item: '친구' },
  ]
  const { reviews: count, names } = countTitleUse(films, reviews)
  expect(count).toBe(5)
  expect(names.용가리).toEqual([1, 1, 1])
  expect(names.친구).toEqual([0, 2, 1])
  expect(names.봄).toBeUndefined()
})

it('titles may begin with what every object has, such as constructor', () => {
  const odd = film('Constructor of Worlds')
  const small = openTitleRecogniser([odd], mentions, { use, hints })
  expect(small.recognise(plain('constructor of worlds 봤어')).map((match) => match.item.id)).toEqual([odd.id])
})
