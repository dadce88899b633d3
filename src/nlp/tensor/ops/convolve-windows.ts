import type { Graph, Value } from '../graph.js'
import { concatLast, splitLast } from './concat.js'
import { shift } from './shift.js'

/** A bias [widths·F], and where it is added: `ones` [T, R, 1] is 1 there, and 0 elsewhere. */
export interface WindowBias {
  bias: Value
  ones: Value
}

/**
 * The convolutions of convolve.ts where no gradient goes back: a product for each width, of all that its filters see at once, which is
 * the same in half as many nodes; a single sentence's time goes to those. A bias is a column more of the windows and a row more of the
 * filters, instead of a sum by itself.
 */
export function windowConvolutions(
  graph: Graph,
  x: Value,
  w: Value,
  widths: readonly number[],
  filters: number,
  constant?: WindowBias,
): Value {
  const [inputs] = w.shape as [number, number]
  const shifted = Array.from({ length: Math.max(...widths) }, (_, j) => shift(graph, x, j))
  const all = (parts: number): number[] => Array.from({ length: parts }, () => filters)
  const taps = splitLast(graph, w, all(widths.reduce((sum, width) => sum + width, 0)))
  const rows = constant
    ? splitLast(
        graph,
        graph.emit('Reshape', [constant.bias, graph.constant([1, -1], 'int64')], [1, ...constant.bias.shape]),
        all(widths.length),
      )
    : []
  let first = 0
  const maps = widths.map((width, i) => {
    const seen = constant ? [...shifted.slice(0, width), constant.ones] : shifted.slice(0, width)
    const own = [...taps.slice(first, first + width), ...rows.slice(i, i + 1)]
    first += width
    const height = inputs * width + (constant ? 1 : 0)
    const windows = seen.length === 1 ? seen[0] : concatLast(graph, seen)
    const filtersOf = own.length === 1 ? own[0] : graph.emit('Concat', own, [height, filters], { axis: 0 })
    return graph.emit('MatMul', [windows, filtersOf], [...x.shape.slice(0, -1), filters])
  })
  return concatLast(graph, maps)
}
