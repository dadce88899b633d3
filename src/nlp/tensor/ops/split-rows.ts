import type { Graph, Value } from '../graph.js'
import { asRows, fromRows } from './shapes.js'

/** x [S·B, K] as [S, B, K], the lengths being those of `like` [S, B, ..]. */
export function splitRows(graph: Graph, x: Value, like: Value): Value {
  return graph.record(fromRows(graph, x, like), [x], (dy) => [() => asRows(graph, dy)])
}
