import type { Graph, Value } from '../graph.js'
import { ELEMENT_TYPE } from '../onnx.js'

/**
 * Rows of a table [rows, E], stored in half precision, for ids of any shape: [.., E] in full precision. It passes no gradient
 * on: tables are trained outside the graph.
 */
export function lookup(graph: Graph, table: Value, ids: Value): Value {
  const shape = [...ids.shape, table.shape[1]]
  const rows = graph.emit('Gather', [table, ids], shape, { axis: 0 }, table.dtype)
  return graph.emit('Cast', [rows], shape, { to: ELEMENT_TYPE[graph.float] })
}
