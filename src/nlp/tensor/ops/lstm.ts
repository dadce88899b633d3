import type { Graph, Value } from '../graph.js'
import { asRows, zeros } from './shapes.js'
import { slopeOfSigmoid, slopeOfTanh } from './slopes.js'

/** The three sigmoid gates [B, H] of [B, 3H]. */
function thirds(body: Graph, s: Value): Value[] {
  const [batch, width] = s.shape as [string, number]
  const h = width / 3
  return body.emitAll('Split', [s, body.constant([h, h, h], 'int64')], { axis: 1 }, Array(3).fill({ shape: [batch, h] }))
}

/**
 * The recurrent part of a long short-term memory (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000)
 * as an ONNX Scan: z_t = zx_t + h_{t−1}·U, split into gates in ONNX's order i, o, f and the candidate g;
 * c_t = σ(f)·c_{t−1} + σ(i)·tanh(g), h_t = σ(o)·tanh(c_t), from zero states.
 * No step is masked: what follows the end of a sequence does not reach back into it.
 *
 * @param zx [T, B, 4H], the input's share x_t·W + b
 * @param u [H, 4H]
 * @returns h [T, B, H]
 */
export function lstm(graph: Graph, zx: Value, u: Value): Value {
  const [time, batch] = zx.shape
  const h = u.shape[0] as number
  const state = [batch, h]
  const gates = [batch, 3 * h]
  const zero = zeros(graph, zx, 1, h)
  const keep = zx.needsGrad || u.needsGrad

  const step = graph.body('cell', [state, state, [batch, 4 * h]], (body, [hBefore, cBefore, zxt]) => {
    const z = body.emit('Gemm', [hBefore, u, zxt], zxt.shape)
    const [zs, zg] = body.emitAll('Split', [z, body.constant([3 * h, h], 'int64')], { axis: 1 }, [
      { shape: gates },
      { shape: state },
    ])
    const s = body.emit('Sigmoid', [zs], gates)
    const g = body.emit('Tanh', [zg], state)
    const [i, o, f] = thirds(body, s)
    const c = body.emit('Add', [body.emit('Mul', [f, cBefore], state), body.emit('Mul', [i, g], state)], state)
    const tanhC = body.emit('Tanh', [c], state)
    const hNow = body.emit('Mul', [o, tanhC], state)
    const [y, hKept, cKept] = [hNow, hBefore, cBefore].map((value) => body.emit('Identity', [value], state))
    return keep ? [hNow, c, y, s, g, tanhC, hKept, cKept] : [hNow, c, y]
  })
  const sequence = (width: number): { shape: (number | string)[] } => ({ shape: [time, batch, width] })
  const kept = keep ? [sequence(3 * h), sequence(h), sequence(h), sequence(h), sequence(h)] : []
  const [, , y, s, g, tanhC, hKept, cKept] = graph.emitAll('Scan', [zero, zero, zx], { body: step, num_scan_inputs: 1 }, [
    { shape: state },
    { shape: state },
    sequence(h),
    ...kept,
  ])

  return graph.record(y, [zx, u], (dy) => {
    const back = graph.body('cell_back', [state, state, gates, state, state, state, state], (body, inputs) => {
      const [dhNext, dcNext, st, gt, tanhCt, cBefore, dyt] = inputs
      const times = (a: Value, b: Value): Value => body.emit('Mul', [a, b], a.shape)
      const [i, o, f] = thirds(body, st)
      const dh = body.emit('Add', [dhNext, dyt], state)
      const dcHere = times(times(dh, o), slopeOfTanh(body, tanhCt))
      const dc = body.emit('Add', [dcNext, dcHere], state)
      const ds = body.emit('Concat', [times(dc, gt), times(dh, tanhCt), times(dc, cBefore)], gates, { axis: 1 })
      const dzs = times(ds, slopeOfSigmoid(body, st))
      const dzg = times(times(dc, i), slopeOfTanh(body, gt))
      const dz = body.emit('Concat', [dzs, dzg], [batch, 4 * h], { axis: 1 })
      return [body.emit('Gemm', [dz, u], state, { transB: 1 }), times(dc, f), dz]
    })
    const reverse = [1, 1, 1, 1, 1]
    const [, , dz] = graph.emitAll(
      'Scan',
      [zero, zero, s, g, tanhC, cKept, dy],
      { body: back, num_scan_inputs: 5, scan_input_directions: reverse, scan_output_directions: [1] },
      [{ shape: state }, { shape: state }, sequence(4 * h)],
    )
    return [() => dz, () => graph.emit('Gemm', [asRows(graph, hKept), asRows(graph, dz)], u.shape, { transA: 1 })]
  })
}
