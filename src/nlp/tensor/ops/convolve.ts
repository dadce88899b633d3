import type { Graph, Value } from '../graph.js'
import { splitLast } from './concat.js'
import { windowConvolutions } from './convolve-windows.js'
import { asRows, fromRows } from './shapes.js'
import { shift } from './shift.js'

/**
 * Convolutions of several widths over time side by side (Kim 2014): filter f of width w sees the steps t … t+w−1,
 * y_w[t] = Σ_j x[t+j]·W_wj, with zeros after the last step.
 *
 * Where a gradient is wanted, a product for each tap of each width, added up in place: no sum of products is ever written down apart.
 * Else by windows, see windowConvolutions.
 *
 * @param x [T, R, E]
 * @param w [E, Σ widths·F]: the taps W_wj [E, F] of the first width one after another, then those of the next
 * @param filters F, of each width
 * @returns y [T, R, F·widths], width after width
 */
export function convolutions(graph: Graph, x: Value, w: Value, widths: readonly number[], filters: number): Value {
  if (!x.needsGrad && !w.needsGrad) return windowConvolutions(graph, x, w, widths, filters)
  const [inputs, columns] = w.shape as [number, number]
  const block = [inputs, filters]
  const shifted = Array.from({ length: Math.max(...widths) }, (_, j) => shift(graph, x, j))
  const taps = widths.flatMap((width, i) => Array.from({ length: width }, (_, j) => ({ i, j })))
  const blocks = splitLast(
    graph,
    w,
    taps.map(() => filters),
  )
  const steps = shifted.map((value) => asRows(graph, value))
  const blockOf = (i: number, j: number): Value => blocks[taps.findIndex((tap) => tap.i === i && tap.j === j)]
  const multiplyAdd = (a: Value, b: Value, sum: Value | null, transB = 0): Value => {
    const shape = [a.shape[0], b.shape[transB ? 0 : 1]]
    return graph.emit('Gemm', sum ? [a, b, sum] : [a, b], shape, transB ? { transB } : {})
  }

  const parts = widths.map((width, i) => {
    let sum: Value | null = null
    for (let j = 0; j < width; j++) sum = multiplyAdd(steps[j], blockOf(i, j), sum)
    return sum!
  })
  const rows =
    parts.length === 1 ? parts[0] : graph.emit('Concat', parts, [parts[0].shape[0], filters * widths.length], { axis: 1 })

  return graph.record(fromRows(graph, rows, x), [x, w], (dy) => {
    const dys = splitLast(
      graph,
      asRows(graph, dy),
      widths.map(() => filters),
    )
    // Horner's scheme: a step backwards for each tap, and what the taps before it add.
    const dx = (): Value => {
      let sum: Value | null = null
      for (let j = steps.length - 1; j >= 0; j--) {
        if (sum) sum = asRows(graph, shift(graph, fromRows(graph, sum, x), -1))
        for (const [i, width] of widths.entries()) if (j < width) sum = multiplyAdd(dys[i], blockOf(i, j), sum, 1)
      }
      return fromRows(graph, sum!, x)
    }
    const dw = (): Value => {
      const made = taps.map(({ i, j }) => graph.emit('Gemm', [steps[j], dys[i]], block, { transA: 1 }))
      return made.length === 1 ? made[0] : graph.emit('Concat', made, [inputs, columns], { axis: 1 })
    }
    return [dx, dw]
  })
}

/** A convolution of one width: x [T, R, E], w [E, taps·F] → [T, R, F], see `convolutions`. */
export const convolve = (graph: Graph, x: Value, w: Value, taps: number, filters: number): Value =>
  convolutions(graph, x, w, [taps], filters)
