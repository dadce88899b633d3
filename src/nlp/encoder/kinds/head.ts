import type { Graph, Value } from '../../tensor/graph.js'
import { linear } from '../../tensor/ops/linear.js'
import { relu } from '../../tensor/ops/relu.js'
import { glorot, zeros } from '../initialise.js'
import type { ParameterSpec, Parameters } from './kind.js'

const layerSpecs = (name: string, from: number, to: number): Record<string, ParameterSpec> => ({
  [`${name}.W`]: { shape: [from, to], start: (random) => glorot(from, to, random) },
  [`${name}.b`]: { shape: [to], start: () => zeros(to) },
})

/** The layers between `features` pooled values and the logits. */
export function headParameters(
  features: number,
  { headHidden, classes }: { headHidden: number; classes: number },
): Record<string, ParameterSpec> {
  return {
    ...(headHidden > 0 ? layerSpecs('hidden', features, headHidden) : {}),
    ...layerSpecs('head', headHidden || features, classes),
  }
}

/** Logits [B, C] of pooled features [B, K]: a linear layer, behind a ReLU layer where the encoder has one. */
export function head(graph: Graph, features: Value, parameters: Parameters): Value {
  const layer = (x: Value, name: string): Value => linear(graph, x, parameters[`${name}.W`], parameters[`${name}.b`])
  return layer(parameters['hidden.W'] ? relu(graph, layer(features, 'hidden')) : features, 'head')
}
