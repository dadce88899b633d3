import type { Graph, Value } from '../graph.js'
import { asRows, lengthsOf } from './shapes.js'

/** Rows of x [R, E] by number: ids int64 [..] → [.., E]. The gradients of a row that is taken several times are added up. */
export function gatherRows(graph: Graph, x: Value, ids: Value): Value {
  const width = x.shape[1]
  const y = graph.emit('Gather', [x, ids], [...ids.shape, width], { axis: 0 })
  return graph.record(y, [x], (dy) => [
    () => {
      const data = graph.float === 'float32' ? Float32Array.of(0) : Float64Array.of(0)
      const zeros = graph.emit('ConstantOfShape', [lengthsOf(graph, x, 0, 2)], x.shape, {
        value: { dtype: graph.float, dims: [1], data },
      })
      const points = graph.emit('Reshape', [ids, graph.constant([-1, 1], 'int64')], ['rows', 1], {}, 'int64')
      return graph.emit('ScatterND', [zeros, points, asRows(graph, dy)], x.shape, { reduction: 'add' })
    },
  ])
}
