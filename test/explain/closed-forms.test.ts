import { afterAll, describe, expect, test } from 'vitest'
import type { EncoderConfig } from '#src/nlp/encoder/model.js'
import { openGradients } from '#src/nlp/explain/gradient-session.js'
import type { Explainer, Method } from '#src/nlp/explain/method.js'
import { cam } from '#src/nlp/explain/methods/cam.js'
import { gradCam } from '#src/nlp/explain/methods/grad-cam.js'
import { hiResCam } from '#src/nlp/explain/methods/hires-cam.js'
import { openExplainer } from '#src/nlp/explain/open.js'
import { alongVectors } from '#src/nlp/explain/row-batch.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { linear } from '#src/nlp/tensor/ops/linear.js'
import { meanOverTime } from '#src/nlp/tensor/ops/mean-over-time.js'
import { relu } from '#src/nlp/tensor/ops/relu.js'
import { real, uniform } from '../tensor/numbers.js'
import { CLASSES, DOCUMENTS, OPTIONS, sum, tinyEncoder } from './tiny.js'

const opened: Explainer[] = []
afterAll(() => Promise.all(opened.map((one) => one.release())))

const DOCUMENT = DOCUMENTS[0]
const CLASS = 1

/** One document of an encoder by a method, beside its token vectors [T][E] and the centred weights of its class. */
async function explained(method: Method, options: Partial<EncoderConfig>) {
  const { trained, config, parameters } = tinyEncoder(options)
  const explainer = await openExplainer(method, trained, OPTIONS)
  opened.push(explainer)
  const session = await openGradients(trained, { map: true }, OPTIONS)
  const [batch] = session.batches([DOCUMENT])
  await session.release()
  const { embedding } = config
  const x = DOCUMENT.map((_, t) => [...batch.x.subarray(t * embedding, (t + 1) * embedding)])
  const row = (k: number): number[] => [...parameters['head.W'].subarray(k * CLASSES, (k + 1) * CLASSES)]
  const weight = (k: number): number => row(k)[CLASS] - sum(row(k)) / CLASSES
  const [heat] = await explainer.explain([DOCUMENT], [CLASS])
  return { heat: [...heat], x, weight, parameters, config }
}

const close = (got: readonly number[], expected: readonly number[]): void => {
  expect(got).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 5)
}

describe('max pooling straight into a linear layer', () => {
  const kind = 'max-pool'
  test('has w·x / T by CAM, and what is positive of it by Grad-CAM', async () => {
    const { heat, x, weight } = await explained('cam', { kind })
    const expected = x.map((vector) => sum(vector.map((value, k) => weight(k) * value)) / x.length)
    close(heat, expected)
    close(
      (await explained('grad-cam', { kind })).heat,
      expected.map((value) => Math.max(0, value)),
    )
  })

  test.each(['hires-cam', 'gradient-input', 'integrated-gradients'] as const)(
    'has by %s at each token the weights times what it is the largest of, shared where several are',
    async (method) => {
      const { heat, x, weight } = await explained(method, { kind })
      const expected = x.map(() => 0)
      for (let k = 0; k < x[0].length; k++) {
        const column = x.map((vector) => vector[k])
        const most = Math.max(...column)
        const winners = column.flatMap((value, t) => (value === most ? [t] : []))
        for (const t of winners) expected[t] += (weight(k) * most) / winners.length
      }
      close(heat, expected)
    },
  )
})

describe('a convolution of width 1', () => {
  const sizes = { kind: 'cnn' as const, widths: [1], hidden: 4 }

  async function parts(method: Method) {
    const { heat, x, weight, parameters, config } = await explained(method, sizes)
    const filter = (vector: number[], k: number): number =>
      sum(vector.map((value, e) => value * parameters['convolution.W'][e * config.hidden + k]))
    const map = x.map((vector) =>
      Array.from({ length: config.hidden }, (_, k) => Math.max(0, filter(vector, k) + parameters['convolution.b'][k])),
    )
    return { heat, x, weight, filter, map, hidden: config.hidden }
  }

  test('has by guided backpropagation what passes a ReLU both ways: filters that fire, where their weight is positive', async () => {
    const { heat, x, weight, filter, map, hidden } = await parts('guided-backpropagation')
    const expected = x.map(() => 0)
    const signs = new Set<number>()
    for (let k = 0; k < hidden; k++) {
      signs.add(Math.sign(weight(k)))
      const most = Math.max(...map.map((row) => row[k]))
      const winners = map.flatMap((row, t) => (row[k] === most && most > 0 ? [t] : []))
      for (const t of winners) expected[t] += (Math.max(0, weight(k)) * filter(x[t], k)) / winners.length
    }
    expect(signs.size).toBe(2)
    close(heat, expected)
  })

  test('has by guided Grad-CAM the product of Grad-CAM and what is positive of guided backpropagation', async () => {
    const [guided, plain, both] = [
      (await explained('guided-backpropagation', sizes)).heat,
      (await explained('grad-cam', sizes)).heat,
      (await explained('guided-grad-cam', sizes)).heat,
    ]
    close(
      both,
      plain.map((value, t) => value * Math.max(0, guided[t])),
    )
    expect(sum(both)).toBeGreaterThan(0)
  })
})

