import type { Graph, Value } from '../graph.js'

/** Puts values side by side along their last axis, whose lengths are known. */
export function concatLast(graph: Graph, parts: readonly Value[]): Value {
  const sizes = parts.map((part) => part.shape.at(-1) as number)
  const axis = parts[0].shape.length - 1
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const y = graph.emit('Concat', parts, [...parts[0].shape.slice(0, -1), total], { axis })
  return graph.record(y, parts, (dy) => {
    const made = graph.emitAll('Split', [dy, graph.constant(sizes, 'int64')], { axis }, parts)
    return made.map((gradient) => () => gradient)
  })
}

/** Cuts a value along its last axis into parts of these lengths. It passes no gradient on. */
export function splitLast(graph: Graph, value: Value, sizes: number[]): Value[] {
  if (sizes.length === 1) return [value]
  const leading = value.shape.slice(0, -1)
  const made = sizes.map((size) => ({ shape: [...leading, size] }))
  return graph.emitAll('Split', [value, graph.constant(sizes, 'int64')], { axis: leading.length }, made)
}
