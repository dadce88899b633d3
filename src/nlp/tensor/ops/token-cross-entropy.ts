import type { Graph, Value } from '../graph.js'
import { ELEMENT_TYPE } from '../onnx.js'

/**
 * Cross-entropy where each row has one right class out of many, and which rows' highest logit is the right one.
 *
 * @param logits [M, V]
 * @param points int64 [M, 2]: the number of each row, and of its class
 * @param weight [M], 1/M for the mean, 0 for a row that does not count
 * @returns loss and hits, two scalars; hits is Σ weight over the rows that are right, and has no gradient
 */
export function tokenCrossEntropy(graph: Graph, logits: Value, points: Value, weight: Value): { loss: Value; hits: Value } {
  const rows = logits.shape[0]
  const logp = graph.emit('LogSoftmax', [logits], logits.shape, { axis: 1 })
  const right = graph.emit('GatherND', [logp, points], [rows])
  const highest = graph.emit('ReduceMax', [logp, graph.constant([1], 'int64')], [rows], { keepdims: 0 })
  const weighted = (x: Value): Value =>
    graph.emit('ReduceSum', [graph.emit('Mul', [x, weight], [rows]), graph.constant([0], 'int64')], [], { keepdims: 0 })
  const equal = graph.emit('Equal', [right, highest], [rows], {}, 'bool')
  const hits = weighted(graph.emit('Cast', [equal], [rows], { to: ELEMENT_TYPE[graph.float] }))
  const loss = graph.record(graph.emit('Neg', [weighted(right)], []), [logits], (dy) => [
    () => {
      const scale = graph.emit('Mul', [weight, dy], [rows])
      const column = graph.emit('Reshape', [scale, graph.constant([-1, 1], 'int64')], [rows, 1])
      const softmax = graph.emit('Mul', [graph.emit('Exp', [logp], logits.shape), column], logits.shape)
      return graph.emit('ScatterND', [softmax, points, graph.emit('Neg', [scale], [rows])], logits.shape, { reduction: 'add' })
    },
  ])
  return { loss, hits }
}
