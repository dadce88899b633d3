import type { Graph, Value } from '../graph.js'
import { lengthsOf } from './shapes.js'

/** x of shape [.., K] as [rows, K]. */
function rowsOf(graph: Graph, x: Value): Value {
  if (x.shape.length === 2) return x
  const last = x.shape.at(-1) as number
  return graph.emit('Reshape', [x, graph.constant([-1, last], 'int64')], ['rows', last])
}

/** The reverse: rows [rows, N] as [.., N], the leading lengths being those of `like`. */
function unrows(graph: Graph, rows: Value, like: Value): Value {
  if (like.shape.length === 2) return rows
  const last = rows.shape[1] as number
  const rank = like.shape.length
  const shape = graph.emit(
    'Concat',
    [lengthsOf(graph, like, 0, rank - 1), graph.constant([last], 'int64')],
    [rank],
    { axis: 0 },
    'int64',
  )
  return graph.emit('Reshape', [rows, shape], [...like.shape.slice(0, -1), last])
}

/** y = x·W + b for x [.., K], W [K, N], b [N]. */
export function linear(graph: Graph, x: Value, w: Value, b: Value): Value {
  const [k, n] = w.shape
  const rows = rowsOf(graph, x)
  const y = unrows(graph, graph.emit('Gemm', [rows, w, b], [rows.shape[0], n]), x)
  return graph.record(y, [x, w, b], (dy) => {
    const drows = rowsOf(graph, dy)
    return [
      () => unrows(graph, graph.emit('Gemm', [drows, w], rows.shape, { transB: 1 }), x),
      () => graph.emit('Gemm', [rows, drows], [k, n], { transA: 1 }),
      () => graph.emit('ReduceSum', [drows, graph.constant([0], 'int64')], [n], { keepdims: 0 }),
    ]
  })
}
