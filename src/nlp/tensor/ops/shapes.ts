import type { Graph, Shape, Value } from '../graph.js'

/** NumPy's rule, with names for lengths that are not known yet: such a length only ever meets itself or 1. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1]
    if (m !== n && m !== 1 && n !== 1) throw new Error(`shapes [${a}] and [${b}] do not broadcast`)
    return m === 1 ? n : m
  })
}

/** The lengths of `value` from axis `start` up to, not including, `end`, as they are when the model runs: int64 [end − start]. */
export function lengthsOf(graph: Graph, value: Value, start: number, end: number): Value {
  return graph.emit('Shape', [value], [end - start], { start, end }, 'int64')
}

/** The lengths of `value` from axis `start` to the one before its last, followed by `last`: int64 [rank − start]. */
function lengthsWith(graph: Graph, value: Value, start: number, last: number): Value {
  const rank = value.shape.length
  const leading = lengthsOf(graph, value, start, rank - 1)
  return graph.emit('Concat', [leading, graph.constant([last], 'int64')], [rank - start], { axis: 0 }, 'int64')
}

/** Zeros [.., width], the leading lengths being those of `like` from axis `start` to the one before its last. */
export function zeros(graph: Graph, like: Value, start: number, width: number): Value {
  const data = graph.float === 'float32' ? Float32Array.of(0) : Float64Array.of(0)
  const shape = [...like.shape.slice(start, -1), width]
  return graph.emit('ConstantOfShape', [lengthsWith(graph, like, start, width)], shape, {
    value: { dtype: graph.float, dims: [1], data },
  })
}

/** x [.., K] as [rows, K]. */
export function asRows(graph: Graph, x: Value): Value {
  if (x.shape.length === 2) return x
  const last = x.shape.at(-1)!
  return graph.emit('Reshape', [x, graph.constant([-1, Number(last)], 'int64')], ['rows', last])
}

/** The reverse: rows [rows, N] as [.., N], the leading lengths being those of `like`. */
export function fromRows(graph: Graph, rows: Value, like: Value): Value {
  if (like.shape.length === 2) return rows
  const last = rows.shape[1]
  return graph.emit('Reshape', [rows, lengthsWith(graph, like, 0, Number(last))], [...like.shape.slice(0, -1), last])
}
