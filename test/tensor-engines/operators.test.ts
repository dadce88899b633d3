import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { describe, expect, test } from 'vitest'
import type { DType, Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { ELEMENT_TYPE, type OnnxGraph, type OnnxNode } from '#src/nlp/tensor/onnx.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import type { OPERATORS } from '#src/nlp/tensor/operators.js'
import { integers, numbersOf, real, relativeError, uniform } from '../tensor/numbers.js'

const random = uniform(1)
const floats = (...dims: number[]): Tensor => real(dims, random, 'float32')
const ints = (...numbers: number[]): Tensor => integers([numbers.length], (i) => numbers[i])
const scalar = (number: number): Tensor => integers([], () => number)
const int32 = (...numbers: number[]): Tensor => ({ dtype: 'int32', dims: [numbers.length], data: Int32Array.from(numbers) })
const bools = (...numbers: number[]): Tensor => ({ dtype: 'bool', dims: [numbers.length], data: Uint8Array.from(numbers) })

interface Case {
  inputs: (Tensor | null)[]
  attributes?: OnnxNode['attributes']
  /** The outputs' ranks, and their type where it is not float32. */
  ranks: number[]
  dtype?: DType
}

/** Σ of the states and the slices so far, and twice each slice: what a Scan does to one state and two inputs of [2]. */
const body: OnnxGraph = {
  name: 'body',
  initializers: new Map(),
  nodes: [
    { op: 'Add', inputs: ['state', 'slice_a'], outputs: ['sum_a'], attributes: {} },
    { op: 'Mul', inputs: ['sum_a', 'slice_b'], outputs: ['next'], attributes: {} },
    { op: 'Sub', inputs: ['sum_a', 'slice_b'], outputs: ['difference'], attributes: {} },
    { op: 'Add', inputs: ['slice_a', 'in0'], outputs: ['outer'], attributes: {} },
  ],
  inputs: ['state', 'slice_a', 'slice_b'].map((name) => ({ name, dtype: 'float32', shape: [2] })),
  outputs: ['next', 'difference', 'outer'].map((name) => ({ name, dtype: 'float32', shape: [2] })),
}

const unary: Case[] = [{ inputs: [floats(2, 3)], ranks: [2] }]
const arithmetic: Case[] = [
  { inputs: [floats(2, 3), floats(2, 3)], ranks: [2] },
  { inputs: [floats(4, 2, 3), floats(2, 1)], ranks: [3] },
  { inputs: [floats(), floats(2)], ranks: [1] },
  { inputs: [ints(7, 9, 12), ints(2, 3, 5)], ranks: [1], dtype: 'int64' },
]
const reductions: Case[] = [
  { inputs: [floats(2, 3, 4), ints(1)], attributes: { keepdims: 1 }, ranks: [3] },
  { inputs: [floats(2, 3, 4), ints(0, -1)], attributes: { keepdims: 0 }, ranks: [1] },
  { inputs: [floats(2, 3), null], attributes: { keepdims: 0 }, ranks: [0] },
  { inputs: [floats(2, 3)], ranks: [2] },
]
const comparisons: Case[] = [
  { inputs: [ints(1, 2, 3), ints(1, 3, 2)], ranks: [1], dtype: 'bool' },
  { inputs: [integers([4, 1, 1], (i) => i), integers([2, 3], (i) => i % 4)], ranks: [3], dtype: 'bool' },
  { inputs: [real([3, 2], (i) => i % 3, 'float32'), real([3, 1], (i) => i, 'float32')], ranks: [2], dtype: 'bool' },
]

const CASES: Record<keyof typeof OPERATORS, Case[]> = {
  Add: arithmetic,
  Cast: [
    { inputs: [int32(0, 1, -5)], attributes: { to: ELEMENT_TYPE.float32 }, ranks: [1] },
    { inputs: [ints(0, 1, -5)], attributes: { to: ELEMENT_TYPE.bool }, ranks: [1], dtype: 'bool' },
    { inputs: [bools(0, 1)], attributes: { to: ELEMENT_TYPE.float32 }, ranks: [1] },
    {
      inputs: [real([4], (i) => [-1.9, -0.5, 0.5, 2.7][i], 'float32')],
      attributes: { to: ELEMENT_TYPE.int64 },
      ranks: [1],
      dtype: 'int64',
    },
  ],
  Concat: [
    { inputs: [floats(2, 3), floats(2, 1), floats(2, 2)], attributes: { axis: -1 }, ranks: [2] },
    { inputs: [ints(1, 2), ints(3)], attributes: { axis: 0 }, ranks: [1], dtype: 'int64' },
  ],
  ConstantOfShape: [
    { inputs: [ints(2, 3)], ranks: [2] },
    { inputs: [ints(2)], attributes: { value: ints(7) }, ranks: [1], dtype: 'int64' },
    { inputs: [ints(0, 2)], attributes: { value: real([1], () => -1, 'float32') }, ranks: [2] },
  ],
  Div: arithmetic,
  Equal: comparisons,
  Erf: unary,
  Exp: unary,
  Gather: [
    { inputs: [floats(5, 3), integers([2, 2], (i) => [0, 4, -1, 2][i])], attributes: { axis: 0 }, ranks: [3] },
    { inputs: [floats(2, 4, 2), ints(3, -4)], attributes: { axis: 1 }, ranks: [3] },
    { inputs: [ints(5, 6, 7), scalar(-1)], ranks: [0], dtype: 'int64' },
    { inputs: [floats(2, 3), scalar(1)], ranks: [1] },
  ],
  GatherND: [
    { inputs: [floats(3, 4), integers([2, 2], (i) => [0, 3, -1, -2][i])], ranks: [1] },
    { inputs: [floats(3, 4), integers([2, 1], (i) => [2, 0][i])], ranks: [2] },
  ],
  Gemm: [
    { inputs: [floats(2, 3), floats(3, 4), floats(4)], ranks: [2] },
    { inputs: [floats(3, 2), floats(3, 4), floats(2, 4)], attributes: { transA: 1 }, ranks: [2] },
    { inputs: [floats(2, 3), floats(4, 3)], attributes: { transB: 1 }, ranks: [2] },
    { inputs: [floats(3, 2), floats(4, 3), floats(1)], attributes: { transA: 1, transB: 1 }, ranks: [2] },
  ],
  Identity: unary,
  LayerNormalization: [
    { inputs: [floats(2, 3, 5), floats(5), floats(5)], attributes: { axis: -1, epsilon: 1e-12 }, ranks: [3, 3, 3] },
    { inputs: [floats(4, 6), floats(6)], attributes: { axis: 1, epsilon: 0.25 }, ranks: [2] },
    { inputs: [floats(4, 6), floats(6)], ranks: [2] },
  ],
  Less: comparisons,
  LogSoftmax: [{ inputs: [floats(3, 4)], attributes: { axis: -1 }, ranks: [2] }],
  MatMul: [
    { inputs: [floats(2, 3), floats(3, 4)], ranks: [2] },
    { inputs: [floats(5, 2, 3), floats(3, 4)], ranks: [3] },
    { inputs: [floats(5, 2, 3), floats(5, 3, 4)], ranks: [3] },
  ],
  Mul: arithmetic,
  Neg: [...unary, { inputs: [ints(3, -4)], ranks: [1], dtype: 'int64' }],
  Pad: [
    { inputs: [floats(2, 3), ints(1, 0, 0, 2)], ranks: [2] },
    { inputs: [floats(4, 2, 3), ints(-1, 0, 0, 1, 0, 0)], ranks: [3] },
    { inputs: [floats(4, 2), ints(3, 0, -3, -1)], ranks: [2] },
    { inputs: [floats(2, 3), ints(-3, 0, 3, 0)], ranks: [2] },
  ],
  Range: [
    { inputs: [scalar(0), scalar(5), scalar(1)], ranks: [1], dtype: 'int64' },
    { inputs: [scalar(7), scalar(0), scalar(-3)], ranks: [1], dtype: 'int64' },
    { inputs: [scalar(3), scalar(3), scalar(1)], ranks: [1], dtype: 'int64' },
  ],
  ReduceMax: reductions,
  ReduceSum: reductions,
  Relu: unary,
  Reshape: [
    { inputs: [floats(2, 3, 4), ints(0, -1)], ranks: [2] },
    { inputs: [floats(1), integers([0], () => 0)], ranks: [0] },
    { inputs: [ints(1, 2), ints(-1, 1, 1)], ranks: [3], dtype: 'int64' },
  ],
  ReverseSequence: [
    { inputs: [floats(4, 3, 2), ints(4, 1, 2)], attributes: { batch_axis: 1, time_axis: 0 }, ranks: [3] },
    { inputs: [floats(3, 4), ints(3, 4, 0)], attributes: { batch_axis: 0, time_axis: 1 }, ranks: [2] },
  ],
  Scan: [
    { inputs: [floats(2), floats(4, 2), floats(4, 2)], attributes: { body, num_scan_inputs: 2 }, ranks: [1, 2, 2] },
    {
      inputs: [floats(2), floats(4, 2), floats(4, 2)],
      attributes: { body, num_scan_inputs: 2, scan_input_directions: [1, 0], scan_output_directions: [0, 1] },
      ranks: [1, 2, 2],
    },
  ],
  ScatterND: [
    {
      inputs: [floats(4, 3), integers([3, 1], (i) => [2, 0, 2][i]), floats(3, 3)],
      attributes: { reduction: 'add' },
      ranks: [2],
    },
    {
      inputs: [floats(3, 4), integers([2, 2], (i) => [0, 3, -1, 1][i]), floats(2)],
      attributes: { reduction: 'add' },
      ranks: [2],
    },
    { inputs: [floats(4, 3), integers([2, 1], (i) => [3, 1][i]), floats(2, 3)], ranks: [2] },
  ],
  Shape: [
    { inputs: [floats(2, 3, 4)], ranks: [1], dtype: 'int64' },
    { inputs: [floats(2, 3, 4)], attributes: { start: 1, end: 2 }, ranks: [1], dtype: 'int64' },
    { inputs: [floats(2, 3, 4)], attributes: { start: -2 }, ranks: [1], dtype: 'int64' },
  ],
  Sigmoid: unary,
  Sign: unary,
  Softmax: [
    { inputs: [floats(3, 4)], attributes: { axis: -1 }, ranks: [2] },
    { inputs: [floats(2, 3, 4)], attributes: { axis: 1 }, ranks: [3] },
    { inputs: [floats(3, 4)], ranks: [2] },
  ],
  Split: [
    { inputs: [floats(2, 6), ints(1, 3, 2)], attributes: { axis: 1 }, ranks: [2, 2, 2] },
    { inputs: [floats(5, 2), ints(4, 1)], ranks: [2, 2] },
  ],
  Sqrt: [{ inputs: [real([2, 2], (i) => i / 2, 'float32')], ranks: [2] }],
  Sub: arithmetic,
  Tanh: unary,
  Transpose: [
    { inputs: [floats(2, 3, 4)], attributes: { perm: [1, 2, 0] }, ranks: [3] },
    { inputs: [floats(2, 3)], ranks: [2] },
  ],
}

/** A model of one node whose inputs are fed. */
function modelOf(
  op: string,
  { inputs, attributes = {}, ranks, dtype = 'float32' }: Case,
): { model: Uint8Array; feeds: Record<string, Tensor> } {
  const named = inputs.map((tensor, i) => [tensor === null ? '' : `in${i}`, tensor] as const)
  const present = named.filter((entry): entry is [string, Tensor] => entry[1] !== null)
  const outputs = ranks.map((rank, i) => ({
    name: `out${i}`,
    dtype,
    shape: Array.from({ length: rank }, (_, axis) => `d${i}_${axis}`),
  }))
  const graph: OnnxGraph = {
    name: op,
    nodes: [{ op, inputs: named.map(([name]) => name), outputs: outputs.map(({ name }) => name), attributes }],
    initializers: new Map(),
    inputs: present.map(([name, tensor]) => ({ name, dtype: tensor.dtype, shape: tensor.dims })),
    outputs,
  }
  return { model: writeOnnx(graph), feeds: Object.fromEntries(present) }
}

await tfjs.backend()
const chosen = tf.getBackend()

for (const backend of [chosen, 'cpu']) {
  describe(`on ${backend}, TensorFlow.js computes as ONNX Runtime does`, () => {
    for (const [op, cases] of Object.entries(CASES)) {
      test(op, async () => {
        await tf.setBackend(backend)
        for (const one of cases) {
          const { model, feeds } = modelOf(op, one)
          const [first, second] = [await onnxruntime.open(model, { threads: 1 }), await tfjs.open(model, { threads: 1 })]
          const [expected, got] = [await first.run(feeds, first.outputs), await second.run(feeds, second.outputs)]
          await Promise.all([first.release(), second.release()])
          for (const [name, tensor] of Object.entries(expected)) {
            expect({ ...got[name], data: null }).toEqual({ ...tensor, data: null })
            expect(got[name].data.constructor).toBe(tensor.data.constructor)
            expect(relativeError(numbersOf(got[name]), numbersOf(tensor))).toBeLessThan(1e-6)
          }
        }
      })
    }
  })
}
