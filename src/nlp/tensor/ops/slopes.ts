import type { Graph, Value } from '../graph.js'

/** 1 − y², the derivative of the hyperbolic tangent, from its value y. */
export function slopeOfTanh(graph: Graph, y: Value): Value {
  return graph.emit('Sub', [graph.constant(1), graph.emit('Mul', [y, y], y.shape)], y.shape)
}

/** y·(1 − y), the derivative of the logistic function, from its value y. */
export function slopeOfSigmoid(graph: Graph, y: Value): Value {
  return graph.emit('Sub', [y, graph.emit('Mul', [y, y], y.shape)], y.shape)
}
