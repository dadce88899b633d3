import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LONGEST_ROW, openBytes } from '#src/corpus/lines.js'
import { readReviews } from '#src/corpus/reviews.js'
import { file, readAll } from './files.js'

const labels = async (...args: Parameters<typeof readAll>): Promise<number[]> =>
  (await readAll(...args)).reviews.map((r) => r.label)

describe('tables', () => {
  it('reads an NSMC ratings file without being told anything', async () => {
    const path = await file('ratings.txt', 'id\tdocument\tlabel\n7\t배우가 "정말" 좋다\t1\n8\t다시는 안 본다\t0\n9\t\t1\n')
    const { reviews, stream } = await readAll(path)
    expect(reviews).toEqual([
      { id: '7', text: '배우가 "정말" 좋다', rating: 1, label: 1, item: null },
      { id: '8', text: '다시는 안 본다', rating: 0, label: 0, item: null },
    ])
    expect(stream.counts).toMatchObject({ read: 3, kept: 2, broken: 1 })
    expect(stream.domainHint).toBe('default')
  })

  it('reads CSV with quotes, line breaks and a byte order mark, by columns that are named', async () => {
    const csv =
      '\ufeffbody,points,what\r\n"튼튼하고, 가볍다",5,가방\r\n"두 번 ""빨았더니""\n물이 빠졌다",1.5,가방\r\n그냥 5" 크기,3,\r\n'
    const path = await file('shop.csv.gz', csv)
    const { reviews } = await readAll(path, { columns: { text: 'body', rating: 'points', item: 'what' }, scale: '1-5' })
    expect(reviews.map(({ text, label, item }) => ({ text, label, item }))).toEqual([
      { text: '튼튼하고, 가볍다', label: 1, item: '가방' },
      { text: '두 번 "빨았더니"\n물이 빠졌다', label: 0, item: '가방' },
      { text: '그냥 5" 크기', label: 2, item: null },
    ])
  })

  it.each([
    ['semicolons, as Excel writes them', 'text;rating;item\r\n조용하고, 넓다;5;서점\r\n"늘; 붐빈다";1;서점\r\n', undefined],
    ['tabs', 'text\trating\titem\n조용하고, 넓다\t5\t서점\n"늘; 붐빈다"\t1\t서점\n', undefined],
    [
      'what a first line says',
      'sep=;\ntext;rating, 1-5;item\n조용하고, 넓다;5;서점\n늘, 붐빈다;1;서점\n',
      { rating: 'rating, 1-5' },
    ],
  ])('reads CSV that is separated by %s', async (_, csv, columns) => {
    const { reviews } = await readAll(await file('separated.csv', csv), { scale: '1-5', columns })
    expect(reviews.map(({ text, rating, item }) => [text, rating, item])).toEqual([
      ['조용하고, 넓다', 5, '서점'],
      [expect.stringMatching(/^늘[;,] 붐빈다$/), 1, '서점'],
    ])
  })

  it('takes a comma for the separator of rows without a header, whatever else is in their texts', async () => {
    const { reviews } = await readAll(await file('rows.csv', '별로;; 진짜;;,1\n좋다,5\n'), {
      columns: { text: '1', rating: '2' },
      scale: '1-5',
    })
    expect(reviews.map(({ text }) => text)).toEqual(['별로;; 진짜;;', '좋다'])
  })

  it('loses one row to a quote that is never closed, not the rest of the file', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `줄 ${i},${(i % 5) + 1}`)
    rows[3] = '"닫지 않은 따옴표,1'
    const { stream } = await readAll(await file('quote.csv', `text,stars\n${rows.join('\n')}\n`))
    expect(stream.counts).toMatchObject({ read: 300, kept: 299, broken: 1 })
  })

  it('reads JSONL, and counts what is no review', async () => {
    const lines = [
      '{"content": "조립이 쉬웠어요", "rating": 9, "product": 31}',
      '{"content": "나사가 모자라요", "rating": "3"}',
      '{"content": 12, "rating": 3}',
      '{"content": "점수 없음"}',
      '{"content": "끊긴 줄", "rat',
      '["배열"]',
      '',
    ]
    const { reviews, stream } = await readAll(await file('made.jsonl', lines.join('\n')), { scale: '1-10' })
    expect(reviews.map((r) => [r.label, r.item])).toEqual([
      [1, '31'],
      [0, null],
    ])
    expect(stream.counts).toMatchObject({ read: 6, kept: 2, broken: 4 })
    expect(stream.counts.examples.map((e) => e.line)).toEqual([3, 4, 5, 6])
  })

  it('maps each scale to the three labels', async () => {
    const tsv = (ratings: (number | string)[]): string => `text\trating\n${ratings.map((r, i) => `말 ${i}\t${r}`).join('\n')}`
    expect(await labels(await file('ten.tsv', tsv([1, 4, 5, 8, 9, 10])), { scale: '1-10' })).toEqual([0, 0, 2, 2, 1, 1])
    expect(await labels(await file('five.tsv', tsv([1, 2, 2.5, 3, 4, 5])), { scale: '1-5' })).toEqual([0, 0, 2, 2, 1, 1])
    expect(await labels(await file('two.tsv', tsv([0, 1, '부정', 'positive'])), { scale: '0-1' })).toEqual([0, 1, 0, 1])
  })

  it('reads a file without a header by column numbers', async () => {
    const path = await file('headless.tsv', '1\t다시 오고 싶다\t5\n2\t방이 추웠다\t1\n')
    const { reviews } = await readAll(path, { columns: { id: '1', text: '2', rating: '3' }, scale: '1-5' })
    expect(reviews.map((r) => [r.id, r.label])).toEqual([
      ['1', 1],
      ['2', 0],
    ])
  })

  it('reads the label of a gzipped table that has a rating too, unless the scale is said', async () => {
    const path = await file('both.tsv.gz', 'id\tlabel\trating\ttext\n0\t0\t3\tToo long\n1\t1\t7\tSweet\n')
    expect(await labels(path)).toEqual([0, 1])
    expect(await labels(path, { scale: '1-10' })).toEqual([0, 2])
  })

  it('drops a row that is there twice, and keeps another review with the same id', async () => {
    const path = await file('twice.tsv', 'id\ttext\tlabel\n0\tToo long\t0\n1\tNo\t0\n0\tSweet\t1\n1\tNo\t0\n')
    const { reviews, stream } = await readAll(path)
    expect(reviews.map(({ text }) => text)).toEqual(['Too long', 'No', 'Sweet'])
    expect(new Set(reviews.map(({ id }) => id)).size).toBe(3)
    expect(stream.counts).toMatchObject({ read: 4, kept: 3, duplicates: 1 })
    expect((await readAll(path)).reviews).toEqual(reviews)
  })

  it('leaves every row out whose id is excluded, even where several have it', async () => {
    const path = await file('shared.tsv', 'id\ttext\tlabel\n0\tToo long\t0\n1\tNo\t0\n0\tSweet\t1\n')
    const { reviews, stream } = await readAll(path, { exclude: new Set(['0']) })
    expect(reviews.map(({ id }) => id)).toEqual(['1'])
    expect(stream.counts.excluded).toBe(2)
  })

  it('makes ids where there are none, the same in every run', async () => {
    const path = await file('anonymous.tsv', 'text\tlabel\n좋다\t1\n좋다\t1\n싫다\t0\n')
    const first = (await readAll(path)).reviews.map((r) => r.id)
    expect(new Set(first).size).toBe(3)
    expect((await readAll(path)).reviews.map((r) => r.id)).toEqual(first)
  })

  it('reads what Excel saves Korean in', async () => {
    const cp949 = Buffer.from([0xc1, 0xc1, 0xb4, 0xd9]) // 좋다
    const path = await file('excel.csv', Buffer.concat([Buffer.from('text,label\n'), cp949, Buffer.from(',1\n')]))
    expect((await readAll(path)).reviews[0].text).toBe('좋다')
  })

  it('counts a line that is too long as broken', async () => {
    const path = await file('long.tsv', `text\tlabel\n${'가'.repeat(LONGEST_ROW + 1)}\t1\n짧다\t0\n`)
    expect((await readAll(path)).stream.counts).toMatchObject({ read: 2, kept: 1, broken: 1 })
  })
})

