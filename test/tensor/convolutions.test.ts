import { expect, test } from 'vitest'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { add, mul } from '#src/nlp/tensor/ops/arithmetic.js'
import { convolutions } from '#src/nlp/tensor/ops/convolve.js'
import { windowConvolutions } from '#src/nlp/tensor/ops/convolve-windows.js'
import { numbersOf, real, relativeError, uniform } from './numbers.js'

const [INPUTS, FILTERS] = [3, 2]

test.each([{ widths: [1] }, { widths: [2] }, { widths: [1, 3, 4] }])(
  'convolutions of widths $widths are the same where no gradient is wanted, with a bias within or added, in either engine, of texts shorter than a window too',
  async ({ widths }) => {
    const columns = FILTERS * widths.reduce((sum, width) => sum + width, 0)
    const graph = new Graph()
    const x = graph.input('x', ['T', 'R', INPUTS])
    const w = graph.input('w', [INPUTS, columns])
    graph.output('served', convolutions(graph, x, w, widths, FILTERS))
    graph.output('trained', convolutions(graph, graph.watch(x), graph.watch(w), widths, FILTERS))
    const bias = graph.input('bias', [FILTERS * widths.length])
    const ones = graph.input('ones', ['T', 'R', 1])
    graph.output('biased', windowConvolutions(graph, x, w, widths, FILTERS, { bias, ones }))
    graph.output('added', add(graph, convolutions(graph, x, w, widths, FILTERS), mul(graph, ones, bias)))
    const model = writeOnnx(graph.onnx('both'))
    const random = uniform(4)
    for (const engine of [onnxruntime, tfjs]) {
      const session = await engine.open(model, { threads: 1 })
      for (const steps of [1, 2, 7]) {
        const fed = {
          x: real([steps, 2, INPUTS], random, 'float32'),
          w: real([INPUTS, columns], random, 'float32'),
          bias: real([FILTERS * widths.length], random, 'float32'),
          ones: real([steps, 2, 1], (i) => i % 2, 'float32'),
        }
        const { served, trained, biased, added } = await session.run(fed, ['served', 'trained', 'biased', 'added'])
        expect(served.dims).toEqual([steps, 2, FILTERS * widths.length])
        expect(Math.max(...numbersOf(trained))).toBeGreaterThan(0)
        expect(relativeError(numbersOf(served), numbersOf(trained))).toBeLessThan(1e-5)
        expect(relativeError(numbersOf(biased), numbersOf(added))).toBeLessThan(1e-5)
      }
      await session.release()
    }
  },
)
