import type { Graph, Value } from '../tensor/graph.js'
import { concatLast } from '../tensor/ops/concat.js'
import { linear } from '../tensor/ops/linear.js'
import { lstm } from '../tensor/ops/lstm.js'
import { relu } from '../tensor/ops/relu.js'
import { reverseSequence } from '../tensor/ops/reverse-sequence.js'

/** The parameters of an encoder by name, as inputs or constants of a graph. */
export type Parameters = Record<string, Value>

const layer = (graph: Graph, x: Value, parameters: Parameters, name: string): Value =>
  linear(graph, x, parameters[`${name}.W`], parameters[`${name}.b`])

/**
 * A bidirectional LSTM (Schuster & Paliwal 1997) over x [T, B, E]: the feature map A [T, B, 2H]. What it holds at padding
 * means nothing and has to be masked.
 */
export function featureMap(graph: Graph, x: Value, lengths: Value, parameters: Parameters): Value {
  const direction = (input: Value, name: string): Value =>
    lstm(graph, layer(graph, input, parameters, name), parameters[`${name}.U`])
  const reversed = direction(reverseSequence(graph, x, lengths), 'backward')
  return concatLast(graph, [direction(x, 'forward'), reverseSequence(graph, reversed, lengths)])
}

/** Logits [B, C] of pooled features [B, 2H]: a linear layer, behind a ReLU layer where the encoder has one. */
export function head(graph: Graph, features: Value, parameters: Parameters): Value {
  const input = parameters['hidden.W'] ? relu(graph, layer(graph, features, parameters, 'hidden')) : features
  return layer(graph, input, parameters, 'head')
}
