import type { Graph, Value } from '../graph.js'
import { ELEMENT_TYPE } from '../onnx.js'

/**
 * Mean cross-entropy where each row has one right class out of many, and the share of rows whose highest logit is the right one.
 *
 * @param logits [M, V]
 * @param points int64 [M, 2]: the number of each row, and of its class
 * @param weight [] 1/M for the mean
 * @returns loss and hits, two scalars; hits is Σ weight over the rows that are right, and has no gradient
 */
export function tokenCrossEntropy(graph: Graph, logits: Value, points: Value, weight: Value): { loss: Value; hits: Value } {
  const rows = logits.shape[0]
  const logp = graph.emit('LogSoftmax', [logits], logits.shape, { axis: 1 })
  const right = graph.emit('GatherND', [logp, points], [rows])
  const highest = graph.emit('ReduceMax', [logp, graph.constant([1], 'int64')], [rows], { keepdims: 0 })
  const sumOf = (x: Value): Value =>
    graph.emit('Mul', [graph.emit('ReduceSum', [x, graph.constant([0], 'int64')], [], { keepdims: 0 }), weight], [])
  const equal = graph.emit('Equal', [right, highest], [rows], {}, 'bool')
  const hits = sumOf(graph.emit('Cast', [equal], [rows], { to: ELEMENT_TYPE[graph.float] }))
  const loss = graph.record(graph.emit('Neg', [sumOf(right)], []), [logits], (dy) => [
    () => {
      const scale = graph.emit('Mul', [weight, dy], [])
      const softmax = graph.emit('Mul', [graph.emit('Exp', [logp], logits.shape), scale], logits.shape)
      const ones = graph.emit('Sub', [right, right], [rows])
      const minus = graph.emit('Sub', [ones, scale], [rows])
      return graph.emit('ScatterND', [softmax, points, minus], logits.shape, { reduction: 'add' })
    },
  ])
  return { loss, hits }
}
