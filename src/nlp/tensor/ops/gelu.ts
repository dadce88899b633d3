import type { Graph, Value } from '../graph.js'

/**
 * The Gaussian error linear unit (Hendrycks & Gimpel 2016), exact: x·Φ(x), Φ(x) = (1 + erf(x/√2)) / 2. Its slope is Φ(x) + x·φ(x).
 * In float32 only: ONNX Runtime has no Erf in double precision.
 */
export function gelu(graph: Graph, x: Value): Value {
  const times = (a: Value, b: Value): Value => graph.emit('Mul', [a, b], a.shape)
  const erf = graph.emit('Erf', [times(x, graph.constant(Math.SQRT1_2))], x.shape)
  const half = graph.constant(0.5)
  const phi = graph.emit('Add', [times(erf, half), half], x.shape)
  return graph.record(times(x, phi), [x], (dy) => [
    () => {
      const bell = graph.emit('Exp', [times(times(x, x), graph.constant(-0.5))], x.shape)
      const density = times(bell, graph.constant(1 / Math.sqrt(2 * Math.PI)))
      return times(dy, graph.emit('Add', [phi, times(x, density)], x.shape))
    },
  ])
}
