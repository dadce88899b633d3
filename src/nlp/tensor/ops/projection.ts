import type { Graph, Value } from '../graph.js'
import { asRows, fromRows } from './shapes.js'

/** y = x·Wᵀ + b for x [.., K], W [N, K], b [N]: weights as PyTorch's Linear stores them, so that files can be exchanged as they are. */
export function projection(graph: Graph, x: Value, w: Value, b: Value): Value {
  const [n] = w.shape
  const rows = asRows(graph, x)
  const y = fromRows(graph, graph.emit('Gemm', [rows, w, b], [rows.shape[0], n], { transB: 1 }), x)
  return graph.record(y, [x, w, b], (dy) => {
    const drows = asRows(graph, dy)
    return [
      () => fromRows(graph, graph.emit('Gemm', [drows, w], rows.shape), x),
      () => graph.emit('Gemm', [drows, rows], w.shape, { transA: 1 }),
      () => graph.emit('ReduceSum', [drows, graph.constant([0], 'int64')], [n], { keepdims: 0 }),
    ]
  })
}
