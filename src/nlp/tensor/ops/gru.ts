import type { Graph, Value } from '../graph.js'
import { asRows, zeros } from './shapes.js'
import { slopeOfSigmoid, slopeOfTanh } from './slopes.js'

/**
 * The recurrent part of a gated recurrent unit (Cho et al. 2014, with the reset gate after the product, as cuDNN has it:
 * `linear_before_reset` of ONNX) as an ONNX Scan. With p_t = h_{t−1}·U + ub, split like zx_t in ONNX's order z, r, n:
 * z = σ(zx_z + p_z), r = σ(zx_r + p_r), n = tanh(zx_n + r·p_n), h_t = (1 − z)·n + z·h_{t−1}, from a zero state.
 * No step is masked: what follows the end of a sequence does not reach back into it.
 *
 * @param zx [T, B, 3H], the input's share x_t·W + b
 * @param u [H, 3H]
 * @param ub [3H], the bias of the recurrent product
 * @returns h [T, B, H]
 */
export function gru(graph: Graph, zx: Value, u: Value, ub: Value): Value {
  const [time, batch] = zx.shape
  const h = u.shape[0] as number
  const state = [batch, h]
  const gates = [batch, 2 * h]
  const zero = zeros(graph, zx, 1, h)
  const keep = zx.needsGrad || u.needsGrad || ub.needsGrad
  const sequence = (width: number): { shape: (number | string)[] } => ({ shape: [time, batch, width] })
  const split = (body: Graph, value: Value, sizes: number[]): Value[] =>
    body.emitAll(
      'Split',
      [value, body.constant(sizes, 'int64')],
      { axis: 1 },
      sizes.map((size) => ({ shape: [batch, size] })),
    )

  const step = graph.body('cell', [state, [batch, 3 * h]], (body, [hBefore, zxt]) => {
    const p = body.emit('Gemm', [hBefore, u, ub], zxt.shape)
    const [pGates, pn] = split(body, p, [2 * h, h])
    const [zxGates, zxn] = split(body, zxt, [2 * h, h])
    const s = body.emit('Sigmoid', [body.emit('Add', [zxGates, pGates], gates)], gates)
    const [z, r] = split(body, s, [h, h])
    const n = body.emit('Tanh', [body.emit('Add', [zxn, body.emit('Mul', [r, pn], state)], state)], state)
    const towards = body.emit('Mul', [z, body.emit('Sub', [hBefore, n], state)], state)
    const hNow = body.emit('Add', [n, towards], state)
    const copies = (keep ? [hNow, hBefore] : [hNow]).map((value) => body.emit('Identity', [value], state))
    return keep ? [hNow, ...copies, s, n, pn] : [hNow, ...copies]
  })
  const kept = keep ? [sequence(h), sequence(2 * h), sequence(h), sequence(h)] : []
  const [, y, hKept, s, n, pn] = graph.emitAll('Scan', [zero, zx], { body: step, num_scan_inputs: 1 }, [
    { shape: state },
    sequence(h),
    ...kept,
  ])

  return graph.record(y, [zx, u, ub], (dy) => {
    const back = graph.body('cell_back', [state, state, gates, state, state, state], (body, inputs) => {
      const [dhNext, hBefore, st, nt, pnt, dyt] = inputs
      const times = (a: Value, b: Value): Value => body.emit('Mul', [a, b], a.shape)
      const [z, r] = split(body, st, [h, h])
      const dh = body.emit('Add', [dhNext, dyt], state)
      const dhz = times(dh, z)
      const dn = times(body.emit('Sub', [dh, dhz], state), slopeOfTanh(body, nt))
      const ds = body.emit('Concat', [times(dh, body.emit('Sub', [hBefore, nt], state)), times(dn, pnt)], gates, { axis: 1 })
      const dGates = times(ds, slopeOfSigmoid(body, st))
      const dp = body.emit('Concat', [dGates, times(dn, r)], [batch, 3 * h], { axis: 1 })
      return [body.emit('Gemm', [dp, u, dhz], state, { transB: 1 }), dGates, dn, dp]
    })
    const [, dGates, dn, dp] = graph.emitAll(
      'Scan',
      [zero, hKept, s, n, pn, dy],
      {
        body: back,
        num_scan_inputs: 5,
        scan_input_directions: [1, 1, 1, 1, 1],
        scan_output_directions: [1, 1, 1],
      },
      [{ shape: state }, sequence(2 * h), sequence(h), sequence(3 * h)],
    )
    return [
      () => graph.emit('Concat', [dGates, dn], zx.shape, { axis: 2 }),
      () => graph.emit('Gemm', [asRows(graph, hKept), asRows(graph, dp)], u.shape, { transA: 1 }),
      () => graph.emit('ReduceSum', [dp, graph.constant([0, 1], 'int64')], ub.shape, { keepdims: 0 }),
    ]
  })
}
