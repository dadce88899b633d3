import { describe, expect, it } from 'vitest'
import { openTitleRecogniser } from '#src/catalog/titles.js'
import { film, plain } from './film.js'

const hints = {
  nouns: ['영화'],
  seen: ['봤', '보고'],
  judged: ['어때', '재밌', '별로였'],
  ordinary: ['하루', '괴물'],
  replies: ['오늘'],
}

/** Of 은하 특급 every part is there but for the numbers of two; 설국 여행 lacks its third; 푸른 용의 … says no numbers at all. */
const films = [
  film('은하 특급', { year: 2001 }),
  film('은하 특급: 붉은 역', { year: 2003 }),
  film('은하 특급 3', { year: 2006 }),
  film('은하 특급: 마지막 차표', { year: 2010 }),
  film('설국 여행', { year: 1999 }),
  film('설국 여행 2', { year: 2000 }),
  film('설국 여행 4 - 다시 눈', { year: 2008 }),
  film('푸른 용: 샘의 노래', { year: 2002 }),
  film('푸른 용: 재의 노래', { year: 2004 }),
  film('달리는 골목', { year: 2005 }),
  film('달리는 골목: 새벽', { year: 2011 }),
  film('등대섬'),
  film('모래 전쟁 에피소드 5 - 우물', { year: 1990 }),
  film('하얀 성 1부 - 문', { year: 1990 }),
  film('하얀 성 2부 - 탑', { year: 1991 }),
  film('하루'),
  film('괴물', { year: 2006 }),
  film('오늘'),
]
const recogniser = openTitleRecogniser(films, () => 10, { hints })
const found = (text: string): string[] => recogniser.recognise(plain(text)).map((match) => match.item.title)
const missing = (text: string): string | null => recogniser.missingPart(plain(text))?.text ?? null

describe('a part of a series is', () => {
  it.each([
    ['the one that bears its number', '설국 여행 2 재밌었어', '설국 여행 2'],
    ['the one that bears it with a title of its own', '설국 여행 4 별로였어', '설국 여행 4 - 다시 눈'],
    ['named with a counter', '설국 여행 2편이 제일 나아', '설국 여행 2'],
    ['named in Roman numerals', '설국여행 IV 봤어', '설국 여행 4 - 다시 눈'],
    ['named in one Roman letter', '설국여행 Ⅳ 봤어', '설국 여행 4 - 다시 눈'],
    ['named in words', '설국 여행 이편 재밌더라', '설국 여행 2'],
    ['named by its place', '은하 특급 세 번째 편 별로였어', '은하 특급 3'],
    ['the one that bears it behind a label', '모래 전쟁 에피소드 5 봤어', '모래 전쟁 에피소드 5 - 우물'],
    ['the film before the third, by year', '은하 특급 2 봤어', '은하 특급: 붉은 역'],
    ['the film after the third, by year', '은하 특급4 별로였어', '은하 특급: 마지막 차표'],
    ['the first, which bears no number', '은하 특급 1편 재밌었어', '은하 특급'],
  ])('%s', (_, text, title) => {
    expect(found(text)).toEqual([title])
  })

  it('named with its number', () => {
    const [match] = recogniser.recognise(plain('은하 특급 4편은 별로였어'))
    expect(match).toMatchObject({ text: '은하 특급 4편', start: 0, end: 8 })
  })

  it('one of those that bear no number, where neither title nor year tells', () => {
    expect(found('푸른 용 2 재밌었어').toSorted()).toEqual(['푸른 용: 샘의 노래', '푸른 용: 재의 노래'])
    expect(found('달리는 골목 2 재밌었어')).toEqual(['달리는 골목: 새벽'])
    expect(recogniser.recognise(plain('달리는 골목 2 재밌었어'))[0].text).toBe('달리는 골목')
  })
})

describe('where first words are names as reviews have it', () => {
  const names = { 모래전쟁: [30, 90, 1], 하얀성: [40, 90, 1] } as const
  const used = openTitleRecogniser(films, () => 10, { hints, use: { reviews: 1000, names: { ...names } as never } })
  it.each([
    ['모래 전쟁 5 재밌었어', '모래 전쟁 에피소드 5 - 우물'],
    ['하얀 성 2 재밌었어', '하얀 성 2부 - 탑'],
    ['하얀 성 2편 재밌었어', '하얀 성 2부 - 탑'],
  ])('%s', (text, title) => {
    expect(used.recognise(plain(text)).map((match) => match.item.title)).toEqual([title])
  })
})

describe('a part that the catalogue lacks is not the first one', () => {
  it.each([
    ['설국 여행 3 별로였어', '설국 여행 3'],
    ['설국여행 3편은 별로였어', '설국여행 3편'],
    ['은하 특급 9 별로였어', '은하 특급 9'],
    ['등대섬2 보고 싶다', '등대섬2'],
    ['어제 등대섬 II 봤어', '등대섬 II'],
  ])('%s', (text, name) => {
    expect(found(text)).toEqual([])
    expect(missing(text)).toBe(name)
  })
})

describe('a number after a title is no part where', () => {
  it.each([
    ['it is points', '등대섬 4점'],
    ['it is points, apart', '등대섬 4 점 준다'],
    ['it is points with a fraction', '등대섬 3.5점'],
    ['it is points of so many', '등대섬 4/5'],
    ['it is a rating', '등대섬 10 별로였어'],
    ['it is times', '등대섬 2번 봤어'],
    ['it is times in order', '등대섬 2번째 봤어'],
    ['it is times in words', '등대섬 두 번째 봤어'],
    ['it is hours', '등대섬 3시간 봤어'],
    ['it is people', '등대섬 2만 명이 봤어'],
    ['it is a screen', '등대섬 3D로 봤어'],
    ['it is a share', '등대섬 2% 부족해 별로였어'],
    ['several are named at once', '등대섬 1,2 다 봤어'],
    ['several are named at once, with a counter', '등대섬 1,2편보다 낫네'],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['등대섬'])
    expect(missing(text)).toBeNull()
  })

  it('all of them are meant', () => {
    expect(missing('설국 여행 3편 다 봤어')).toBeNull()
  })

  it.each([['오늘 2편 봤어'], ['하루 2편 봤어'], ['하루 3 별로였어']])('the name is an ordinary word: %s', (text) => {
    expect(found(text)).toEqual([])
    expect(missing(text)).toBeNull()
  })
})
