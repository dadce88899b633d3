import { describe, expect, test } from 'vitest'
import { type EncoderConfig, featureWidth, initialise } from '#src/nlp/encoder/model.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { evaluationGraph } from '#src/nlp/encoder/training-graph.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { TINY, trainingFeeds } from './encoder-fixtures.js'
import { integers, numbersOf, real, relativeError, uniform } from './numbers.js'

const STEPS = 6
const PLAIN = ['simple-rnn', 'lstm', 'gru', 'bilstm', 'cnn', 'max-pool'] as const

/** Tokens of each row, and how many rows (sentences) each document has. */
interface Documents {
  lengths: readonly number[]
  sentences?: readonly number[]
}

const MODELS: Record<string, { config: EncoderConfig; documents: Documents }> = {
  ...Object.fromEntries(
    PLAIN.flatMap((kind) =>
      (['post', 'pre'] as const).map((padding) => [
        `${kind}, padding ${padding}`,
        { config: { ...TINY, embedding: 4, kind, padding }, documents: { lengths: [5, 1, 3] } },
      ]),
    ),
  ),
  // Row s·B + b is sentence s of document b: the first document has two, the second one.
  'cnn-document': {
    config: { ...TINY, embedding: 4, kind: 'cnn-document' },
    documents: { lengths: [5, 2, 3, 0], sentences: [2, 1] },
  },
}

const tableOf = (rows: number, width: number, seed: number): Float32Array => {
  const random = uniform(seed)
  // Sixteenths: halves hold them exactly.
  return Float32Array.from({ length: rows * width }, (_, i) => (i < width ? 0 : Math.round(random() * 16) / 16))
}

/** Training begins with biases of 0, which would not be missed. */
function stirred(parameters: Record<string, Float32Array>): Record<string, Float32Array> {
  const random = uniform(9)
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => [name, values.map((value) => value + random() / 4)]),
  )
}

/** The same documents for the serving graph (ids) and for the training graph (vectors made of those ids by hand). */
function bothFeeds(config: EncoderConfig, { lengths, sentences }: Documents, words: Float32Array, steps = STEPS) {
  const { embedding, padding } = config
  const rows = lengths.length
  const tokenAt = (row: number, t: number): number => (padding === 'pre' ? t - (steps - lengths[row]) : t)
  const within = (row: number, t: number): boolean => tokenAt(row, t) >= 0 && tokenAt(row, t) < lengths[row]
  const idAt = (row: number, t: number): number =>
    within(row, t) ? 1 + ((row * 3 + tokenAt(row, t) * 2) % (config.words - 1)) : 0
  const place = (i: number) => ({ t: Math.floor(i / rows), row: i % rows })
  const serving: Record<string, Tensor> = {
    word_ids: integers([rows, steps], (i) => idAt(Math.floor(i / steps), i % steps)),
    ngram_ids: integers([rows, steps, 1], () => 0),
    ngram_scale: real([rows, steps, 1], () => 0, 'float32'),
    lengths: integers([rows], (row) => lengths[row]),
    ...(sentences ? { sentence_counts: integers([sentences.length], (b) => sentences[b]) } : {}),
  }
  const training: Record<string, Tensor> = {
    ...trainingFeeds(config, lengths, steps, { seed: 4, sentences }),
    x: real(
      [steps, rows, embedding],
      (i) => {
        const { t, row } = place(Math.floor(i / embedding))
        return words[idAt(row, t) * embedding + (i % embedding)]
      },
      'float32',
    ),
    mask: real([steps, rows, 1], (i) => (within(place(i).row, place(i).t) ? 0 : -1e9), 'float32'),
    lengths: integers([rows], (row) => (padding === 'pre' ? steps : Math.max(1, lengths[row]))),
  }
  delete training.drop
  return { serving, training, within }
}

for (const [name, { config, documents }] of Object.entries(MODELS)) {
  describe(name, () => {
    const words = tableOf(config.words, config.embedding, 1)
    const parameters = stirred(initialise(config, 4))
    const model = servingGraph(config, parameters, words, tableOf(config.buckets, config.embedding, 2))

    test('answers the same when it serves as when it is trained', async () => {
      const { serving, training } = bothFeeds(config, documents, words)
      for (const [name, data] of Object.entries(parameters)) training[name] = { ...training[name], data }
      const [served, trained] = await Promise.all([
        onnxruntime.open(model, { threads: 1 }),
        onnxruntime.open(evaluationGraph(config), { threads: 1 }),
      ])
      const { logits } = await served.run(serving, ['logits'])
      const { logits: expected } = await trained.run(training, ['logits'])
      expect(logits.dims).toEqual([documents.sentences?.length ?? documents.lengths.length, config.classes])
      expect(relativeError(numbersOf(logits), numbersOf(expected))).toBeLessThan(1e-5)
      await Promise.all([served.release(), trained.release()])
    })

    test('has Grad-CAM heat on tokens only, and on some', async () => {
      const { serving, within } = bothFeeds(config, documents, words)
      const session = await onnxruntime.open(model, { threads: 1 })
      const { cam } = await session.run(serving, ['cam'])
      const rows = documents.lengths.length
      expect(cam.dims).toEqual([config.classes, rows, STEPS])
      const heat = numbersOf(cam)
      const outside = heat.filter((_, i) => !within(Math.floor(i / STEPS) % rows, i % STEPS))
      expect(heat.every((value) => value >= 0)).toBe(true)
      expect(outside.every((value) => value === 0)).toBe(true)
      expect(heat.some((value) => value > 0)).toBe(true)
      await session.release()
    })

    test('pools as many features as it says', () => {
      expect(parameters['head.W'].length).toBe(featureWidth(config) * config.classes)
    })
  })
}

test('padding after the tokens changes nothing', async () => {
  for (const { config, documents } of Object.values(MODELS)) {
    if (config.padding === 'pre') continue
    const words = tableOf(config.words, config.embedding, 1)
    const session = await onnxruntime.open(
      servingGraph(config, initialise(config, 4), words, tableOf(config.buckets, config.embedding, 2)),
      { threads: 1 },
    )
    const run = async (steps: number): Promise<number[]> =>
      numbersOf((await session.run(bothFeeds(config, documents, words, steps).serving, ['logits'])).logits)
    expect(relativeError(await run(STEPS + 5), await run(STEPS)), config.kind).toBeLessThan(1e-6)
    await session.release()
  }
})
