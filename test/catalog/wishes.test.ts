import { describe, expect, it } from 'vitest'
import { readDomain } from '#src/catalog/domain.js'
import { factsOf } from '#src/catalog/facts.js'
import type { Item } from '#src/catalog/items.js'
import { openWishes } from '#src/catalog/wish.js'
import type { Wish } from '#src/catalog/wish-filter.js'
import { NO_WISH_WORDS, parseWishWords, readWishWords } from '#src/catalog/wish-words.js'
import { MalgwiError } from '#src/errors.js'
import { openTokenizer } from '#src/nlp/text/tokenizer.js'
import { film } from './film.js'

const many = (count: number, actor: string): Item[] =>
  Array.from({ length: count }, (_, n) => film(`${actor} ${n}`, { actors: [actor] }))
const items: Item[] = [
  film('겨울 손님', {
    year: 1960,
    genres: ['공포(호러)', '스릴러'],
    countries: ['한국'],
    directors: ['봉준호'],
    actors: ['송강호(박씨)'],
  }),
  film('칼끝', { year: 2015, genres: ['액션', '멜로/로맨스', '코미디'], countries: ['홍콩', '미국'] }),
  film('별', { genres: ['애니메이션', '다큐멘터리', 'SF', '느와르', '가족'], countries: ['일본', '프랑스'] }),
  ...many(6, '레오나르도 디카프리오'),
  ...many(6, '크리스토퍼 놀란'),
  ...many(6, '성룡'),
  film('한 편', { actors: ['비', '여명', '이안', '이대로'] }),
]
const words = readWishWords('movie')
const facts = factsOf(items, words)
const tokenizer = openTokenizer()
const read = openWishes(words, facts, readDomain('dialogs/movie/domain.yaml').aspects)
const wishOf = (text: string, title?: string) => {
  const start = title ? text.indexOf(title) : -1
  return read(tokenizer.analyse(text), title ? [{ start, end: start + title.length }] : [])
}
const said = (wish: Wish) =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value && (!Array.isArray(value) || value.length > 0)))

describe('who watches along', () => {
  const companyOf = (text: string) => wishOf(text).company?.name ?? null

  it.each([
    ['조카 셋이랑 볼 거 없을까', '아이와 볼'],
    ['유치원생 딸하고 같이 보기 좋은 영화', '아이와 볼'],
    ['어린이가 볼 만한 거', '아이와 볼'],
    ['애들 데리고 갈 영화', '아이와 볼'],
    ['12세 관람가 영화 추천', '아이와 볼'],
    ['청불 빼고 추천해줘', '아이와 볼'],
    ['식구들이랑 볼게요', '가족과 볼'],
    ['할머니 모시고 볼 영화', '부모님과 볼'],
    ['엄마랑 볼 한국 영화', '부모님과 볼'],
    ['이번엔 혼자 볼 영화', '혼자 볼'],
  ])('%s: %s', (text, company) => {
    expect(companyOf(text)).toBe(company)
  })

  it.each([
    '아이가 나오는 영화',
    '가족 영화 추천',
    '애니메이션 볼래',
    '엄마 연기 좋은 영화',
    '12세 소년이 주인공인 영화',
    '아이언맨 볼까',
  ])('is nobody in: %s', (text) => {
    expect(companyOf(text)).toBeNull()
  })

  it('is no aspect that is wished for', () => {
    expect(wishOf('가족이랑 볼 영화').aspects).toEqual([])
  })
})

