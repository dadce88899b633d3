import type { Graph, Value } from '../graph.js'

/**
 * y = max(x, 0); the gradient at 0 is 0. Guided backpropagation (Springenberg et al. 2015, section 3.4) stops negative gradients as well:
 * dx = max(dy, 0) where x > 0.
 */
export function relu(graph: Graph, x: Value): Value {
  const y = graph.emit('Relu', [x], x.shape)
  return graph.record(y, [x], (dy) => [
    () => {
      const through = graph.guided ? graph.emit('Relu', [dy], y.shape) : dy
      return graph.emit('Mul', [through, graph.emit('Sign', [y], y.shape)], y.shape)
    },
  ])
}
