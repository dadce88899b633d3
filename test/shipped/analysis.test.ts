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
      titles: { recognise: () => [] },
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
