import { expect, it } from 'vitest'
import { itemsTsv } from '#src/catalog/items.js'
import { film } from './film.js'

it('items are printed in the form that --items reads', () => {
  const items = [
    film('가, 나', { id: '1', year: 1999, genres: ['드라마', 'SF'], aliases: ['가\t나'], actors: ['김|이'] }),
    film('다', { id: '2', titleEn: 'Da' }),
  ]
  expect(itemsTsv(items)).toBe(
    [
      'movie_id\ttitle\taliases\ttitle_en\tyear\tgenres\tcountries\tdirectors\tactors\tsource',
      '1\t가, 나\t가 나\t\t1999\t드라마|SF\t\t\t김/이\ttest',
      '2\t다\t\tDa\t\t\t\t\t\ttest',
      '',
    ].join('\n'),
  )
})
