import { describe, expect, it } from 'vitest'
import { NO_LABEL } from '#src/nlp/target2vec/corpus.js'
import { trainTarget2Vec } from '#src/nlp/target2vec/train.js'
import { pack } from './corpus.js'
import { referenceTraining } from './reference.js'

const documents = Array.from({ length: 40 }, (_, n) => Array.from({ length: n % 9 }, (_, t) => (n * 7 + t * t * 3 + t) % 13))
const labels = documents.map((_, n) => [n % 3, n % 5 === 0 ? NO_LABEL : 3 + (n % 4)])
const corpus = pack(documents, labels, 13, 7)
const common = { window: 3, negatives: 4, epochs: 2, learningRate: 0.05, threads: 1, seed: 11 } as const

function largestDifference(values: Float32Array, rows: number[][]): number {
  return rows.flat().reduce((worst, value, n) => Math.max(worst, Math.abs(value - values[n]!)), 0)
}

describe('the kernel makes the same update as a plain reference', () => {
  const cases = [
    { dimensions: 20, labels: 'once', subsample: 0, rareLabelTokens: 0 },
    { dimensions: 16, labels: 'window', subsample: 0, rareLabelTokens: 0 },
    { dimensions: 4, labels: 'once', subsample: 0.05, rareLabelTokens: 60 },
  ] as const
  it.each(cases)('%o', async (options) => {
    // The learning rate falls within an epoch by runs of 256 documents: here there are fewer, so it stands still.
    const model = await trainTarget2Vec(corpus, { ...common, ...options })
    const reference = referenceTraining(corpus, { ...common, ...options })
    const words = reference.inputs.slice(0, 13)
    expect(Math.max(...words.flat().map(Math.abs))).toBeGreaterThan(0.1)
    expect(largestDifference(model.words, words)).toBeLessThan(2e-4)
    expect(largestDifference(model.labels, reference.inputs.slice(13))).toBeLessThan(2e-4)
    expect(largestDifference(model.contexts, reference.contexts)).toBeLessThan(2e-4)
  })
})
