import { expect } from 'vitest'
import type { Session, Tensor } from '#src/nlp/tensor/engine.js'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { Graph, type Value } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { numbersOf, real, relativeError, uniform } from './numbers.js'

const STEP = 1e-5
// Central differences in float64 with this step leave an error of about 1e-10 of the largest gradient.
const TOLERANCE = 1e-8

/** d f / d x by central differences, f being a scalar that `evaluate` computes after x was changed in place. */
export async function centralDifferences(x: Float64Array, evaluate: () => Promise<number>): Promise<number[]> {
  const gradient: number[] = []
  for (const [i, value] of x.entries()) {
    x[i] = value + STEP
    const above = await evaluate()
    x[i] = value - STEP
    const below = await evaluate()
    x[i] = value
    gradient.push((above - below) / (2 * STEP))
  }
  return gradient
}

/**
 * Holds an op's gradients against central differences of Σ dy·y in float64, for random inputs and a random dy.
 *
 * @param dims of the inputs that are differentiated
 * @param build makes y from them
 * @param fixed other inputs, by name
 */
export async function checkGradients(
  dims: readonly (readonly number[])[],
  build: (graph: Graph, inputs: Value[], fixed: Record<string, Value>) => Value,
  options: { seed: number; fixed?: Record<string, Tensor> },
): Promise<void> {
  const fixed = options.fixed ?? {}
  const graph = new Graph('float64')
  const inputs = dims.map((shape, i) => graph.input(`x${i}`, shape, { needsGrad: true }))
  const others = Object.entries(fixed).map(
    ([name, tensor]) => [name, graph.input(name, tensor.dims, { dtype: tensor.dtype })] as const,
  )
  const y = build(graph, inputs, Object.fromEntries(others))
  const gradients = graph.backward(y, graph.input('dy', y.shape), inputs)
  graph.output('y', y)
  for (const [i, gradient] of gradients.entries()) graph.output(`g${i}`, gradient)
  for (const [i, gradient] of gradients.entries()) expect(gradient.shape, `declared shape of gradient ${i}`).toEqual(dims[i])

  const session: Session = await onnxruntime.open(writeOnnx(graph.onnx('check')), { threads: 1 })
  const random = uniform(options.seed)
  const xs = dims.map((shape) => real(shape, random))
  const dy = real(y.shape as readonly number[], random)
  const feeds = { ...fixed, dy, ...Object.fromEntries(xs.map((x, i) => [`x${i}`, x])) }
  const analytic = await session.run(
    feeds,
    dims.map((_, i) => `g${i}`),
  )
  const objective = async (): Promise<number> => {
    const { y: out } = await session.run(feeds, ['y'])
    return numbersOf(out).reduce((sum, value, i) => sum + value * Number(dy.data[i]), 0)
  }
  for (const [i, x] of xs.entries()) {
    const numeric = await centralDifferences(x.data as Float64Array, objective)
    expect(analytic[`g${i}`].dims).toEqual(dims[i])
    expect(relativeError(numbersOf(analytic[`g${i}`]), numeric), `gradient of input ${i}`).toBeLessThan(TOLERANCE)
  }
  await session.release()
}