describe('what is asked of a film', () => {
  it('may refuse one thing or another', () => {
    expect(wishOf('잔인하거나 무서운 건 빼고')).toMatchObject({ aspects: [], withoutAspects: ['폭력성', '공포'] })
  })

  it.each<[string, Partial<Wish>]>([
    ['한국 공포영화 추천해줘', { genres: ['공포'], countries: ['한국'] }],
    ['호러 추천', { genres: ['공포'] }],
    ['무서운 영화 보고 싶다', { genres: ['공포'], aspects: ['공포'] }],
    ['로코 하나만', { genres: ['로맨스', '코미디'] }],
    ['액션물 좋아해', { genres: ['액션'] }],
    ['다큐 볼만한 거', { genres: ['다큐멘터리'] }],
    ['공상과학 영화', { genres: ['SF'] }],
    ['SF영화 추천', { genres: ['SF'] }],
    ['가족 영화 추천', { genres: ['가족'] }],
    ['90년대 홍콩 액션영화 보고 싶어', { genres: ['액션'], countries: ['홍콩'], years: { from: 1990, to: 1999 } }],
    ['80년대말 홍콩 느와르', { genres: ['느와르'], countries: ['홍콩'], years: { from: 1987, to: 1989 } }],
    ['2000년대 초 멜로', { genres: ['로맨스'], years: { from: 2000, to: 2003 } }],
    ['2010년 이후 영화', { years: { from: 2010, to: 2015 } }],
    ['2005년 이전 한국 스릴러', { genres: ['스릴러'], countries: ['한국'], years: { from: 1960, to: 2005 } }],
    ['2000년부터 2005년까지 나온 영화', { years: { from: 2000, to: 2005 } }],
    ['1999년 영화', { years: { from: 1999, to: 1999 } }],
    ['옛날 영화', { years: { from: 1960, to: 1993 } }],
    ['최근에 나온 공포영화', { genres: ['공포'], years: { from: 2013, to: 2015 } }],
    ['우리나라 영화 중에 반전 있는 거', { countries: ['한국'], aspects: ['반전'] }],
    ['할리우드 블록버스터', { countries: ['미국'], aspects: ['스케일'] }],
    ['잔잔한 일본 영화', { countries: ['일본'], aspects: ['힐링'] }],
    ['한국 진짜 무서운 영화', { countries: ['한국'], genres: ['공포'], aspects: ['공포'] }],
    ['외국 영화 중에서', { countries: ['홍콩', '미국', '일본', '프랑스'] }],
    ['한국 영화 말고', { countries: ['홍콩', '미국', '일본', '프랑스'] }],
    ['송강호 나오는 영화 뭐 있어', { people: ['송강호'] }],
    ['봉준호 감독 영화 좋아해', { people: ['봉준호'] }],
    ['디카프리오 나오는 영화', { people: ['레오나르도 디카프리오'] }],
    ['놀란 감독 영화', { people: ['크리스토퍼 놀란'] }],
    ['성룡 영화', { people: ['성룡'] }],
    ['이안 감독 작품', { people: ['이안'] }],
    ['액션 좋은 영화 추천해줘', { aspects: ['액션'] }],
    ['액션이 화려한 영화', { aspects: ['액션'] }],
    ['그래픽이 좋은 SF 영화', { genres: ['SF'], aspects: ['그래픽'] }],
    ['무섭지 않은 애니 추천', { genres: ['애니메이션'], withoutGenres: ['공포'], withoutAspects: ['공포'] }],
    ['안 무서운 영화 추천해줘', { withoutGenres: ['공포'], withoutAspects: ['공포'] }],
    ['무서운 건 싫어', { withoutGenres: ['공포'], withoutAspects: ['공포'] }],
    ['너무 슬프지 않은 로맨스', { genres: ['로맨스'], withoutAspects: ['감동'] }],
    ['잔인하지 않은 스릴러', { genres: ['스릴러'], withoutAspects: ['폭력성'] }],
    ['피 안 나오는 공포', { genres: ['공포'], withoutAspects: ['폭력성'] }],
    ['무섭지 않은 공포영화', { genres: ['공포'], withoutAspects: ['공포'] }],
    ['뮤지컬인데 안 슬픈 거', { genres: ['뮤지컬'], withoutAspects: ['감동'] }],
    ['2000년대 말고', {}],
    ['2000년대 말 로맨스', { genres: ['로맨스'], years: { from: 2007, to: 2009 } }],
    ['지루하지 않은 영화', { withoutAspects: ['지루함'] }],
    ['한국 영화 없어?', { countries: ['한국'] }],
    ['애니메이션 없나요', { genres: ['애니메이션'] }],
    ['공포 영화 하나도 없을까요?', { genres: ['공포'] }],
    ['공포 없는 거', { withoutGenres: ['공포'] }],
    ['공포는 없었으면 좋겠어', { withoutGenres: ['공포'] }],
    ['공포 말고 다른 거', { withoutGenres: ['공포'] }],
    ['애니메이션 말고요', { withoutGenres: ['애니메이션'] }],
    ['액션 빼고 코미디', { withoutGenres: ['액션'], genres: ['코미디'] }],
  ])('%s', (text, wish) => {
    expect(said(wishOf(text))).toEqual(wish)
    expect(said(wishOf(text.normalize('NFD')))).toEqual(wish)
  })

  it.each([
    '한국이 싫어서 떠났대',
    '한국인이 만든 거래',
    '요즘 우울해',
    '최근에 헤어졌어',
    '옛날에 봤던 거 같아',
    '2010년에 결혼했는데 그때 봤어',
    '다시 보고 싶다',
    '비 나오는 날엔 집에 있지',
    '놀란 눈으로 나를 봤어',
    '여명이 밝아온다',
    '이대로 끝낼 거야',
    '대만족이에요',
    '미국 갔을 때 봤지',
    '강아지랑 보기 좋은 영화',
    '무협지 사 줘',
    '안녕하세요',
    '하나 더',
    '재밌는 영화 추천해줘',
    '',
  ])('%s asks for nothing', (text) => {
    expect(said(wishOf(text))).toEqual({})
  })

  it('takes no wish from a title, but the words of a title that asks', () => {
    expect(said(wishOf('전쟁과 평화 같은 영화', '전쟁과 평화'))).toEqual({})
    expect(said(wishOf('한국 영화 추천', '한국'))).toEqual({ countries: ['한국'] })
    expect(said(wishOf('무서운 영화 추천해줘', '무서운 영화'))).toEqual({ genres: ['공포'], aspects: ['공포'] })
    expect(said(wishOf('괴물 나오는 영화', '괴물'))).toEqual({ aspects: ['괴물'] })
  })

  it('understands aspects, years and people in a domain without a wishes file', () => {
    expect(readWishWords('nowhere')).toEqual(NO_WISH_WORDS)
    expect(readWishWords('../movie')).toEqual(NO_WISH_WORDS)
    const plain = openWishes(NO_WISH_WORDS, factsOf(items, NO_WISH_WORDS), [{ name: '음악', words: ['음악'], display: {} }])
    expect(said(plain(tokenizer.analyse('송강호 나오는 90년대 음악 좋은 거'), []))).toEqual({
      people: ['송강호'],
      years: { from: 1990, to: 1999 },
      aspects: ['음악'],
    })
  })

  it.each([
    ['genres: 3', 'genres'],
    ['genres: { 공포: { word: [] } }', 'genres.공포'],
    ['times: [{ words: [a], from: x }]', 'times.0.from'],
    ['genres: [', 'wishes.yaml'],
  ])('refuses a broken wishes file, saying where: %s', (text, where) => {
    expect(() => parseWishWords(text, 'wishes.yaml')).toThrow(MalgwiError)
    expect(() => parseWishWords(text, 'wishes.yaml')).toThrow(where)
  })
})
