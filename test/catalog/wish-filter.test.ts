import { describe, expect, it } from 'vitest'
import { factsOf } from '#src/catalog/facts.js'
import type { Item } from '#src/catalog/items.js'
import { type WishFilter, wishFilter } from '#src/catalog/wish-filter.js'
import { parseWishWords } from '#src/catalog/wish-words.js'
import { film } from './film.js'

const words = parseWishWords(
  `
genres:
  공포: { catalogue: [공포(호러), 액션 공포] }
  액션: { catalogue: [액션 공포] }
  코미디: {}
countries:
  한국: {}
  독일: {}
  홍콩: {}
`,
  'wishes.yaml',
)
const films: Item[] = [
  film('밤의 우물', { genres: ['공포(호러)'], countries: ['한국'], year: 1998, actors: ['한겨울(순이)'] }),
  film('칼끝', { genres: ['액션 공포', '코미디'], countries: ['홍콩'], year: 2004, directors: ['왕 소리'] }),
  film('웃음 가게', { genres: ['코미디'], year: null, actors: ['한겨울', '문산'] }),
  film('장벽', { genres: ['82분'], countries: ['독일(구 서독)'], year: 1980 }),
  film('두 번째 우물', { countries: ['한국'], actors: ['한겨울'] }),
]
const facts = factsOf(films, words)

/** One aspect; of each item's ten reviews so many speak of it. */
const mentions = [8, 0, 1, 2, 0]
const counts = {
  aspects: ['공포'],
  rows: Uint32Array.from([0, 1, 2, 3, 4, 5]),
  columns: new Uint16Array(5),
  praised: Uint16Array.from(mentions),
  complained: new Uint16Array(5),
  neutral: new Uint16Array(5),
  totals: Uint32Array.from([0, 11, 0]),
  reviews: Uint32Array.from(films.flatMap(() => [0, 10, 0])),
  allReviews: Uint32Array.from([0, 50, 0]),
}
const allowed = (wish: WishFilter) => films.filter((_, item) => wishFilter(facts, counts, wish)(item)).map(({ title }) => title)

describe('what a wish allows', () => {
  it.each<[string, WishFilter, string[]]>([
    ['everything, where nothing is asked', {}, films.map(({ title }) => title)],
    ['a genre under any of its spellings', { genres: ['공포'] }, ['밤의 우물', '칼끝']],
    ['all of the genres', { genres: ['공포', '코미디'] }, ['칼끝']],
    ['any of them where no item has all', { genres: ['공포', '코미디'], years: { from: 1990, to: 1999 } }, ['밤의 우물']],
    ['none of a genre that is not wanted', { withoutGenres: ['공포', '코미디'] }, ['장벽', '두 번째 우물']],
    ['any of the countries, whatever the catalogue says beside them', { countries: ['독일', '홍콩'] }, ['칼끝', '장벽']],
    ['the years, both ends included, and no item without one', { years: { from: 1998, to: 2004 } }, ['밤의 우물', '칼끝']],
    ['all of the people, spaces and roles aside', { people: ['한 겨울', '문산'] }, ['웃음 가게']],
    ['nothing by people whom nobody knows', { people: ['모르는 이'] }, []],
    ['what is spoken of no more than usual', { withoutAspects: ['공포'] }, ['칼끝', '웃음 가게', '장벽', '두 번째 우물']],
    [
      'nothing that is kept from who watches along',
      { company: { name: '아이와 볼', withoutGenres: ['코미디'], withoutAspects: ['공포'] } },
      ['장벽', '두 번째 우물'],
    ],
    [
      'what is asked for all the same',
      { genres: ['공포'], company: { name: '아이와 볼', withoutGenres: ['공포', '코미디'], withoutAspects: ['공포'] } },
      ['밤의 우물'],
    ],
  ])('%s', (_, wish, titles) => {
    expect(allowed(wish)).toEqual(titles)
  })

  it('takes the country of an item that says none from what its people made before', () => {
    expect(allowed({ countries: ['한국'] })).toEqual(['밤의 우물', '웃음 가게', '두 번째 우물'])
  })

  it('knows no genre that is none', () => {
    expect([...facts.allGenres].sort()).toEqual(['공포', '액션', '코미디'])
  })

  it('takes the genres as they are where the domain names none', () => {
    expect([...factsOf(films, { genres: {}, countries: {} }).allGenres]).toContain('82분')
  })
})
