import { describe, expect, it } from 'vitest'
import { readIds } from '#src/corpus/ids.js'
import { readItems } from '#src/corpus/items.js'
import { file } from './files.js'

const TSV = [
  'movie_id\ttitle\taliases\ttitle_en\tyear\tgenres\tcountries\tdirectors\tactors\tsource',
  '7\t달과 바다\t달바다|달 바다\tMoon and Sea\t1999\t드라마|가족\t대한민국\t김하나\t이두리|박세찬\tlisted',
  '8\t둘째\t\t\t\t\t\t\t\t',
  '9\t\t\t\t\t\t\t\t\t',
  '7\t같은 번호\t\t\t\t\t\t\t\t',
].join('\n')

describe('readItems', () => {
  it('reads the TSV form, and skips what has no title or is there already', async () => {
    const items = await readItems(await file('items.tsv', `${TSV}\n`))
    expect(items.map((i) => i.id)).toEqual(['7', '8'])
    expect(items[0]).toEqual({
      id: '7',
      title: '달과 바다',
      aliases: ['달바다', '달 바다'],
      titleEn: 'Moon and Sea',
      year: 1999,
      genres: ['드라마', '가족'],
      countries: ['대한민국'],
      directors: ['김하나'],
      actors: ['이두리', '박세찬'],
      source: 'listed',
    })
    expect(items[1]).toMatchObject({ aliases: [], year: null, titleEn: '' })
  })

  it('reads CSV and JSONL; the title alone is enough', async () => {
    expect(await readItems(await file('items.csv', 'title,year\n"바다, 그 후",2001\n'))).toMatchObject([
      { id: '바다, 그 후', year: 2001 },
    ])
    const jsonl = '{"id": 5, "title": "언덕", "genres": ["드라마", "음악"]}\n{broken\n'
    expect(await readItems(await file('items.jsonl', jsonl))).toMatchObject([
      { id: '5', title: '언덕', genres: ['드라마', '음악'] },
    ])
  })

  it('says what is missing', async () => {
    await expect(readItems('/nowhere.tsv')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
    await expect(readItems(await file('other.tsv', 'a\tb\n1\t2\n'))).rejects.toMatchObject({
      code: 'ITEMS_EMPTY',
      message: expect.stringContaining('a, b'),
    })
  })
})

describe('readIds', () => {
  it('reads an id a line, or the first field of a line', async () => {
    expect(await readIds(await file('ids.txt', '\ufeff11\r\n12\n\n13'))).toEqual(new Set(['11', '12', '13']))
    expect(await readIds(await file('ids.tsv.gz', '21\tx\n22,y\n'))).toEqual(new Set(['21', '22']))
  })
})
