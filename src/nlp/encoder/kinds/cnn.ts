import { add, mul } from '../../tensor/ops/arithmetic.js'
import { convolutions } from '../../tensor/ops/convolve.js'
import { windowConvolutions } from '../../tensor/ops/convolve-windows.js'
import { maxOverTime } from '../../tensor/ops/max-over-time.js'
import { relu } from '../../tensor/ops/relu.js'
import { glorot, zeros } from '../initialise.js'
import type { Kind } from './kind.js'

/** Convolutions of several widths side by side, ReLU, and the largest value of each filter over time (Kim 2014). */
export const cnn: Kind = {
  parameters({ embedding, hidden, widths }) {
    const taps = widths.reduce((sum, width) => sum + width, 0)
    return {
      'convolution.W': {
        shape: [embedding, taps * hidden],
        // A filter of width w sees w·E inputs.
        start: (random) => {
          const mean = taps / widths.length
          return glorot(mean * embedding, hidden, random, embedding * taps * hidden)
        },
      },
      'convolution.b': { shape: [widths.length * hidden], start: () => zeros(widths.length * hidden) },
    }
  },
  features: ({ hidden, widths }) => widths.length * hidden,
  featureMap(graph, { x, valid }, parameters, { hidden, widths, padding }) {
    const [w, bias] = [parameters['convolution.W'], parameters['convolution.b']]
    if (!valid) return relu(graph, add(graph, convolutions(graph, x, w, widths, hidden), bias))
    // 0 at padding, so that the largest values are those of tokens: what stands after a text sees nothing, not even the bias.
    const map = relu(graph, windowConvolutions(graph, x, w, widths, hidden, { bias, ones: valid }))
    return padding === 'pre' ? mul(graph, map, valid) : map
  },
  pool: (graph, map, { mask, valid }) => maxOverTime(graph, map, valid ? undefined : mask),
  poolsChannels: true,
  // Bias and ReLU change nothing in which step is the largest: they can wait until there is one step left.
  pooled(graph, { x, mask }, parameters, { hidden, widths }) {
    const largest = maxOverTime(graph, convolutions(graph, x, parameters['convolution.W'], widths, hidden), mask)
    return relu(graph, add(graph, largest, parameters['convolution.b']))
  },
}
