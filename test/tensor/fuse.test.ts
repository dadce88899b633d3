import { expect, test } from 'vitest'
import { type EncoderConfig, initialise } from '#src/nlp/encoder/model.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { trainingGraph } from '#src/nlp/encoder/training-graph.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { fuse } from '#src/nlp/tensor/fuse.js'
import type { OnnxGraph } from '#src/nlp/tensor/onnx.js'
import { readOnnx } from '#src/nlp/tensor/onnx-read.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { TINY } from './encoder-fixtures.js'
import { integers, numbersOf, real, relativeError, uniform } from './numbers.js'

const NGRAMS = 3

function serving(config: EncoderConfig): Uint8Array {
  const random = uniform(5)
  const table = (rows: number) => Float32Array.from({ length: rows * config.embedding }, () => random() * 2 - 1)
  // Biases begin as zeros, which would hide where they belong.
  const parameters = Object.fromEntries(
    Object.entries(initialise(config, 2)).map(([name, values]) => [name, values.map((value) => value + random() / 4)]),
  )
  return servingGraph(config, parameters, table(config.words), table(config.buckets))
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

const CASES = [
  { kind: 'lstm', headHidden: 0, operator: 'LSTM' },
  { kind: 'gru', headHidden: 0, operator: 'GRU' },
  { kind: 'simple-rnn', headHidden: 0, operator: 'RNN' },
  { kind: 'bilstm', headHidden: 0, operator: 'LSTM' },
  { kind: 'bilstm', headHidden: 5, operator: 'LSTM' },
] as const

test.each(CASES)(
  'a serving graph ($kind, $headHidden hidden units in its head) answers the same with $operator operators in the place of Scans',
  async ({ operator, ...own }) => {
    const config = { ...TINY, ...own }
    const model = serving(config)
    const fused = fuse(model)
    expect(Buffer.from(model).includes('num_scan_inputs')).toBe(true)
    expect(Buffer.from(fused).includes('num_scan_inputs')).toBe(false)
    expect(Buffer.from(fused).includes(operator)).toBe(true)
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
  },
)

const BERT = { ...TINY, kind: 'bert', embedding: 8, hidden: 8, layers: 2, heads: 2 } as const
const RUNTIME_OPERATORS = ['Attention', 'BiasGelu']

test.each([
  { title: 'with n-grams', config: BERT },
  { title: 'with narrower embeddings and hidden units in its head', config: { ...BERT, embedding: 4, headHidden: 5 } },
  { title: 'with a single head of attention', config: { ...BERT, heads: 1, layers: 1 } },
])('the serving graph of a BERT $title answers the same by operators for whole layers', async ({ config }) => {
  const model = serving(config)
  const fused = fuse(model)
  for (const operator of RUNTIME_OPERATORS) {
    expect(Buffer.from(model).includes(operator)).toBe(false)
    expect(Buffer.from(fused).includes(operator)).toBe(true)
  }
  for (const operator of ['Erf', 'Softmax']) {
    expect(Buffer.from(model).includes(operator)).toBe(true)
    expect(Buffer.from(fused).includes(operator)).toBe(false)
  }
  const [before, after] = await Promise.all([model, fused].map((bytes) => onnxruntime.open(bytes, { threads: 1 })))
  for (const lengths of [[1], [6], [2, 7, 1], [4, 4]]) {
    const inputs = feeds(config, lengths)
    const [expected, got] = await Promise.all([before, after].map((session) => session.run(inputs, ['logits', 'cam'])))
    expect(Math.max(...(expected.cam.data as Float32Array))).toBeGreaterThan(0)
    for (const name of ['logits', 'cam']) {
      expect(got[name].dims).toEqual(expected[name].dims)
      expect(relativeError(numbersOf(got[name]), numbersOf(expected[name]))).toBeLessThan(1e-5)
    }
  }
  await Promise.all([before.release(), after.release()])
})

test('a layer of a transformer that is written a little differently stays as it is', () => {
  const graph = readOnnx(serving(BERT))
  const without = (change: (node: OnnxGraph['nodes'][number]) => OnnxGraph['nodes'][number]): string =>
    Buffer.from(fuse(writeOnnx({ ...graph, nodes: graph.nodes.map(change) }))).toString('latin1')
  const softmax = without((node) => (node.op === 'Softmax' ? { ...node, attributes: { axis: 3 } } : node))
  expect(softmax).not.toContain('Attention')
  expect(softmax).toContain('BiasGelu')
  const tanh = without((node) => (node.op === 'Erf' ? { ...node, op: 'Tanh' } : node))
  expect(tanh).not.toContain('BiasGelu')
  expect(tanh).not.toContain('Concat')
})

test('cells that end in copies which nothing reads, as earlier versions wrote them, are replaced too', () => {
  const graph = readOnnx(serving(TINY))
  const nodes = graph.nodes.map((node) => {
    if (node.op !== 'Scan') return node
    const body = node.attributes.body as OnnxGraph
    const copies = body.inputs.slice(0, 2).map(({ name }) => ({
      op: 'Identity',
      inputs: [name],
      outputs: [`copy_of_${name}`],
      attributes: {},
    }))
    return { ...node, attributes: { ...node.attributes, body: { ...body, nodes: [...body.nodes, ...copies] } } }
  })
  expect(Buffer.from(fuse(writeOnnx({ ...graph, nodes }))).includes('num_scan_inputs')).toBe(false)
})

test('what is no such model comes back as it is', () => {
  const training = trainingGraph(TINY)
  expect(fuse(training)).toBe(training)
  const convolutions = serving({ ...TINY, kind: 'cnn' })
  expect(fuse(convolutions)).toBe(convolutions)
  const model = serving(TINY)
  for (const bytes of [
    new Uint8Array(),
    Uint8Array.of(1, 2, 3),
    model.slice(0, 1000),
    Uint8Array.from(model, (byte) => byte ^ 0x55),
  ])
    expect(fuse(bytes)).toBe(bytes)
})
