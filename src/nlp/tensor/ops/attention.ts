import type { Graph, Shape, Value } from '../graph.js'

const LAST = [-1]

/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, section 3.2) of each sequence over itself:
 * softmax(q·kᵀ/√d + mask)·v for each head of width d = H / heads.
 *
 * @param qkv [T, B, 3H]: queries, keys and values side by side
 * @param mask [B, 1, 1, T], added to the scores: 0 on keys to be looked at, −1e9 on others
 * @returns [T, B, H]
 */
export function attention(graph: Graph, qkv: Value, mask: Value, heads: number): Value {
  const [time, batch, triple] = qkv.shape
  const hidden = Number(triple) / 3
  const width = hidden / heads
  const scale = graph.constant(1 / Math.sqrt(width))
  const turn = (x: Value, perm: number[]): Value =>
    graph.emit(
      'Transpose',
      [x],
      perm.map((axis) => x.shape[axis]),
      { perm },
    )
  const resize = (x: Value, lengths: number[], shape: Shape): Value =>
    graph.emit('Reshape', [x, graph.constant(lengths, 'int64')], shape)
  const product = (a: Value, b: Value): Value => graph.emit('MatMul', [a, b], [...a.shape.slice(0, -1), b.shape.at(-1)!])
  const times = (a: Value, b: Value): Value => graph.emit('Mul', [a, b], a.shape)
  // ONNX Runtime makes one operator of this and the product that reads it.
  const transposed = (x: Value): Value => turn(x, [0, 1, 2, 4, 3])

  /** [T, B, n·H] as [n, B, heads, T, d]. */
  const byHead = (x: Value, n: number): Value =>
    turn(resize(x, [0, 0, n, heads, width], [time, batch, n, heads, width]), [2, 1, 3, 0, 4])
  /** The reverse. */
  const byStep = (x: Value): Value => resize(turn(x, [3, 1, 0, 2, 4]), [0, 0, -1], [time, batch, Number(x.shape[0]) * hidden])

  const [q, k, v] = graph.emitAll(
    'Split',
    [byHead(qkv, 3), graph.constant([1, 1, 1], 'int64')],
    { axis: 0 },
    Array(3).fill({ shape: [1, batch, heads, time, width] }),
  )
  const scores = times(product(q, transposed(k)), scale)
  const weights = graph.emit('Softmax', [graph.emit('Add', [scores, mask], scores.shape)], scores.shape, { axis: -1 })
  const y = byStep(product(weights, v))

  return graph.record(y, [qkv], (dy) => [
    () => {
      const dcontext = byHead(dy, 1)
      const each = times(product(dcontext, transposed(v)), weights)
      const sum = graph.emit('ReduceSum', [each, graph.constant(LAST, 'int64')], [...each.shape.slice(0, -1), 1], { keepdims: 1 })
      const dscores = times(graph.emit('Sub', [each, times(weights, sum)], each.shape), scale)
      const parts = [product(dscores, k), product(transposed(dscores), q), product(transposed(weights), dcontext)]
      return byStep(graph.emit('Concat', parts, [3, batch, heads, time, width], { axis: 0 }))
    },
  ])
}
