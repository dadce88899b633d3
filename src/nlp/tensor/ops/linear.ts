import type { Graph, Value } from '../graph.js'
import { asRows, fromRows } from './shapes.js'

/** y = x·W + b for x [.., K], W [K, N], b [N]. */
export function linear(graph: Graph, x: Value, w: Value, b: Value): Value {
  const [k, n] = w.shape
  const rows = asRows(graph, x)
  const y = fromRows(graph, graph.emit('Gemm', [rows, w, b], [rows.shape[0], n]), x)
  return graph.record(y, [x, w, b], (dy) => {
    const drows = asRows(graph, dy)
    return [
      () => fromRows(graph, graph.emit('Gemm', [drows, w], rows.shape, { transB: 1 }), x),
      () => graph.emit('Gemm', [rows, drows], [k, n], { transA: 1 }),
      () => graph.emit('ReduceSum', [drows, graph.constant([0], 'int64')], [n], { keepdims: 0 }),
    ]
  })
}
