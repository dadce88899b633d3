import type { Graph, Value } from '../graph.js'

/** x [T, ..] with step t + by in the place of step t, zeros where there is none; a shift may go beyond the end. */
export function shift(graph: Graph, x: Value, by: number): Value {
  if (by === 0) return x
  const others = x.shape.slice(1).map(() => 0)
  return graph.emit('Pad', [x, graph.constant([-by, ...others, by, ...others], 'int64')], x.shape)
}
