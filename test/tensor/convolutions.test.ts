import { expect, test } from 'vitest'
import { onnxruntime } from '#src/nlp/tensor/engines/onnxruntime.js'
import { tfjs } from '#src/nlp/tensor/engines/tfjs.js'
import { Graph } from '#src/nlp/tensor/graph.js'
import { writeOnnx } from '#src/nlp/tensor/onnx-write.js'
import { convolutions } from '#src/nlp/tensor/ops/convolve.js'
import { numbersOf, real, relativeError, uniform } from './numbers.js'

const [INPUTS, FILTERS] = [3, 2]

test.each([{ widths: [1] }, { widths: [2] }, { widths: [1, 3, 4] }])(
  'convolutions of widths $widths are the same where no gradient is wanted, in either engine, of texts shorter than a window too',
  async ({ widths }) => {
    const columns = FILTERS * widths.reduce((sum, width) => sum + width, 0)
    const graph = new Graph()
    const x = graph.input('x', ['T', 'R', INPUTS])
    const w = graph.input('w', [INPUTS, columns])
    graph.output('served', convolutions(graph, x, w, widths, FILTERS))
    graph.output('trained', convolutions(graph, graph.watch(x), graph.watch(w), widths, FILTERS))
    const model = writeOnnx(graph.onnx('both'))
    const random = uniform(4)
    for (const engine of [onnxruntime, tfjs]) {
      const session = await engine.open(model, { threads: 1 })
      for (const steps of [1, 2, 7]) {
        const fed = {
          x: real([steps, 2, INPUTS], random, 'float32'),
          w: real([INPUTS, columns], random, 'float32'),
        }
        const { served, trained } = await session.run(fed, ['served', 'trained'])
        expect(served.dims).toEqual([steps, 2, FILTERS * widths.length])
        expect(Math.max(...numbersOf(trained))).toBeGreaterThan(0)
        expect(relativeError(numbersOf(served), numbersOf(trained))).toBeLessThan(1e-5)
      }
      await session.release()
    }
  },
)
