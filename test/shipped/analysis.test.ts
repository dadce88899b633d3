import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, test } from 'vitest'
import { openBundle } from '#src/bundle/open.js'
import { verifyBundle } from '#src/bundle/verify.js'
import { analogy } from '#src/nlp/target2vec/analogy.js'
import { context } from '#src/nlp/target2vec/context.js'
import { FILES, Words } from '#src/recognizer/files.js'
import { type OpenedRecognizer, openRecognizer } from '#src/recognizer/open.js'
import { makeRecognizer } from '#src/recognizer/recognizer.js'
import { BUNDLE, openShipped, ships } from './open.js'

const MEGABYTES_AT_MOST = 60

let recognizer: OpenedRecognizer
beforeAll(async () => {
  if (ships) recognizer = await openShipped()
})

const names = (offers: { aspect: string }[]) => offers.map(({ aspect }) => aspect)

describe.skipIf(!ships)('the bundle that ships', () => {
  test('is whole, under 60 MB, and holds words, not texts', () => {
    const { ok, unlisted } = verifyBundle(BUNDLE)
    expect(ok).toBe(true)
    expect(unlisted).toEqual([])
    const bundle = openBundle(BUNDLE)
    const bytes = Object.values(bundle.manifest.files).reduce((sum, file) => sum + file.bytes, 0)
    expect(bytes).toBeLessThan(MEGABYTES_AT_MOST * 1e6)
    const { words } = bundle.json(FILES.words, Words)
    expect(words.filter((word) => /\s/.test(word) || word.length > 20)).toEqual([])
  })

  test('answers the contract of analyze', () => {
    const out = execFileSync('node', ['bin/malgwi.js', 'analyze', '용가리 영화 재미 없었어', '--json', '--bundle', BUNDLE], {
      encoding: 'utf8',
    })
    const analysis = JSON.parse(out)
    expect(Object.keys(analysis)).toEqual(['text', 'target', 'driving', 'object', 'aspects'])
    expect(analysis.target.label).toBe('부정')
    expect(analysis.driving).toEqual([{ text: '재미 없었어', start: 7, end: 13, score: 1 }])
    expect(analysis.object).toMatchObject({ kind: 'item', text: '용가리', title: '용가리' })
    expect(analysis.aspects[0].aspect).toBe('그래픽')
    expect(Object.keys(analysis.aspects[0])).toEqual(['aspect', 'score', 'praised', 'complained'])
  })

  test('offers other aspects for another film, and for the same film under another target', async () => {
    const [bad, other] = await Promise.all(['용가리 재미없었어', '인셉션 재미없었어'].map((text) => recognizer.analyse(text)))
    expect(names(bad.aspects)).not.toEqual(names(other.aspects))
    expect(names(recognizer.aspectsOf(bad.object.id, '긍정', 6))).not.toEqual(names(bad.aspects))
  })

  test('takes them from the vectors: with 부정 and 긍정 swapped they change', () => {
    const { vectors, catalog, encoder, tokenizer } = recognizer
    const { 부정, 긍정, ...rest } = vectors.space.labels
    const swapped = makeRecognizer({
      encoder,
      tokenizer,
      catalog,
      titles: { recognise: () => [], missingPart: () => null },
      threshold: recognizer.threshold,
      vectors: { ...vectors, space: { ...vectors.space, labels: { ...rest, 부정: 긍정, 긍정: 부정 } } },
    })
    const general = recognizer.aspectsOf(null, '부정', 6)
    expect(names(swapped.aspectsOf(null, '부정', 6))).not.toEqual(names(general))
    expect(names(swapped.aspectsOf('24660', '부정', 6))).not.toEqual(names(recognizer.aspectsOf('24660', '부정', 6)))
  })

  test('최악 − 부정 + 긍정 is near 최고 or 베스트', () => {
    const { space, words } = recognizer.vectors
    const hits = analogy(space, words.search, '최악', { from: '부정', to: '긍정', k: 5 }).map(({ word }) => word)
    expect(hits.some((word) => word === '최고' || word === '베스트')).toBe(true)
  })

  test('이야기 goes with other words for those who liked it', () => {
    const { space, contexts } = recognizer.vectors
    const [bad, good] = ['부정', '긍정'].map((target) =>
      context(space, contexts.search, '이야기', { target, k: 10 }).map(({ word }) => word),
    )
    expect(bad).toContain('뻔하다')
    expect(good.some((word) => word.startsWith('따뜻'))).toBe(true)
    expect(bad.filter((word) => good.includes(word)).length).toBeLessThanOrEqual(3)
  })

  test.each([
    ['CG는 괜찮았는데 스토리가 영', ['그래픽 긍정', '스토리 부정']],
    ['음악은 최고였지만 결말이 너무 허무했어요', ['음악 긍정', '결말 부정']],
    ['배우들 연기는 좋았다. 근데 자막이 엉망이었다', ['연기 긍정', '자막 부정']],
    ['인셉션 재밌었어', []],
  ])('hears what is said of which aspect: %s', async (text, opinions) => {
    const heard = await recognizer.aspectOpinions(text)
    expect(heard.map(({ aspect, target }) => `${aspect} ${target}`)).toEqual(opinions)
    for (const { probability, clause } of heard) {
      expect(probability).toBeGreaterThan(0.5)
      expect(text.slice(clause.start, clause.end)).toMatch(/\S/)
    }
  })

  test('finds films that are spoken of alike, none of them the film itself or without reviews', () => {
    const [inception] = recognizer.searchItems('인셉션', 1)
    const similar = recognizer.similarItems(inception.id, { exclude: [], limit: 10 })
    expect(similar).toHaveLength(10)
    expect(similar.map(({ item }) => item.title)).toEqual(expect.arrayContaining(['메멘토', '셔터 아일랜드']))
    expect(
      similar.every(({ item, mentions, praised }) => item.id !== inception.id && praised * 2 >= mentions && mentions >= 20),
    ).toBe(true)
    const [first] = similar
    expect(recognizer.similarItems(inception.id, { exclude: [first.item.id], limit: 1 })[0]).toEqual(similar[1])
    expect(recognizer.similarItems('no such id', { exclude: [], limit: 5 })).toEqual([])
  })

  test('recommends under a wish, and on the whole', () => {
    const wish = recognizer.wishOf('90년대 홍콩 액션영화, 주성치 말고')
    expect(wish).toMatchObject({ genres: ['액션'], countries: ['홍콩'], years: { from: 1990, to: 1999 }, people: [] })
    const found = recognizer.recommend(null, { exclude: [], limit: 5, wish })
    expect(found).toHaveLength(5)
    expect(
      found.every(({ item }) => item.year! >= 1990 && item.year! <= 1999 && item.genres.some((name) => name.includes('액션'))),
    ).toBe(true)
    const bounds = found.map(({ lowerBound }) => lowerBound)
    expect(bounds).toEqual(bounds.toSorted((a, b) => b - a))
    const scary = recognizer.recommend('공포', { exclude: [], limit: 5, wish: recognizer.wishOf('한국 공포영화') })
    expect(scary.every(({ item, aspect }) => aspect === '공포' && item.genres.some((name) => name.includes('공포')))).toBe(true)
    expect(recognizer.recommend(null, { exclude: [], limit: 5, wish: recognizer.wishOf('2050년 이후 영화') })).toEqual([])
  })

  test('reads alike in TensorFlow.js', async () => {
    const tfjs = await openRecognizer(BUNDLE, { engine: 'tfjs', threads: 1 })
    for (const text of ['용가리 영화 재미 없었어', '음악이 정말 아름다운 영화']) {
      const [mine, theirs] = [await recognizer.analyse(text), await tfjs.analyse(text)]
      expect(theirs.driving.map((span) => span.text)).toEqual(mine.driving.map((span) => span.text))
      for (const [label, p] of Object.entries(mine.target.probabilities))
        expect(theirs.target.probabilities[label]).toBeCloseTo(p, 3)
    }
    await tfjs.encoder.release()
  })
})
