import type { Graph, Value } from '../graph.js'

/** Turns the first `lengths[b]` steps of each sequence of x [T, B, ..] round and leaves the rest. lengths: int64 [B]. */
export function reverseSequence(graph: Graph, x: Value, lengths: Value): Value {
  const reverse = (value: Value): Value =>
    graph.emit('ReverseSequence', [value, lengths], value.shape, { time_axis: 0, batch_axis: 1 })
  return graph.record(reverse(x), [x], (dy) => [() => reverse(dy)])
}
