import { describe, expect, test } from 'vitest'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { Graph, type Value } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { add, mul, sub } from '#src/nlp/tensor/ops/arithmetic.js'
import { concatLast } from '#src/nlp/tensor/ops/concat.js'
import { convolutions, convolve } from '#src/nlp/tensor/ops/convolve.js'
import { crossEntropy } from '#src/nlp/tensor/ops/cross-entropy.js'
import { gru } from '#src/nlp/tensor/ops/gru.js'
import { linear } from '#src/nlp/tensor/ops/linear.js'
import { lstm } from '#src/nlp/tensor/ops/lstm.js'
import { maxOverTime } from '#src/nlp/tensor/ops/max-over-time.js'
import { relu } from '#src/nlp/tensor/ops/relu.js'
import { reverseSequence } from '#src/nlp/tensor/ops/reverse-sequence.js'
import { simpleRnn } from '#src/nlp/tensor/ops/simple-rnn.js'
import { checkGradients } from './central-differences.js'
import { integers, numbersOf, real } from './numbers.js'

const lengths = integers([3], (i) => [4, 1, 2][i])
// [T = 4, B = 3, 1]
const mask = real([4, 3, 1], (i) => (Math.floor(i / 3) < [4, 1, 2][i % 3] ? 0 : -1e9))

describe('gradients agree with central differences in float64', () => {
  for (const [name, op] of Object.entries({ add, sub, mul })) {
    test(`${name}, shapes equal and broadcast`, async () => {
      await checkGradients(
        [
          [2, 3],
          [2, 3],
        ],
        (graph, [a, b]) => op(graph, a, b),
        { seed: 1 },
      )
      await checkGradients(
        [
          [4, 2, 3],
          [2, 1],
        ],
        (graph, [a, b]) => op(graph, a, b),
        { seed: 2 },
      )
      await checkGradients([[3], [2, 2, 1]], (graph, [a, b]) => op(graph, a, b), { seed: 3 })
    })
  }

  test('linear over two and over three axes', async () => {
    await checkGradients([[5, 3], [3, 4], [4]], (graph, [x, w, b]) => linear(graph, x, w, b), { seed: 4 })
    await checkGradients([[2, 5, 3], [3, 4], [4]], (graph, [x, w, b]) => linear(graph, x, w, b), { seed: 5 })
  })

  test('relu', async () => {
    await checkGradients([[4, 5]], (graph, [x]) => relu(graph, x), { seed: 6 })
  })

  test('concatenation', async () => {
    await checkGradients(
      [
        [2, 3, 4],
        [2, 3, 1],
      ],
      (graph, parts) => concatLast(graph, parts),
      { seed: 7 },
    )
  })

  test('reversal of sequences', async () => {
    await checkGradients([[4, 3, 2]], (graph, [x], fixed) => reverseSequence(graph, x, fixed.lengths), {
      seed: 8,
      fixed: { lengths },
    })
  })

  test('maximum over the valid steps', async () => {
    await checkGradients([[4, 3, 5]], (graph, [x], fixed) => maxOverTime(graph, x, fixed.mask), { seed: 9, fixed: { mask } })
  })

  test('cross-entropy against soft targets', async () => {
    const fixed = { targets: real([2, 3], (i) => [0.25, 0.5, 0.25, 0, 0, 1][i]), weight: real([2, 1], (i) => [0.5, 2][i]) }
    await checkGradients([[2, 3]], (graph, [x], { targets, weight }) => crossEntropy(graph, x, targets, weight), {
      seed: 10,
      fixed,
    })
  })

  test('LSTM', async () => {
    await checkGradients(
      [
        [4, 3, 8],
        [2, 8],
      ],
      (graph, [zx, u]) => lstm(graph, zx, u),
      { seed: 11 },
    )
  })

  test('simple recurrent network', async () => {
    await checkGradients(
      [
        [4, 3, 2],
        [2, 2],
      ],
      (graph, [zx, u]) => simpleRnn(graph, zx, u),
      { seed: 13 },
    )
  })

  test('GRU', async () => {
    await checkGradients([[4, 3, 6], [2, 6], [6]], (graph, [zx, u, ub]) => gru(graph, zx, u, ub), { seed: 14 })
  })

  test('convolution of one width', async () => {
    await checkGradients(
      [
        [4, 2, 3],
        [3, 9],
      ],
      (graph, [x, w]) => convolve(graph, x, w, 3, 3),
      { seed: 15 },
    )
  })

  test('convolutions of several widths, one wider than the sequence is long', async () => {
    await checkGradients(
      [
        [3, 2, 2],
        [2, 18],
      ],
      (graph, [x, w]) => convolutions(graph, x, w, [1, 3, 5], 2),
      { seed: 16 },
    )
  })

  test('a value that is used twice', async () => {
    await checkGradients([[2, 3]], (graph, [x]) => add(graph, mul(graph, x, x), relu(graph, x)), { seed: 12 })
  })
})

describe('maximum over time', () => {
  test('a tie passes its gradient on once, in equal shares', async () => {
    const graph = new Graph('float64')
    const x = graph.input('x', [3, 1, 1], { needsGrad: true })
    const y = maxOverTime(graph, x, graph.input('mask', [3, 1, 1]))
    graph.output('gx', graph.backward(y, graph.input('dy', [1, 1]), [x])[0])
    const session = await onnxruntime.open(writeOnnx(graph.onnx('tie')), { threads: 1 })
    const feeds = { x: real([3, 1, 1], (i) => [0, 7, 7][i]), mask: real([3, 1, 1], () => 0), dy: real([1, 1], () => 2) }
    expect(numbersOf((await session.run(feeds, ['gx'])).gx)).toEqual([0, 1, 1])
    await session.release()
  })
})

