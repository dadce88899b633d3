import type { Graph, Value } from '../graph.js'
import { ELEMENT_TYPE } from '../onnx.js'
import { lengthsOf } from './shapes.js'

/**
 * The largest value of each channel over the valid steps: x [T, B, K], mask [T, B, 1] (0 valid, −1e9 padding) → [B, K].
 * The gradient goes to the first step that has the maximum, so that ties are not counted twice.
 */
export function maxOverTime(graph: Graph, x: Value, mask: Value): Value {
  const [time, batch, channels] = x.shape
  const masked = graph.emit('Add', [x, mask], x.shape)
  const y = graph.emit('ReduceMax', [masked, graph.constant([0], 'int64')], [batch, channels], { keepdims: 0 })
  return graph.record(y, [x], (dy) => [
    () => {
      const winner = graph.emit('ArgMax', [masked], [1, batch, channels], { axis: 0, keepdims: 1 }, 'int64')
      const length = graph.emit('Reshape', [lengthsOf(graph, x, 0, 1), graph.constant([], 'int64')], [], {}, 'int64')
      const [zero, one] = [graph.constant(0, 'int64'), graph.constant(1, 'int64')]
      const steps = graph.emit('Range', [zero, length, one], [time], {}, 'int64')
      const column = graph.emit('Reshape', [steps, graph.constant([-1, 1, 1], 'int64')], [time, 1, 1], {}, 'int64')
      const won = graph.emit('Equal', [column, winner], x.shape, {}, 'bool')
      return graph.emit('Mul', [graph.emit('Cast', [won], x.shape, { to: ELEMENT_TYPE[graph.float] }), dy], x.shape)
    },
  ])
}
