import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { archive, file, readAll } from './files.js'

const FILMS = {
  'raw/1.json': JSON.stringify([
    { review_id: '11', movie_id: '1', review: '노래가 좋았다', rating: '10', date: '20.01.01', author: 'a***' },
    { review_id: '12', movie_id: '1', review: '조금 길었다', rating: '6' },
    { review_id: '13', movie_id: '1', review: ' ', rating: '3' },
  ]),
  'raw/2.json': JSON.stringify([
    { review_id: '21', movie_id: '2', review: '보다가 졸았다', rating: '2' },
    { review_id: '11', movie_id: '2', review: '같은 번호', rating: '2' },
    { review_id: '22', movie_id: '2', review: '열한 점', rating: '11' },
    null,
  ]),
  'raw/3.json': '[{"review_id": "31", "rev',
}
const COUNTS = { read: 8, kept: 3, broken: 4, excluded: 0, duplicates: 1, labels: [1, 1, 1] }

describe('the NSMC raw form', () => {
  it.each(['corpus.tar', 'corpus.tar.gz', 'corpus.tgz'])('is read from %s', async (name) => {
    const path = await file(name, await archive({ 'README.md': 'about', ...FILMS, 'raw/._1.json': 'x' }))
    const { reviews, stream } = await readAll(path)
    expect(reviews).toEqual([
      { id: '11', text: '노래가 좋았다', rating: 10, label: 1, item: '1' },
      { id: '12', text: '조금 길었다', rating: 6, label: 2, item: '1' },
      { id: '21', text: '보다가 졸았다', rating: 2, label: 0, item: '2' },
    ])
    expect(stream.counts).toMatchObject(COUNTS)
    expect(stream.domainHint).toBe('movie')
  })

  it('is read from the folder above raw/, and from raw/ itself', async () => {
    for (const [name, content] of Object.entries(FILMS)) await file(`unpacked/${name}`, content)
    const raw = dirname(await file('unpacked/raw/1.json', FILMS['raw/1.json']))
    for (const dir of [raw, dirname(raw)]) expect((await readAll(dir)).stream.counts).toMatchObject(COUNTS)
  })

  it('leaves out the ids it is told to, broken ones too, and says where the first broken rows are', async () => {
    const path = await file('exclude.tar', await archive(FILMS))
    const { reviews, stream } = await readAll(path, { exclude: new Set(['11', '13']) })
    expect(reviews.map((r) => r.id)).toEqual(['12', '21'])
    expect(stream.counts).toMatchObject({ read: 8, kept: 2, excluded: 3, broken: 3, duplicates: 0 })
    expect(stream.counts.examples[0]).toEqual({ line: 3, file: '2.json', reason: 'the rating 11 is not on the scale 1-10' })
  })

  it('says that an archive is cut short', async () => {
    const whole = await archive(FILMS)
    await expect(readAll(await file('cut.tar', whole.subarray(0, 1000)))).rejects.toMatchObject({ code: 'CORPUS_CUT' })
  })

  it('says that a folder holds no corpus', async () => {
    const path = dirname(await file('empty/readme.txt', 'nothing'))
    await expect(readAll(path)).rejects.toMatchObject({ code: 'CORPUS_FORM' })
  })
})
