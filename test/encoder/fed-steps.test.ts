import { expect, test } from 'vitest'
import { STEP_INPUTS, stepRules } from '#src/nlp/encoder/fed-steps.js'
import { openServing } from '#src/nlp/encoder/infer.js'
import type { EncoderConfig } from '#src/nlp/encoder/model.js'
import { tokenIds } from '#src/nlp/encoder/token-ids.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { fuse } from '#src/nlp/tensor/fuse.js'
import type { OnnxNode } from '#src/nlp/tensor/onnx.js'
import { readOnnx } from '#src/nlp/tensor/onnx-read.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import type { TokenForm } from '#src/nlp/text/morpheme.js'
import { numbersOf } from '../tensor/numbers.js'
import { CONFIG, servingModel } from '../tensor-engines/serving-fixtures.js'

const vocabulary = {
  words: Array.from({ length: CONFIG.words - 2 }, (_, i) => `말${i}/noun`),
  buckets: CONFIG.buckets,
  ngrams: 'syllable' as const,
}
const row = (length: number): TokenForm[] =>
  Array.from({ length }, (_, i) => ({ surface: `말${i * 3}`, lemma: `말${i * 3}`, tag: 'noun', initial: i === 0 }))

const CASES: Partial<EncoderConfig>[] = [
  { kind: 'cnn' },
  { kind: 'cnn', padding: 'pre' },
  { kind: 'cnn', headHidden: 5 },
  { kind: 'max-pool' },
  { kind: 'lstm', padding: 'pre' },
  { kind: 'bilstm' },
  { kind: 'bert', hidden: 6 },
]

test.each(CASES)('a serving graph that is told where tokens stand answers the same: %j', async (own) => {
  const config = { ...CONFIG, ...own }
  const model = servingModel(config, 3)
  const numbers = tokenIds(vocabulary, config.padding)
  const [stored, told] = [
    await onnxruntime.open(model, { threads: 1 }),
    await openServing(model, { engine: 'onnxruntime', threads: 1 }),
  ]
  const isTold = (name: string): boolean => Object.values(STEP_INPUTS).some((input) => input === name)
  expect(stored.inputs.some(isTold)).toBe(false)
  expect(told.inputs.some(isTold)).toBe(true)
  const buffers = numbers.buffers()
  // Longest first: later ones lie in buffers that hold an earlier layout's numbers.
  for (const lengths of [[9, 2, 5], [1], [6], [3, 3]]) {
    const { feeds } = numbers.feeds(lengths.map(row), buffers)
    const [expected, got] = await Promise.all([stored, told].map((session) => session.run(feeds, ['logits', 'cam'])))
    expect(Math.max(...numbersOf(expected.cam))).toBeGreaterThan(0)
    for (const name of ['logits', 'cam']) {
      expect(got[name].dims).toEqual(expected[name].dims)
      for (const [at, value] of numbersOf(expected[name]).entries()) expect(numbersOf(got[name])[at]).toBeCloseTo(value, 5)
    }
  }
  await Promise.all([stored.release(), told.release()])
})

test('nothing is computed of it then, nor what no output needs', () => {
  const before = readOnnx(servingModel({ ...CONFIG, kind: 'cnn' }, 3))
  const after = readOnnx(fuse(servingModel({ ...CONFIG, kind: 'cnn' }, 3), stepRules))
  const count = (nodes: typeof before.nodes, op: string): number => nodes.filter((node) => node.op === op).length
  for (const op of ['Less', 'Sub', 'Div']) {
    expect(count(before.nodes, op)).toBeGreaterThan(0)
    expect(count(after.nodes, op)).toBe(0)
  }
  const read = new Set([...after.nodes.flatMap(({ inputs }) => inputs), ...after.outputs.map(({ name }) => name)])
  for (const { outputs } of after.nodes) expect(outputs.some((output) => read.has(output))).toBe(true)
})

test('a graph that counts to the lengths, as earlier versions wrote them, is told as well', async () => {
  const config = { ...CONFIG, kind: 'cnn' } as const
  const graph = readOnnx(servingModel(config, 3))
  const counted = (steps: string): OnnxNode[] => [
    { op: 'Shape', inputs: [steps], outputs: ['shape'], attributes: { start: 0, end: 1 } },
    { op: 'Reshape', inputs: ['shape', 'scalar'], outputs: ['end'], attributes: {} },
    { op: 'Range', inputs: ['zero', 'end', 'one'], outputs: ['range'], attributes: {} },
    { op: 'Reshape', inputs: ['range', 'column'], outputs: ['numbers'], attributes: {} },
  ]
  const numbers = (...values: bigint[]): Tensor => ({ dtype: 'int64', dims: [values.length], data: BigInt64Array.from(values) })
  const scalar = (value: bigint): Tensor => ({ ...numbers(value), dims: [] })
  const initializers = new Map([
    ...graph.initializers,
    ['scalar', { dtype: 'int64', dims: [0], data: new BigInt64Array(0) }] as const,
    ['zero', scalar(0n)] as const,
    ['one', scalar(1n)] as const,
    ['column', numbers(-1n, 1n)] as const,
  ])
  const nodes = graph.nodes.flatMap((node) =>
    node.op === 'Less' ? [...counted(node.inputs[1]), { ...node, inputs: ['numbers', 'lengths'] }] : [node],
  )
  const earlier = writeOnnx({ ...graph, nodes, initializers })
  const told = await openServing(earlier, { engine: 'onnxruntime', threads: 1 })
  expect(told.inputs).toEqual(expect.arrayContaining([STEP_INPUTS.valid, STEP_INPUTS.share]))
  const now = await onnxruntime.open(servingModel(config, 3), { threads: 1 })
  const ids = tokenIds(vocabulary)
  const { feeds } = ids.feeds([[...row(5)], [...row(2)]], ids.buffers())
  const [expected, got] = await Promise.all([now, told].map((session) => session.run(feeds, ['logits', 'cam'])))
  expect(numbersOf(got.logits)).toEqual(numbersOf(expected.logits))
  expect(numbersOf(got.cam)).toEqual(numbersOf(expected.cam))
  await Promise.all([now.release(), told.release()])
})

test('a graph that finds tokens by another number than 0 is told nothing', () => {
  const graph = readOnnx(servingModel({ ...CONFIG, kind: 'cnn' }, 3))
  const less = graph.nodes.find(({ op }) => op === 'Less')
  const initializers = new Map(graph.initializers).set(less?.inputs[0] ?? '', {
    dtype: 'int64',
    dims: [],
    data: BigInt64Array.of(1n),
  })
  const other = writeOnnx({ ...graph, initializers })
  expect(readOnnx(fuse(other, stepRules)).inputs).toEqual(graph.inputs)
})
