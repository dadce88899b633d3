import { describe, expect, test } from 'vitest'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { attention } from '#src/nlp/tensor/ops/attention.js'
import { gatherRows } from '#src/nlp/tensor/ops/gather-rows.js'
import { gelu } from '#src/nlp/tensor/ops/gelu.js'
import { layerNorm } from '#src/nlp/tensor/ops/layer-norm.js'
import { leadingRows } from '#src/nlp/tensor/ops/leading-rows.js'
import { meanOverTime } from '#src/nlp/tensor/ops/mean-over-time.js'
import { projection } from '#src/nlp/tensor/ops/projection.js'
import { tokenCrossEntropy } from '#src/nlp/tensor/ops/token-cross-entropy.js'
import { checkGradients } from './central-differences.js'
import { integers, numbersOf, real, relativeError, uniform } from './numbers.js'

describe('gradients agree with central differences in float64', () => {
  test('layer normalisation', async () => {
    await checkGradients([[2, 3, 5], [5], [5]], (graph, [x, g, b]) => layerNorm(graph, x, g, b, 1e-12), { seed: 1 })
  })

  test('a projection with weights as PyTorch stores them', async () => {
    await checkGradients([[2, 5, 3], [4, 3], [4]], (graph, [x, w, b]) => projection(graph, x, w, b), { seed: 2 })
  })

  test('attention of two heads, with keys hidden', async () => {
    const mask = real([2, 1, 1, 3], (i) => (i === 5 ? -1e9 : 0))
    await checkGradients([[3, 2, 12]], (graph, [qkv], fixed) => attention(graph, qkv, fixed.mask, 2), {
      seed: 3,
      fixed: { mask },
    })
  })

  test('rows by number, some of them several times', async () => {
    const ids = integers([2, 3], (i) => [0, 3, 3, 1, 3, 0][i])
    await checkGradients([[4, 5]], (graph, [x], fixed) => gatherRows(graph, x, fixed.ids), { seed: 4, fixed: { ids } })
  })

  test('the leading rows of a table', async () => {
    const like = real([3, 2], () => 0)
    await checkGradients([[5, 4]], (graph, [table], fixed) => leadingRows(graph, table, fixed.like, 0), {
      seed: 5,
      fixed: { like },
    })
    await checkGradients([[3, 4]], (graph, [table], fixed) => leadingRows(graph, table, fixed.like, 0), {
      seed: 6,
      fixed: { like },
    })
  })

  test('the mean over the valid steps', async () => {
    const mask = real([3, 2, 1], (i) => (i === 5 ? -1e9 : 0))
    await checkGradients([[3, 2, 4]], (graph, [x], fixed) => meanOverTime(graph, x, fixed.mask), { seed: 8, fixed: { mask } })
  })

  test('cross-entropy of one right class in each row, some rows without weight', async () => {
    const points = integers([4, 2], (i) => [0, 2, 1, 0, 2, 4, 3, 1][i])
    const weight = real([4], (i) => [0.5, 0.25, 0.25, 0][i])
    const fixed = { points, weight }
    await checkGradients([[4, 5]], (graph, [x], named) => tokenCrossEntropy(graph, x, named.points, named.weight).loss, {
      seed: 7,
      fixed,
    })
  })
})

/** Runs a graph over one input x and gives y and, for dy = 1, dx. */
async function runUnary(op: typeof gelu, numbers: number[]): Promise<{ y: number[]; dx: number[] }> {
  const graph = new Graph()
  const x = graph.input('x', [numbers.length], { needsGrad: true })
  const y = op(graph, x)
  const [dx] = graph.backward(y, graph.input('dy', [numbers.length]), [x])
  graph.output('y', y)
  graph.output('dx', dx)
  const session = await onnxruntime.open(writeOnnx(graph.onnx('unary')), { threads: 1 })
  const feeds = {
    x: real([numbers.length], (i) => numbers[i], 'float32'),
    dy: real([numbers.length], () => 1, 'float32'),
  }
  const made = await session.run(feeds, ['y', 'dx'])
  await session.release()
  return { y: numbersOf(made.y), dx: numbersOf(made.dx) }
}

/** erf by its Maclaurin series, which converges fast enough up to 4. */
function erf(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; n < 120; n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

test('gelu and its gradient are those of x·Φ(x)', async () => {
  const numbers = Array.from({ length: 101 }, (_, i) => (i - 50) / 12.5)
  const exact = (x: number): number => (x * (1 + erf(x / Math.SQRT2))) / 2
  const { y, dx } = await runUnary(gelu, numbers.map(Math.fround))
  const slope = (x: number): number => (exact(x + 1e-4) - exact(x - 1e-4)) / 2e-4
  expect(relativeError(y, numbers.map(exact))).toBeLessThan(1e-6)
  expect(relativeError(dx, numbers.map(slope))).toBeLessThan(1e-6)
})

test('the fused layer normalisation gives the gradients of the one written out', async () => {
  const random = uniform(9)
  const [x, gamma, beta, dy] = [[4, 6], [6], [6], [4, 6]].map((dims) => real(dims, random, 'float64'))
  const run = async (float: 'float32' | 'float64'): Promise<number[][]> => {
    const graph = new Graph(float)
    const inputs = [graph.input('x', [4, 6], { needsGrad: true }), graph.input('gamma', [6], { needsGrad: true })]
    inputs.push(graph.input('beta', [6], { needsGrad: true }))
    const y = layerNorm(graph, inputs[0], inputs[1], inputs[2], 1e-12)
    const gradients = graph.backward(y, graph.input('dy', [4, 6]), inputs)
    for (const [i, value] of [y, ...gradients].entries()) graph.output(`o${i}`, value)
    const session = await onnxruntime.open(writeOnnx(graph.onnx('norm')), { threads: 1 })
    const given = Object.entries({ x, gamma, beta, dy }).map(([name, { dims, data }]) => {
      return [name, real(dims, (i) => Number(data[i]), float)]
    })
    const made = await session.run(Object.fromEntries(given), ['o0', 'o1', 'o2', 'o3'])
    await session.release()
    return ['o0', 'o1', 'o2', 'o3'].map((name) => numbersOf(made[name]))
  }
  const [single, double] = [await run('float32'), await run('float64')]
  for (const [i, numbers] of single.entries()) expect(relativeError(numbers, double[i])).toBeLessThan(1e-5)
})
