import type { Graph, Shape, Value } from '../graph.js'
import { broadcastShapes } from './shapes.js'

/** Sums a gradient over the axes along which its input was broadcast. */
function unbroadcast(graph: Graph, dy: Value, shape: Shape): Value {
  const leading = dy.shape.length - shape.length
  const axes = (keep: boolean): number[] =>
    dy.shape.flatMap((dim, i) => ((keep ? i >= leading && shape[i - leading] === 1 && dim !== 1 : i < leading) ? [i] : []))
  const sum = (value: Value, over: number[], keepdims: 0 | 1, to: Shape): Value =>
    over.length === 0 ? value : graph.emit('ReduceSum', [value, graph.constant(over, 'int64')], to, { keepdims })
  const ones = sum(dy, axes(true), 1, [...dy.shape.slice(0, leading), ...shape])
  return sum(ones, axes(false), 0, shape)
}

export function add(graph: Graph, a: Value, b: Value): Value {
  const y = graph.emit('Add', [a, b], broadcastShapes(a.shape, b.shape))
  return graph.record(y, [a, b], (dy) => [() => unbroadcast(graph, dy, a.shape), () => unbroadcast(graph, dy, b.shape)])
}

export function sub(graph: Graph, a: Value, b: Value): Value {
  const y = graph.emit('Sub', [a, b], broadcastShapes(a.shape, b.shape))
  return graph.record(y, [a, b], (dy) => [
    () => unbroadcast(graph, dy, a.shape),
    () => unbroadcast(graph, graph.emit('Neg', [dy], dy.shape), b.shape),
  ])
}

export function mul(graph: Graph, a: Value, b: Value): Value {
  const y = graph.emit('Mul', [a, b], broadcastShapes(a.shape, b.shape))
  return graph.record(y, [a, b], (dy) => [
    () => unbroadcast(graph, graph.emit('Mul', [dy, b], dy.shape), a.shape),
    () => unbroadcast(graph, graph.emit('Mul', [dy, a], dy.shape), b.shape),
  ])
}
