import type { Graph, Value } from '../graph.js'
import { asRows, lengthsOf } from './shapes.js'

/** The first rows of a table [R, E], as many as axis `axis` of `like` is long (at most R), one a step: [T, 1, E]. */
export function leadingRows(graph: Graph, table: Value, like: Value, axis: number): Value {
  const [rows, width] = table.shape as [number, number]
  const count = lengthsOf(graph, like, axis, axis + 1)
  const end = graph.emit('Reshape', [count, graph.constant([], 'int64')], [], {}, 'int64')
  const limits = [graph.constant(0, 'int64'), end, graph.constant(1, 'int64')]
  const ids = graph.emit('Range', limits, [like.shape[axis]], {}, 'int64')
  const column = graph.emit('Reshape', [ids, graph.constant([-1, 1], 'int64')], [like.shape[axis], 1], {}, 'int64')
  const y = graph.emit('Gather', [table, column], [like.shape[axis], 1, width], { axis: 0 })
  return graph.record(y, [table], (dy) => [
    () => {
      const data = graph.float === 'float32' ? Float32Array.of(0) : Float64Array.of(0)
      const left = graph.emit('Sub', [graph.constant([rows], 'int64'), count], [1], {}, 'int64')
      const shape = graph.emit('Concat', [left, graph.constant([width], 'int64')], [2], { axis: 0 }, 'int64')
      const zeros = graph.emit('ConstantOfShape', [shape], ['rest', width], { value: { dtype: graph.float, dims: [1], data } })
      return graph.emit('Concat', [asRows(graph, dy), zeros], table.shape, { axis: 0 })
    },
  ])
}
