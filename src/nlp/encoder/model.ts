import type { Graph, Value } from '../tensor/graph.js'
import { mul } from '../tensor/ops/arithmetic.js'
import type { Explained } from './grad-cam.js'
import { head, headParameters } from './kinds/head.js'
import type { EncoderConfig, ParameterSpec, Parameters, Rows } from './kinds/kind.js'
import { kindOf } from './kinds/kinds.js'
import { randomStream } from './random.js'

export type { EncoderConfig, Parameters } from './kinds/kind.js'

function parameterSpecs(config: EncoderConfig): Record<string, ParameterSpec> {
  const kind = kindOf(config.kind)
  return { ...kind.parameters(config), ...headParameters(kind.features(config), config) }
}

/** The shape of each trained parameter, except the embedding tables, which are trained outside the graph. */
export function parameterShapes(config: EncoderConfig): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(parameterSpecs(config)).map(([name, { shape }]) => [name, shape]))
}

/** Parameters to begin training with. */
export function initialise(config: EncoderConfig, seed: number): Record<string, Float32Array> {
  const specs = Object.entries(parameterSpecs(config))
  return Object.fromEntries(specs.map(([name, { start }], i) => [name, start(randomStream(seed, i))]))
}

/** Width of the pooled features, which dropout acts on. */
export const featureWidth = (config: EncoderConfig): number => kindOf(config.kind).features(config)

/** The feature map A [T, R, K] of token rows. */
export const featureMap = (graph: Graph, rows: Rows, parameters: Parameters, config: EncoderConfig): Value =>
  kindOf(config.kind).featureMap(graph, rows, parameters, config)

/**
 * Logits [B, C] of token rows.
 *
 * @param drop [B, features], the dropout mask on the pooled features, 0 or 1/keep; none: nothing is left out
 */
export function logitsOf(graph: Graph, rows: Rows, parameters: Parameters, config: EncoderConfig, drop?: Value): Value {
  const kind = kindOf(config.kind)
  const features =
    kind.pooled?.(graph, rows, parameters, config) ??
    kind.pool(graph, kind.featureMap(graph, rows, parameters, config), rows, parameters, config)
  return head(graph, drop ? mul(graph, features, drop) : features, parameters)
}

/** Logits [B, C], and what explains them: the feature map, and where the gradients that Grad-CAM asks for are to be taken. */
export function explainedLogits(
  graph: Graph,
  rows: Rows,
  parameters: Parameters,
  config: EncoderConfig,
): Pick<Explained, 'logits' | 'map' | 'features' | 'classWeights'> {
  const kind = kindOf(config.kind)
  const map = kind.featureMap(graph, rows, parameters, config)
  if (kind.poolsChannels) {
    const features = graph.watch(kind.pool(graph, map, rows, parameters, config))
    const classWeights = config.headHidden > 0 ? undefined : parameters['head.W']
    return { logits: head(graph, features, parameters), map, features, classWeights }
  }
  const watched = graph.watch(map)
  return { logits: head(graph, kind.pool(graph, watched, rows, parameters, config), parameters), map: watched }
}
