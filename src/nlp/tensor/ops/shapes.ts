import type { Graph, Shape, Value } from '../graph.js'
import type { Dim } from '../onnx.js'

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

/** `fill` in the shape of the leading axes of `like`, followed by `last`. */
export function filled(
  graph: Graph,
  fill: number,
  like: Value,
  axes: readonly [start: number, end: number],
  last: readonly number[] = [],
): Value {
  const [start, end] = axes
  const leading = lengthsOf(graph, like, start, end)
  const shape =
    last.length === 0
      ? leading
      : graph.emit('Concat', [leading, graph.constant(last, 'int64')], [end - start + last.length], { axis: 0 }, 'int64')
  const data = graph.float === 'float32' ? Float32Array.of(fill) : Float64Array.of(fill)
  return graph.emit('ConstantOfShape', [shape], [...like.shape.slice(start, end), ...last], {
    value: { dtype: graph.float, dims: [1], data },
  })
}

export const product = (dims: readonly Dim[]): number => dims.reduce<number>((sum, dim) => sum * Number(dim), 1)
