import type { Graph, Value } from '../graph.js'

/** The mean of each channel over the valid steps: x [T, B, K], mask [T, B, 1] (0 valid, −1e9 padding) → [B, K]. */
export function meanOverTime(graph: Graph, x: Value, mask: Value): Value {
  const time = graph.constant([0], 'int64')
  const valid = graph.emit('Exp', [mask], mask.shape)
  const count = graph.emit('ReduceSum', [valid, time], mask.shape.slice(1), { keepdims: 0 })
  const sum = graph.emit('ReduceSum', [graph.emit('Mul', [x, valid], x.shape), time], x.shape.slice(1), { keepdims: 0 })
  const y = graph.emit('Div', [sum, count], sum.shape)
  return graph.record(y, [x], (dy) => [() => graph.emit('Mul', [valid, graph.emit('Div', [dy, count], y.shape)], x.shape)])
}
