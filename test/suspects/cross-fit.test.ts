import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flipRatings, measureFlips } from '#src/eval/flips.js'
import { rankSuspects } from '#src/eval/suspects.js'
import { type Corpus, readCorpus } from '#src/pipeline/corpus.js'
import { type CrossFit, type CrossFitOptions, crossFit } from '#src/pipeline/cross-fit.js'
import { tinyReviews, writeTinyCorpus } from '../tiny/corpus.js'

const dir = mkdtempSync(join(tmpdir(), 'malgwi-suspects-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const CLASSES = 3
const ENCODER = { kind: 'max-pool', embedding: 16, words: 1024, buckets: 1024, batch: 16, epochs: 6, learningRate: 0.02 } as const
const options = (work: string): CrossFitOptions => ({
  folds: 2,
  seed: 1,
  threads: 1,
  language: 'ko',
  encoder: ENCODER,
  work: join(dir, work),
  morphemes: join(dir, 'morphemes'),
})
const quiet = () => {}

/** Texts and ratings as a corpus. */
async function corpusOf(name: string, rows: { text: string; rating: number }[], scale: Corpus['scale']): Promise<Corpus> {
  const reviews = rows.map((row, n) => ({ id: `r${n}`, movie: 'f1', ...row }))
  const paths = writeTinyCorpus(join(dir, name), reviews)
  return readCorpus({ reviews: paths.reviews, scale })
}

const shareRight = ({ labels }: Corpus, logits: Float32Array): number => {
  const right = labels.filter((label, at) => Number(logits[at * CLASSES + 1] > logits[at * CLASSES]) === label)
  return right.length / labels.length
}

describe('cross-fitted readings', () => {
  let corpus: Corpus
  let first: CrossFit
  beforeAll(async () => {
    corpus = await readCorpus({ reviews: writeTinyCorpus(join(dir, 'plain'), tinyReviews(400)).reviews, scale: '1-10' })
    first = await crossFit(corpus, options('plain.work'), quiet)
  })
  const logitsOf = ({ folds, logits }: CrossFit, fold: number) =>
    logits.filter((_, at) => folds[Math.floor(at / CLASSES)] === fold)

  test('of a fold are the same to the bit whatever its own ratings say, and others where the other fold’s change', async () => {
    const labels = corpus.labels.map((label, at) => (first.folds[at] === 0 ? [1, 0, 2][label] : label))
    const ratings = corpus.ratings.map((rating, at) => (first.folds[at] === 0 ? 11 - rating : rating))
    const turned = await crossFit({ ...corpus, labels, ratings }, options('turned.work'), quiet)
    expect(turned.folds).toEqual(first.folds)
    expect(logitsOf(turned, 0)).toEqual(logitsOf(first, 0))
    expect(logitsOf(turned, 1)).not.toEqual(logitsOf(first, 1))
  })

  test('are there again at once when asked for a second time, without training', async () => {
    const model = join(dir, 'plain.work', 'fold-1', 'encoder.onnx')
    const before = statSync(model).mtimeMs
    const again = await crossFit(corpus, options('plain.work'), quiet)
    expect(again).toEqual(first)
    expect(statSync(model).mtimeMs).toBe(before)
  })

  test('find most ratings that were flipped, where words say clearly what was meant', async () => {
    const flipped = flipRatings(corpus, 0.05, 1)
    const read = await crossFit({ ...corpus, ...flipped }, options('flipped.work'), quiet)
    const { reviews, errors } = rankSuspects({ ...read, labels: flipped.labels })
    const { flips, recall, averagePrecision } = measureFlips(reviews, flipped.flips)
    expect(flips).toBeGreaterThan(10)
    expect(recall).toBeGreaterThan(0.85)
    expect(averagePrecision).toBeGreaterThan(0.85)
    // An estimate, and a cautious one: of the flips' order.
    expect(errors).toBeGreaterThan(flips / 2)
    expect(errors).toBeLessThan(2 * flips)
  })
})

describe('a word that stands in one text and its copies alone', () => {
  test('tells its rating to an encoder that saw it, and to none that reads it out of fold', async () => {
    // Words drawn from consonants, which share nothing; ratings by a coin.
    let state = 1
    const next = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const word = (): string => Array.from({ length: 7 }, () => 'bcdfghjklmnpqrstvwxz'[next(20)]).join('')
    const rows = Array.from({ length: 200 }, () => ({ text: `${word()} 영화`, rating: next(2) })).flatMap((row) => [
      row,
      { ...row, text: `${row.text}!` },
    ])
    const corpus = await corpusOf('ids', rows, '0-1')
    const encoder = { ...ENCODER, ngrams: 'none', epochs: 20, dropout: 0, wordDropout: 0, tokenDropout: 0 } as const
    const work = { work: join(dir, 'ids.work'), morphemes: undefined }
    const { logits, seen } = await crossFit(corpus, { ...options(''), ...work, encoder, seen: true }, quiet)
    expect(shareRight(corpus, seen!)).toBeGreaterThan(0.9)
    expect(shareRight(corpus, logits)).toBeLessThan(0.65)
  })
})
