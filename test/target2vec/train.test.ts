import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { NO_LABEL } from '#src/nlp/target2vec/corpus.js'
import { type Target2VecModel, trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { cosine, pack, planted } from './corpus.js'

const options = { dimensions: 16, window: 4, negatives: 5, epochs: 6, subsample: 0, learningRate: 0.05, threads: 1, seed: 3 }
const row = (matrix: Float32Array, n: number) => matrix.subarray(n * 16, (n + 1) * 16)
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)
const mean = (numbers: number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const of0 = [1, 2, 3, 4]
const of1 = [5, 6, 7, 8]

/** How much more the label expects the first words than the second. */
const leaning = (model: Target2VecModel, label: number, first: number[], second: number[]) => {
  const expects = (word: number) => dot(row(model.labels, label), row(model.contexts, word))
  return mean(first.map(expects)) - mean(second.map(expects))
}

describe('a planted structure', () => {
  it.each(['once', 'window'] as const)('of two classes and three films is found, labels %s', async (labels) => {
    const model = await trainTarget2Vec(planted(1500), { ...options, labels })
    expect(leaning(model, 0, of0, of1)).toBeGreaterThan(1)
    expect(leaning(model, 1, of1, of0)).toBeGreaterThan(1)
    for (const [film, word] of [
      [2, 9],
      [3, 10],
    ] as const) {
      expect(leaning(model, film, [word], word === 9 ? [10] : [9])).toBeGreaterThan(1)
    }
    const within = of0.flatMap((a) => of0.filter((b) => b !== a).map((b) => cosine(row(model.words, a), row(model.words, b))))
    const across = of0.flatMap((a) => of1.map((b) => cosine(row(model.words, a), row(model.words, b))))
    expect(mean(within)).toBeGreaterThan(mean(across) + 0.3)
  })

  it('gives a label with five documents a vector that knows its word, helped by longer steps', async () => {
    const corpus = planted(1500)
    const plain = await trainTarget2Vec(corpus, { ...options, rareLabelTokens: 0 })
    const helped = await trainTarget2Vec(corpus, { ...options, rareLabelTokens: 500 })
    const known = (model: Target2VecModel) => leaning(model, 4, [11], [9, 10])
    expect(known(helped)).toBeGreaterThan(known(plain) + 0.1)
  })

  it('is found by two threads over one memory, too', async () => {
    const model = await trainTarget2Vec(planted(1500), { ...options, threads: 2 })
    expect(leaning(model, 0, of0, of1)).toBeGreaterThan(1)
    expect(leaning(model, 1, of1, of0)).toBeGreaterThan(1)
  })
})

describe('one thread', () => {
  it('gives the same numbers for the same seed, bit for bit, and others for another', async () => {
    const corpus = planted(200)
    const [first, again, other] = [
      await trainTarget2Vec(corpus, options),
      await trainTarget2Vec(corpus, options),
      await trainTarget2Vec(corpus, { ...options, seed: 4 }),
    ]
    expect(again).toEqual(first)
    expect(other.words).not.toEqual(first.words)
  })

  // Made by this very code before it had other objectives. Numbers that change make checkpoints' VERSION count up, and this hash change.
  it('gives the numbers that it has always given', async () => {
    const { words, contexts, labels } = await trainTarget2Vec(planted(200), { ...options, dimensions: 20, subsample: 0.05 })
    const hash = createHash('sha256').update(words).update(contexts).update(labels).digest('hex')
    expect(hash).toBe('37988dc013691dbe19764ff90f40493680d163e835ae084f617254d73e29b77a')
  })
})

describe('odd corpora', () => {
  it('trains without labels, with empty documents, with more threads than documents and with a label never used', async () => {
    const corpus = pack([[0, 1, 2], [], [2]], [[NO_LABEL], [0], [NO_LABEL]], 3, 2)
    const model = await trainTarget2Vec(corpus, { ...options, threads: 3 })
    for (const matrix of [model.words, model.contexts, model.labels]) expect(matrix.every(Number.isFinite)).toBe(true)
    expect(model.labels.length).toBe(2 * 16)
  })

  it('refuses a corpus without words, numbers that point outside, and options out of range', async () => {
    const empty = pack([[]], [[0]], 0, 1)
    await expect(trainTarget2Vec(empty, options)).rejects.toMatchObject({ code: 'USAGE' })
    await expect(trainTarget2Vec(pack([[0]], [[7]], 1, 1), options)).rejects.toThrow(RangeError)
    await expect(trainTarget2Vec({ ...planted(3), tokens: new Uint32Array(15).fill(99) }, options)).rejects.toThrow(RangeError)
    await expect(trainTarget2Vec(planted(3), { ...options, dimensions: 10 })).rejects.toMatchObject({ code: 'USAGE' })
    await expect(trainTarget2Vec(planted(3), { ...options, learningRate: Number.NaN })).rejects.toMatchObject({ code: 'USAGE' })
  })
})
