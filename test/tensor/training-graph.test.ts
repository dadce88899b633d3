import { describe, expect, test } from 'vitest'
import { type EncoderConfig, initialise, parameterShapes } from '#src/nlp/encoder/model.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { centralDifferences } from './central-differences.js'
import { TINY, trainingFeeds, trainingOutputs } from './encoder-fixtures.js'
import { integers, largest, numbersOf, real, relativeError } from './numbers.js'

const LENGTHS = [4, 1, 3]
const KINDS = ['simple-rnn', 'lstm', 'gru', 'bilstm', 'cnn', 'max-pool'] as const
/** Two documents: one of two sentences, one of one. */
const SENTENCES = { lengths: [4, 2, 3, 0], sentences: [2, 1] }

const flat = (config: EncoderConfig) => ({ config, lengths: LENGTHS, sentences: undefined })
const MODELS = {
  'a head with a hidden layer': flat({ ...TINY, headHidden: 5 }),
  ...Object.fromEntries(KINDS.map((kind) => [kind, flat({ ...TINY, kind })])),
  'cnn-document': { config: { ...TINY, kind: 'cnn-document' as const }, ...SENTENCES },
}

for (const [name, { config, lengths, sentences }] of Object.entries(MODELS)) {
  describe(`the training graph with ${name}`, () => {
    test('has the gradients of central differences, in float64', async () => {
      const session = await onnxruntime.open(trainingGraph(config, 'float64'), { threads: 1 })
      const feeds = trainingFeeds(config, lengths, 5, { seed: 1, float: 'float64', sentences })
      const got = await session.run(feeds, trainingOutputs(config))
      const loss = async (): Promise<number> => numbersOf((await session.run(feeds, ['loss'])).loss)[0]
      const parameters = ['x', ...Object.keys(parameterShapes(config))]
      const gradients = parameters.map((parameter) => got[parameter === 'x' ? 'gx' : `grad:${parameter}`])
      const scale = largest(gradients.flatMap(numbersOf))
      for (const [i, parameter] of parameters.entries()) {
        const expected = await centralDifferences(feeds[parameter].data as Float64Array, loss)
        const errors = numbersOf(gradients[i]).map((value, k) => value - expected[k])
        expect(gradients[i].dims).toEqual(feeds[parameter].dims)
        expect(largest(errors) / scale, parameter).toBeLessThan(1e-9)
      }
      await session.release()
    })

    test('says the same in float32', async () => {
      const outputs = trainingOutputs(config)
      const [single, double] = await Promise.all(
        (['float32', 'float64'] as const).map(async (float) => {
          const session = await onnxruntime.open(trainingGraph(config, float), { threads: 1 })
          const got = await session.run(trainingFeeds(config, lengths, 5, { seed: 2, float, sentences }), outputs)
          await session.release()
          return got
        }),
      )
      for (const output of outputs)
        expect(relativeError(numbersOf(single[output]), numbersOf(double[output])), output).toBeLessThan(3e-6)
    })
  })
}

test('padding a batch further changes nothing', async () => {
  const config = { ...TINY, embedding: 8, hidden: 8 }
  const lengths = [16, 1, 9, 12, 5]
  const session = await onnxruntime.open(trainingGraph(config), { threads: 1 })
  const [short, long] = [
    await session.run(trainingFeeds(config, lengths, 16, { seed: 3 }), trainingOutputs(config)),
    await session.run(trainingFeeds(config, lengths, 32, { seed: 3 }), trainingOutputs(config)),
  ]
  const { gx: shortGx, ...rest } = short
  const { gx: longGx, ...longRest } = long
  expect(longRest).toEqual(rest)
  expect(numbersOf(longGx).slice(0, shortGx.data.length)).toEqual(numbersOf(shortGx))
  expect(
    numbersOf(longGx)
      .slice(shortGx.data.length)
      .every((value) => value === 0),
  ).toBe(true)
  await session.release()
})

test('gradients are written into the tensors that are given', async () => {
  const session = await onnxruntime.open(trainingGraph(TINY), { threads: 2 })
  const feeds = trainingFeeds(TINY, LENGTHS, 4, { seed: 4 })
  const own = real(feeds.x.dims, () => 9, 'float32')
  const made = await session.run(feeds, ['gx'])
  const written = await session.run(feeds, { gx: own })
  expect(written.gx).toBe(own)
  expect(numbersOf(own)).toEqual(numbersOf(made.gx))
  await session.release()
})

test('gradient descent on an order of two tokens brings the loss to zero', async () => {
  // The class is which of two tokens comes first: a bag of tokens cannot tell, a recurrent network can.
  const config = { ...TINY, embedding: 2, hidden: 8, classes: 2 }
  const documents = [
    [0, 1],
    [1, 0],
    [0, 0, 1],
    [1, 1, 0],
    [0, 1, 1],
    [1, 0, 0],
  ]
  const [batch, steps] = [documents.length, 3]
  const cell = (i: number): { token: number | undefined; k: number } => ({
    token: documents[Math.floor(i / 2) % batch][Math.floor(i / (2 * batch))],
    k: i % 2,
  })
  const feeds = {
    x: real([steps, batch, 2], (i) => (cell(i).token === cell(i).k ? 1 : 0), 'float32'),
    lengths: integers([batch], (b) => documents[b].length),
    mask: real([steps, batch, 1], (i) => (Math.floor(i / batch) < documents[i % batch].length ? 0 : -1e9), 'float32'),
    targets: real([batch, 2], (i) => (documents[i >> 1][0] === i % 2 ? 1 : 0), 'float32'),
    weight: real([batch, 1], () => 1 / batch, 'float32'),
    drop: real([batch, 16], () => 1, 'float32'),
  }
  const shapes = Object.entries(parameterShapes(config))
  const parameters = initialise(config, 5)
  const weights = Object.fromEntries(shapes.map(([name, dims]) => [name, real(dims, (i) => parameters[name][i], 'float32')]))
  const session = await onnxruntime.open(trainingGraph(config), { threads: 1 })
  let loss = Number.POSITIVE_INFINITY
  for (let step = 0; step < 400; step++) {
    const got = await session.run({ ...feeds, ...weights }, trainingOutputs(config))
    loss = numbersOf(got.loss)[0]
    for (const [name] of shapes) {
      for (let i = 0; i < weights[name].data.length; i++)
        weights[name].data[i] = Number(weights[name].data[i]) - Number(got[`grad:${name}`].data[i])
    }
  }
  expect(loss).toBeLessThan(1e-2)
  await session.release()
})

test('initial parameters depend on the seed, and on nothing else', () => {
  const config = { ...TINY, hidden: 8 }
  expect(initialise(config, 1)).toEqual(initialise(config, 1))
  expect(initialise(config, 1)).not.toEqual(initialise(config, 2))
  const u = initialise(config, 1)['forward.U']
  const row = (i: number): number[] => Array.from(u.subarray(i * 32, i * 32 + 8))
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, k) => sum + value * b[k], 0)
  expect(dot(row(2), row(2))).toBeCloseTo(1, 6)
  expect(dot(row(2), row(5))).toBeCloseTo(0, 6)
})