describe('what it says when it cannot read', () => {
  it('a path that is not there, and a form it does not know', async () => {
    expect(() => readReviews('/nowhere/reviews.tsv')).toThrow(expect.objectContaining({ code: 'FILE_NOT_FOUND' }))
    const path = await file('reviews.xlsx', 'PK')
    expect(() => readReviews(path)).toThrow(expect.objectContaining({ code: 'CORPUS_FORM' }))
  })

  it('columns it cannot guess, with those it saw', async () => {
    const path = await file('strange.tsv', 'opinion\tgrade\n좋다\t5\n')
    await expect(readAll(path)).rejects.toMatchObject({
      code: 'CORPUS_COLUMNS',
      message: expect.stringContaining('opinion, grade'),
    })
    await expect(readAll(path, { columns: { text: 'opinion', rating: 'grades' } })).rejects.toMatchObject({
      code: 'CORPUS_COLUMNS',
    })
    expect(() => readReviews(path, { columns: { txt: 'opinion' } })).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('a scale that does not go without saying, or that a rating is off', async () => {
    await expect(readAll(await file('open.tsv', 'text\trating\n좋다\t5\n'))).rejects.toMatchObject({ code: 'CORPUS_SCALE' })
    await expect(readAll(await file('off.tsv', 'text\tlabel\n좋다\t1\n싫다\t3\n'))).rejects.toMatchObject({
      code: 'CORPUS_SCALE',
    })
    expect(() => readReviews('/', { scale: '1-100' as '1-10' })).toThrow(expect.objectContaining({ code: 'USAGE' }))
  })

  it('a corpus without a usable row', async () => {
    await expect(readAll(await file('nothing.tsv', ''))).rejects.toMatchObject({ code: 'CORPUS_EMPTY' })
    const path = await file('useless.tsv', 'text\trating\n좋다\t50\n')
    const message = expect.stringMatching(/1 rows read, 1 broken.*the rating 50 is not on the scale 1-5/)
    await expect(readAll(path, { scale: '1-5' })).rejects.toMatchObject({ code: 'CORPUS_EMPTY', message })
  })

  it('a gzip file that opens to more than the cap', async () => {
    const path = await file('bomb.tsv.gz', `text\tlabel\n${'좋다\t1\n'.repeat(100_000)}`)
    const read = async (largest: number): Promise<number> => {
      let bytes = 0
      for await (const chunk of openBytes(path, largest)) bytes += (chunk as Buffer).length
      return bytes
    }
    await expect(read(500_000)).rejects.toMatchObject({ code: 'CORPUS_TOO_LARGE' })
    expect(await read(1_000_000)).toBe(900_011)
  })

  it('a gzip file that is cut short', async () => {
    const path = await file('cut.tsv', '')
    const cut = `${path}.gz`
    await writeFile(cut, gzipSync(`text\tlabel\n${'좋다\t1\n'.repeat(1000)}`).subarray(0, 60))
    await expect(readAll(cut)).rejects.toMatchObject({ code: 'CORPUS_CUT' })
  })
})
