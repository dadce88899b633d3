import type { Graph, Value } from '../graph.js'

/**
 * Cross-entropy against soft targets: −Σ_b weight_b Σ_c targets_bc · log softmax(logits)_bc, a scalar.
 *
 * @param logits [B, C]
 * @param targets [B, C]; each row sums to 1, which the gradient relies on
 * @param weight [B, 1], e.g. 1/B for the mean
 */
export function crossEntropy(graph: Graph, logits: Value, targets: Value, weight: Value): Value {
  const logp = graph.emit('LogSoftmax', [logits], logits.shape, { axis: 1 })
  const each = graph.emit('Mul', [graph.emit('Mul', [targets, logp], logits.shape), weight], logits.shape)
  const sum = graph.emit('ReduceSum', [each, graph.constant([0, 1], 'int64')], [], { keepdims: 0 })
  const loss = graph.emit('Neg', [sum], [])
  return graph.record(loss, [logits], (dy) => [
    () => {
      const error = graph.emit('Sub', [graph.emit('Exp', [logp], logits.shape), targets], logits.shape)
      return graph.emit('Mul', [graph.emit('Mul', [error, weight], logits.shape), dy], logits.shape)
    },
  ])
}
