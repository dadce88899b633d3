import { describe, expect, it } from 'vitest'
import { NO_LABEL } from '#src/nlp/target2vec/corpus.js'
import { trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { pack } from './corpus.js'
import { referenceTraining } from './reference.js'

const documents = Array.from({ length: 40 }, (_, n) => Array.from({ length: n % 9 }, (_, t) => (n * 7 + t * t * 3 + t) % 13))
const labels = documents.map((_, n) => [n % 3, n % 5 === 0 ? NO_LABEL : 3 + (n % 4)])
const labelled = {
  ...pack(documents, labels, 13, 7),
  wordLabels: Uint32Array.from({ length: 13 }, (_, word) => (word % 4 === 3 ? NO_LABEL : word % 4)),
}
const common = { window: 3, negatives: 4, epochs: 2, learningRate: 0.05, threads: 1, seed: 11 } as const

function largestDifference(values: ArrayLike<number>, rows: number[][]): number {
  return rows.flat().reduce((worst, value, n) => Math.max(worst, Math.abs(value - values[n]!)), 0)
}

describe('the kernel makes the same update as a plain reference', () => {
  const cases = [
    { dimensions: 20, labels: 'once', subsample: 0, rareLabelTokens: 0 },
    { dimensions: 16, labels: 'window', subsample: 0, rareLabelTokens: 0 },
    { dimensions: 4, labels: 'once', subsample: 0.05, rareLabelTokens: 60 },
    { objective: 'skip-gram', dimensions: 20, learningRate: 0.2, epochs: 6 },
    { objective: 'cbow', dimensions: 20, subsample: 0.05, learningRate: 0.2, epochs: 6 },
    { objective: 'pv-dbow', dimensions: 20, trainWords: true, learningRate: 0.2, epochs: 6 },
    { objective: 'pv-dbow', dimensions: 20, trainWords: false, labels: 'window', learningRate: 0.2, epochs: 6 },
    { objective: 'pv-dm', dimensions: 16, rareLabelTokens: 60, learningRate: 0.2, epochs: 6 },
    { objective: 'target2vec-word', dimensions: 20, labels: 'once', learningRate: 0.2, epochs: 6 },
    {
      objective: 'target2vec-word',
      dimensions: 20,
      labels: 'window',
      subsample: 0.05,
      rareLabelTokens: 0,
      learningRate: 0.2,
      epochs: 6,
    },
    { objective: 'target2vec-mixed', dimensions: 20, documentWeight: 0.25, learningRate: 0.2, epochs: 6 },
    {
      objective: 'target2vec-mixed',
      dimensions: 20,
      documentWeight: 0.75,
      labels: 'window',
      rareLabelTokens: 0,
      learningRate: 0.2,
      epochs: 6,
    },
    { targets: [0, 1, 2], dimensions: 20, learningRate: 0.2, epochs: 6 },
    // Not all documents have one of these, and some have two.
    { targets: [5, 1, 6], targetWeight: 3, dimensions: 16, labels: 'window', learningRate: 0.2, epochs: 6 },
    {
      targets: [0, 1, 2, 3, 4, 5, 6],
      objective: 'target2vec-mixed',
      documentWeight: 0.25,
      negatives: 1,
      dimensions: 20,
      learningRate: 0.2,
    },
  ] as const
  it.each(cases)('%o', async ({ targets, ...options }: { targets?: readonly number[] } & object) => {
    const corpus = targets ? { ...labelled, targets: Uint32Array.from(targets) } : labelled
    // The learning rate falls within an epoch by runs of 256 documents: here there are fewer, so it stands still.
    const model = await trainTarget2Vec(corpus, { ...common, ...options })
    const reference = referenceTraining(corpus, { ...common, ...options })
    const start = referenceTraining(corpus, { ...common, ...options, epochs: 1, learningRate: 1e-12 })
    const trained = [...model.words, ...model.labels]
    const inputs = reference.inputs.slice(0, trained.length / model.dimensions)
    for (const [ours, theirs, before] of [
      [trained, inputs, start.inputs],
      [[...model.contexts], reference.contexts, start.contexts],
    ] as const) {
      const moved = largestDifference(before.flat(), theirs)
      expect(moved).toBeGreaterThan(1e-3)
      expect(largestDifference(ours, theirs)).toBeLessThan(0.01 * moved)
    }
  })
})
