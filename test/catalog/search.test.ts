import { describe, expect, it } from 'vitest'
import { openItemSearch } from '#src/catalog/search.js'
import { film } from './film.js'

const films = [
  film('인셉션', { titleEn: 'Inception' }),
  film('엑소시스트'),
  film('라이프 오브 파이'),
  film('파인딩 포레스터'),
  film('파이트 클럽'),
  film('반지의 제왕: 왕의 귀환', { aliases: ['반지의 제왕 3'] }),
  film('반지의 제왕: 두 개의 탑'),
  film('007 스카이폴'),
]
const popularity = [5, 9, 3, 9, 2, 4, 8, 1]
const { search } = openItemSearch(films, (item) => popularity[item])
const titles = (query: string, limit = 10) => search(query, limit).map((item) => films[item].title)

describe('searching items by what is typed', () => {
  it.each([
    ['인셉션', '인셉션'],
    ['ㅇ', '인셉션'],
    ['인ㅅ', '인셉션'],
    ['인세', '인셉션'],
    ['인셊', '인셉션'],
    ['라이프오브', '라이프 오브 파이'],
    ['라이프  오브 파이!', '라이프 오브 파이'],
    ['INCEP', '인셉션'],
    ['인샙션', '인셉션'],
    ['007스카', '007 스카이폴'],
    ['인셉션'.normalize('NFD'), '인셉션'],
  ])('%s finds %s', (query, title) => {
    expect(titles(query)).toContain(title)
  })

  it('puts whole words before an unfinished syllable, beginnings before what is inside, and the popular first', () => {
    expect(titles('파이')).toEqual(['파이트 클럽', '파인딩 포레스터', '라이프 오브 파이'])
    expect(titles('반지')).toEqual(['반지의 제왕: 두 개의 탑', '반지의 제왕: 왕의 귀환'])
    expect(titles('왕의')).toEqual(['반지의 제왕: 왕의 귀환'])
  })

  it('reads consonants alone as the beginnings of syllables', () => {
    expect(titles('ㅇㅅㅅ')).toEqual(['인셉션', '엑소시스트'])
  })

  it('finds nothing for nothing, for signs, and for what no title has', () => {
    for (const query of ['', '  ', '!?', '없는제목']) expect(titles(query)).toEqual([])
    expect(titles('인셉션', 0)).toEqual([])
  })
})
