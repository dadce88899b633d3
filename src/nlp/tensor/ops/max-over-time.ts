import type { Graph, Value } from '../graph.js'
import { ELEMENT_TYPE } from '../onnx.js'

/**
 * The largest value of each channel over the valid steps: x [T, B, K], mask [T, B, 1] (0 valid, −1e9 padding; none: all steps are
 * valid) → [B, K].
 * Steps that share the maximum share its gradient equally.
 */
export function maxOverTime(graph: Graph, x: Value, mask?: Value): Value {
  const axes = graph.constant([0], 'int64')
  const masked = mask ? graph.emit('Add', [x, mask], x.shape) : x
  const y = graph.emit('ReduceMax', [masked, axes], x.shape.slice(1), { keepdims: 0 })
  return graph.record(y, [x], (dy) => [
    () => {
      const highest = graph.emit('Equal', [masked, y], x.shape, {}, 'bool')
      const winners = graph.emit('Cast', [highest], x.shape, { to: ELEMENT_TYPE[graph.float] })
      const count = graph.emit('ReduceSum', [winners, axes], y.shape, { keepdims: 0 })
      return graph.emit('Mul', [winners, graph.emit('Div', [dy, count], y.shape)], x.shape)
    },
  ])
}