/** What an op makes in float64. */
async function run(
  inputs: Record<string, Tensor>,
  build: (graph: Graph, values: Record<string, Value>) => Value,
): Promise<number[]> {
  const graph = new Graph('float64')
  const values = Object.entries(inputs).map(([name, tensor]) => [name, graph.input(name, tensor.dims)] as const)
  graph.output('h', build(graph, Object.fromEntries(values)))
  const session = await onnxruntime.open(writeOnnx(graph.onnx('recurrence')), { threads: 1 })
  const got = numbersOf((await session.run(inputs, ['h'])).h)
  await session.release()
  return got
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

describe('recurrent layers agree with the equations, step by step', () => {
  const [time, batch, h] = [3, 2, 2]

  /** h·U for one sequence of a batch, U [H, gates·H]. */
  const product = (state: readonly number[], u: Tensor): number[] =>
    Array.from({ length: u.dims[1] }, (_, j) =>
      state.reduce((sum, value, k) => sum + value * Number(u.data[k * u.dims[1] + j]), 0),
    )
  const inputOf = (zx: Tensor, t: number, b: number): number[] =>
    Array.from({ length: zx.dims[2] }, (_, j) => Number(zx.data[(t * batch + b) * zx.dims[2] + j]))
  const weights = (gates: number): { zx: Tensor; u: Tensor } => ({
    zx: real([time, batch, gates * h], (i) => Math.sin(i)),
    u: real([h, gates * h], (i) => Math.cos(3 * i)),
  })

  test('LSTM', async () => {
    const { zx, u } = weights(4)
    const got = await run({ zx, u }, (graph, values) => lstm(graph, values.zx, values.u))
    for (let b = 0; b < batch; b++) {
      let state = { h: [0, 0], c: [0, 0] }
      for (let t = 0; t < time; t++) {
        const p = product(state.h, u)
        const z = inputOf(zx, t, b).map((value, j) => value + p[j])
        const c = state.c.map((value, k) => sigmoid(z[2 * h + k]) * value + sigmoid(z[k]) * Math.tanh(z[3 * h + k]))
        state = { c, h: c.map((value, k) => sigmoid(z[h + k]) * Math.tanh(value)) }
        for (let k = 0; k < h; k++) expect(got[(t * batch + b) * h + k]).toBeCloseTo(state.h[k], 12)
      }
    }
  })

  test('GRU', async () => {
    const { zx, u } = weights(3)
    const ub = real([3 * h], (i) => Math.sin(5 * i + 1))
    const got = await run({ zx, u, ub }, (graph, values) => gru(graph, values.zx, values.u, values.ub))
    for (let b = 0; b < batch; b++) {
      let state = [0, 0]
      for (let t = 0; t < time; t++) {
        const x = inputOf(zx, t, b)
        const p = product(state, u).map((value, j) => value + Number(ub.data[j]))
        state = state.map((before, k) => {
          const [z, r] = [k, h + k].map((j) => sigmoid(x[j] + p[j]))
          const n = Math.tanh(x[2 * h + k] + r * p[2 * h + k])
          return (1 - z) * n + z * before
        })
        for (let k = 0; k < h; k++) expect(got[(t * batch + b) * h + k]).toBeCloseTo(state[k], 12)
      }
    }
  })

  test('simple recurrent network', async () => {
    const { zx, u } = weights(1)
    const got = await run({ zx, u }, (graph, values) => simpleRnn(graph, values.zx, values.u))
    for (let b = 0; b < batch; b++) {
      let state = [0, 0]
      for (let t = 0; t < time; t++) {
        const p = product(state, u)
        state = inputOf(zx, t, b).map((value, k) => Math.tanh(value + p[k]))
        for (let k = 0; k < h; k++) expect(got[(t * batch + b) * h + k]).toBeCloseTo(state[k], 12)
      }
    }
  })
})

test('convolutions agree with their definition, at the end of a sequence too', async () => {
  const [time, rows, inputs, filters] = [3, 2, 2, 2]
  const widths = [2, 4]
  const x = real([time, rows, inputs], (i) => Math.sin(i))
  const w = real([inputs, 6 * filters], (i) => Math.cos(3 * i))
  const got = await run({ x, w }, (graph, values) => convolutions(graph, values.x, values.w, widths, filters))
  const expected: number[] = []
  for (let t = 0; t < time; t++)
    for (let r = 0; r < rows; r++)
      for (const [i, width] of widths.entries())
        for (let f = 0; f < filters; f++) {
          let sum = 0
          for (let j = 0; j < width && t + j < time; j++)
            for (let k = 0; k < inputs; k++) {
              const column = ((i === 0 ? 0 : widths[0]) + j) * filters + f
              sum += Number(x.data[((t + j) * rows + r) * inputs + k]) * Number(w.data[k * 6 * filters + column])
            }
          expected.push(sum)
        }
  expect(got).toHaveLength(expected.length)
  for (const [at, value] of expected.entries()) expect(got[at]).toBeCloseTo(value, 12)
})
