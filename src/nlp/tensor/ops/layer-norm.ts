import type { Graph, Shape, Value } from '../graph.js'
import { asRows } from './shapes.js'

/** Sums over the last axis, which stays with length 1, divided by its length. */
function meanOfLast(graph: Graph, x: Value): Value {
  const width = x.shape.at(-1) as number
  const sum = graph.emit('ReduceSum', [x, graph.constant([-1], 'int64')], [...x.shape.slice(0, -1), 1], { keepdims: 1 })
  return graph.emit('Mul', [sum, graph.constant(1 / width)], sum.shape)
}

interface Normalised {
  y: Value
  mean: Value
  inverse: Value
}

function fused(graph: Graph, x: Value, gamma: Value, beta: Value, epsilon: number): Normalised {
  const each: Shape = [...x.shape.slice(0, -1), 1]
  const [y, mean, inverse] = graph.emitAll('LayerNormalization', [x, gamma, beta], { axis: -1, epsilon }, [
    { shape: x.shape },
    { shape: each },
    { shape: each },
  ])
  return { y, mean, inverse }
}

/** The operator gives mean and deviation in single precision whatever its input, too coarse for checking gradients. */
function writtenOut(graph: Graph, x: Value, gamma: Value, beta: Value, epsilon: number): Normalised {
  const mean = meanOfLast(graph, x)
  const centred = graph.emit('Sub', [x, mean], x.shape)
  const variance = meanOfLast(graph, graph.emit('Mul', [centred, centred], x.shape))
  const deviation = graph.emit('Sqrt', [graph.emit('Add', [variance, graph.constant(epsilon)], variance.shape)], variance.shape)
  const inverse = graph.emit('Div', [graph.constant(1), deviation], deviation.shape)
  const scaled = graph.emit('Mul', [graph.emit('Mul', [centred, inverse], x.shape), gamma], x.shape)
  return { y: graph.emit('Add', [scaled, beta], x.shape), mean, inverse }
}

/**
 * Layer normalisation (Ba et al. 2016) over the last axis: (x − mean) / √(variance + epsilon) · gamma + beta.
 *
 * @param x [.., N]
 * @param gamma [N]
 * @param beta [N]
 */
export function layerNorm(graph: Graph, x: Value, gamma: Value, beta: Value, epsilon: number): Value {
  const { y, mean, inverse } = (graph.float === 'float32' ? fused : writtenOut)(graph, x, gamma, beta, epsilon)
  return graph.record(y, [x, gamma, beta], (dy) => {
    const times = (a: Value, b: Value): Value => graph.emit('Mul', [a, b], a.shape)
    const minus = (a: Value, b: Value): Value => graph.emit('Sub', [a, b], a.shape)
    const normal = times(minus(x, mean), inverse)
    const sumOfRows = (value: Value): Value =>
      graph.emit('ReduceSum', [asRows(graph, value), graph.constant([0], 'int64')], gamma.shape, { keepdims: 0 })
    return [
      () => {
        const g = times(dy, gamma)
        const along = times(normal, meanOfLast(graph, times(g, normal)))
        return times(minus(minus(g, meanOfLast(graph, g)), along), inverse)
      },
      () => sumOfRows(times(dy, normal)),
      () => sumOfRows(dy),
    ]
  })
}
