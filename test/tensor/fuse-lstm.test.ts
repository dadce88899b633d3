import { expect, test } from 'vitest'
import { type EncoderConfig, initialise, trainingGraph } from '#src/nlp/encoder/model.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { fuseLstm } from '#src/nlp/tensor/fuse-lstm.js'
import { TINY } from './encoder-fixtures.js'
import { integers, real, uniform } from './numbers.js'

const NGRAMS = 3

function serving(config: EncoderConfig): Uint8Array {
  const random = uniform(5)
  const table = (rows: number) => Float32Array.from({ length: rows * config.embedding }, () => random() * 2 - 1)
  return servingGraph(config, initialise(config, 2), table(config.words), table(config.buckets))
}

function feeds({ words, buckets }: EncoderConfig, lengths: readonly number[]): Record<string, Tensor> {
  const [batch, steps] = [lengths.length, Math.max(...lengths)]
  const within = (i: number, width: number) => Math.floor(i / width) % steps < lengths[Math.floor(i / (width * steps))]
  return {
    word_ids: integers([batch, steps], (i) => (within(i, 1) ? 1 + (i % (words - 1)) : 0)),
    ngram_ids: integers([batch, steps, NGRAMS], (i) => (within(i, NGRAMS) ? 1 + ((i * 7) % (buckets - 1)) : 0)),
    ngram_scale: real([batch, steps, 1], (i) => (within(i, 1) ? 1 / NGRAMS : 0), 'float32'),
    lengths: integers([batch], (b) => lengths[b]),
  }
}

test.each([
  ['a linear head', TINY],
  ['a hidden layer', { ...TINY, headHidden: 5 }],
])('a serving graph with %s answers the same with LSTM operators in the place of Scans', async (_, config) => {
  const model = serving(config)
  const fused = fuseLstm(model)
  expect(fused).not.toBe(model)
  expect(Buffer.from(fused).includes('LSTM')).toBe(true)
  const [before, after] = await Promise.all([model, fused].map((bytes) => onnxruntime.open(bytes, { threads: 1 })))
  for (const lengths of [[1], [6], [2, 7, 1], [4, 4]]) {
    const inputs = feeds(config, lengths)
    const [expected, got] = await Promise.all([before, after].map((session) => session.run(inputs, ['logits', 'cam'])))
    for (const name of ['logits', 'cam']) {
      expect(got[name].dims).toEqual(expected[name].dims)
      for (const [at, value] of [...(expected[name].data as Float32Array)].entries())
        expect(got[name].data[at]).toBeCloseTo(value, 5)
    }
  }
  await Promise.all([before.release(), after.release()])
})

test('what is no such model comes back as it is', () => {
  const training = trainingGraph(TINY)
  expect(fuseLstm(training)).toBe(training)
  const model = serving(TINY)
  for (const bytes of [
    new Uint8Array(),
    Uint8Array.of(1, 2, 3),
    model.slice(0, 1000),
    Uint8Array.from(model, (byte) => byte ^ 0x55),
  ])
    expect(fuseLstm(bytes)).toBe(bytes)
})
