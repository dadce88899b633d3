import type { Graph, Value } from '../tensor/graph.js'
import { concatLast } from '../tensor/ops/concat.js'
import { linear } from '../tensor/ops/linear.js'
import { lstm } from '../tensor/ops/lstm.js'
import { relu } from '../tensor/ops/relu.js'
import { reverseSequence } from '../tensor/ops/reverse-sequence.js'
import type { EncoderConfig } from './config.js'

export type Parameters = Record<string, Value>

/** The shape of each trained parameter but the embedding tables, which are trained outside the graph. */
export function parameterShapes({ embedding, hidden, classes, headHidden = 0 }: EncoderConfig): Record<string, number[]> {
  const direction = (name: string): Record<string, number[]> => ({
    [`${name}.W`]: [embedding, 4 * hidden],
    [`${name}.U`]: [hidden, 4 * hidden],
    [`${name}.b`]: [4 * hidden],
  })
  const layer = (name: string, from: number, to: number): Record<string, number[]> => ({
    [`${name}.W`]: [from, to],
    [`${name}.b`]: [to],
  })
  return {
    ...direction('forward'),
    ...direction('backward'),
    ...(headHidden > 0 ? layer('hidden', 2 * hidden, headHidden) : {}),
    ...layer('head', headHidden || 2 * hidden, classes),
  }
}

/**
 * A bidirectional LSTM (Schuster & Paliwal 1997) over x [T, B, E]: the feature map A [T, B, 2H]. Padding holds no
 * features of a document and has to be masked.
 */
export function featureMap(graph: Graph, x: Value, lengths: Value, parameters: Parameters): Value {
  const run = (input: Value, name: string): Value =>
    lstm(graph, linear(graph, input, parameters[`${name}.W`], parameters[`${name}.b`]), parameters[`${name}.U`])
  const backward = reverseSequence(graph, run(reverseSequence(graph, x, lengths), 'backward'), lengths)
  return concatLast(graph, [run(x, 'forward'), backward])
}

/** Logits [B, C] of pooled features [B, 2H]. */
export function head(graph: Graph, features: Value, parameters: Parameters): Value {
  const layer = (input: Value, name: string): Value => linear(graph, input, parameters[`${name}.W`], parameters[`${name}.b`])
  return layer(parameters['hidden.W'] ? relu(graph, layer(features, 'hidden')) : features, 'head')
}