describe('a mean over time straight into a linear layer', () => {
  // y = w · mean(x): ∂y/∂x_i = w / T.
  const [steps, width, classes] = [4, 3, 2]
  const random = uniform(3)
  const x = Float32Array.from({ length: steps * width }, random)
  const w = Float32Array.from({ length: width * classes }, random)
  const centred = Array.from({ length: width }, (_, k) => (w[k * classes] - w[k * classes + 1]) / 2)
  const share = Array.from({ length: steps }, (_, t) => sum(centred.map((weight, k) => (weight * x[t * width + k]) / steps)))

  async function gradient(): Promise<Float32Array> {
    const graph = new Graph()
    const rows = graph.input('x', ['T', 'B', width], { needsGrad: true })
    const pooled = meanOverTime(graph, rows, graph.input('mask', ['T', 'B', 1]))
    const weights = graph.initializer('w', { dtype: 'float32', dims: [width, classes], data: w })
    const logits = linear(graph, pooled, weights, graph.constant([5, 7]))
    graph.output('gradient', graph.backward(logits, graph.input('dy', ['B', classes]), [rows])[0])
    const session = await onnxruntime.open(writeOnnx(graph.onnx('mean')), { threads: 1 })
    const result = await session.run(
      {
        x: { dtype: 'float32', dims: [steps, 1, width], data: x },
        mask: real([steps, 1, 1], () => 0, 'float32'),
        dy: { dtype: 'float32', dims: [1, classes], data: Float32Array.of(0.5, -0.5) },
      },
      ['gradient'],
    )
    await session.release()
    return result.gradient.data as Float32Array
  }

  test('has w·x_i / T by every method that goes by gradients', async () => {
    const found = await gradient()
    const batch = {
      documents: [0],
      steps,
      rows: 1,
      lengths: [steps],
      first: [0],
      x,
      wordless: new Uint8Array(steps),
      lay: () => {},
    }
    const maps = { documents: 1, steps, rows: 1, channels: width, lengths: [steps], first: [0], map: x, gradient: found }
    close([...alongVectors(batch, found)], share)
    close([...hiResCam(maps)], share)
    close([...cam(maps, [0], w)], share)
    close(
      [...gradCam(maps)],
      share.map((value) => Math.max(0, value)),
    )
  })
})

test('guided, a gradient passes a ReLU only where it is positive and the ReLU is on; otherwise wherever the ReLU is on', async () => {
  const graph = new Graph()
  const x = graph.input('x', [4], { needsGrad: true })
  const y = relu(graph, x)
  const dy = graph.input('dy', [4])
  graph.output('guided', graph.backward(y, dy, [x], { guided: true })[0])
  graph.output('plain', graph.backward(y, dy, [x])[0])
  const session = await onnxruntime.open(writeOnnx(graph.onnx('relu')), { threads: 1 })
  const row = (...data: number[]) => ({ dtype: 'float32' as const, dims: [4], data: Float32Array.from(data) })
  const { guided, plain } = await session.run({ x: row(1, 2, -1, -2), dy: row(3, -4, 5, -6) }, ['guided', 'plain'])
  await session.release()
  expect([...(guided.data as Float32Array)].map((value) => value + 0)).toEqual([3, 0, 0, 0])
  expect([...(plain.data as Float32Array)].map((value) => value + 0)).toEqual([3, -4, 0, 0])
})

test('the random baseline is the same for a seed, another for another, and no hotter on long eojeol', async () => {
  const { trained } = tinyEncoder({ kind: 'max-pool' })
  const heatOf = async (seed: number): Promise<Float32Array> => {
    const explainer = await openExplainer('random', trained, { ...OPTIONS, seed })
    return (await explainer.explain([DOCUMENT], [CLASS]))[0]
  }
  expect(await heatOf(1)).toEqual(await heatOf(1))
  expect(await heatOf(1)).not.toEqual(await heatOf(2))
  const many = await Promise.all(Array.from({ length: 400 }, (_, seed) => heatOf(seed)))
  // 영화가 has two morphemes, 정말 one.
  const mean = (from: number, to: number): number => sum(many.flatMap((heat) => [...heat.subarray(from, to)])) / many.length
  expect(mean(0, 2)).toBeGreaterThan(0.45)
  expect(mean(0, 2)).toBeLessThan(0.55)
  expect(mean(2, 4)).toBeLessThan(0.55)
})
