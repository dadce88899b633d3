import { describe, expect, it } from 'vitest'
import { NO_LABEL } from '#src/nlp/target2vec/corpus.js'
import { trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { pack } from './corpus.js'
import { referenceTraining } from './reference.js'

const options = { dimensions: 4, window: 2, negatives: 3, epochs: 3, learningRate: 0.2, subsample: 0, threads: 1, seed: 4 }

describe('numbers beyond 16 bits', () => {
  it('of words are trained as a plain reference trains them', async () => {
    const documents = Array.from({ length: 30 }, (_, n) =>
      Array.from({ length: 6 }, (_, t) => 0xffff - 20 + ((n * 5 + t * t) % 22)),
    )
    const corpus = pack(
      documents,
      documents.map((_, n) => [n % 2]),
      0x10001,
      2,
    )
    const model = await trainTarget2Vec(corpus, options)
    const reference = referenceTraining(corpus, options)
    const trained = (matrix: ArrayLike<number>) => Array.from(matrix).slice(-22 * 4)
    const expected = reference.contexts.slice(-22).flat()
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.1)
    for (const [n, value] of trained(model.contexts).entries()) expect(value).toBeCloseTo(expected[n]!, 2)
  })

  it('of labels give the numbers that fewer labels give, with NO_LABEL in either', async () => {
    const documents = Array.from({ length: 40 }, (_, n) => [n % 7, (n * 3) % 7, (n + 2) % 7])
    const labels = documents.map((_, n) => [n % 3 === 0 ? NO_LABEL : 0xfffe, n % 2])
    const [narrow, wide] = [
      await trainTarget2Vec(pack(documents, labels, 7, 0xffff), options),
      await trainTarget2Vec(pack(documents, labels, 7, 0x10000), options),
    ]
    expect(wide.words).toEqual(narrow.words)
    expect(wide.contexts).toEqual(narrow.contexts)
    expect(narrow.labels.every((value, n) => value === wide.labels[n])).toBe(true)
    const none = await trainTarget2Vec(
      pack(
        documents,
        labels.map(([, second]) => [NO_LABEL, second!]),
        7,
        0xffff,
      ),
      options,
    )
    expect(none.words).not.toEqual(narrow.words)
  })
})
