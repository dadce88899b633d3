import type { Graph, Value } from '../graph.js'
import { asRows, zeros } from './shapes.js'
import { slopeOfTanh } from './slopes.js'

/**
 * The recurrent part of a simple recurrent network (Elman 1990) as an ONNX Scan: h_t = tanh(zx_t + h_{t−1}·U), from a zero state.
 * No step is masked: what follows the end of a sequence does not reach back into it.
 *
 * @param zx [T, B, H], the input's share x_t·W + b
 * @param u [H, H]
 * @returns h [T, B, H]
 */
export function simpleRnn(graph: Graph, zx: Value, u: Value): Value {
  const [time, batch, h] = zx.shape
  const state = [batch, h]
  const zero = zeros(graph, zx, 1, h as number)
  const keep = zx.needsGrad || u.needsGrad
  const sequence = { shape: [time, batch, h] }

  const step = graph.body('cell', [state, state], (body, [hBefore, zxt]) => {
    const hNow = body.emit('Tanh', [body.emit('Gemm', [hBefore, u, zxt], state)], state)
    const copies = (keep ? [hNow, hBefore] : [hNow]).map((value) => body.emit('Identity', [value], state))
    return [hNow, ...copies]
  })
  const kept = keep ? [sequence] : []
  const [, y, hKept] = graph.emitAll('Scan', [zero, zx], { body: step, num_scan_inputs: 1 }, [
    { shape: state },
    sequence,
    ...kept,
  ])

  return graph.record(y, [zx, u], (dy) => {
    const back = graph.body('cell_back', [state, state, state], (body, [dhNext, ht, dyt]) => {
      const dz = body.emit('Mul', [body.emit('Add', [dhNext, dyt], state), slopeOfTanh(body, ht)], state)
      return [body.emit('Gemm', [dz, u], state, { transB: 1 }), dz]
    })
    const [, dz] = graph.emitAll(
      'Scan',
      [zero, y, dy],
      { body: back, num_scan_inputs: 2, scan_input_directions: [1, 1], scan_output_directions: [1] },
      [{ shape: state }, sequence],
    )
    return [() => dz, () => graph.emit('Gemm', [asRows(graph, hKept), asRows(graph, dz)], u.shape, { transA: 1 })]
  })
}
