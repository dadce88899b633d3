import type { Graph, Value } from '../graph.js'

/** y = max(x, 0); the gradient at 0 is 0. */
export function relu(graph: Graph, x: Value): Value {
  const y = graph.emit('Relu', [x], x.shape)
  return graph.record(y, [x], (dy) => [() => graph.emit('Mul', [dy, graph.emit('Sign', [y], y.shape)], y.shape)])
}
