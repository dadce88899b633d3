import { Graph } from '../../tensor/graph.js'
import { writeOnnx } from '../../tensor/onnx-write.js'
import { mul } from '../../tensor/ops/arithmetic.js'
import { crossEntropy } from '../../tensor/ops/cross-entropy.js'
import { maxOverTime } from '../../tensor/ops/max-over-time.js'
import { gradCam } from '../grad-cam.js'
import { head, headParameters } from '../kinds/head.js'
import type { ParameterSpec, Parameters } from '../kinds/kind.js'

/** A head on a frozen model. */
export interface HeadConfig {
  /** K: width of the hidden states, or number of logits, that it reads. */
  width: number
  /** Units of a ReLU layer before the logits; 0: none. */
  headHidden: number
  classes: number
}

export const headSpecs = ({ width, ...config }: HeadConfig): Record<string, ParameterSpec> => headParameters(width, config)

/**
 * The ONNX model of one training step on pooled features, for any batch size B.
 *
 * Inputs: `x` [B, K]; `drop` [B, K], the dropout mask, 0 or 1/keep; `targets` [B, C], rows sum to 1; `weight` [B, 1], 1/B for the mean
 * loss; each parameter by its name. Outputs: `loss` [], `logits` [B, C], `grad:NAME` for each parameter.
 */
export function headTrainingGraph(config: HeadConfig): Uint8Array {
  const graph = new Graph()
  const x = graph.input('x', ['B', config.width])
  const drop = graph.input('drop', ['B', config.width])
  const targets = graph.input('targets', ['B', config.classes])
  const weight = graph.input('weight', ['B', 1])
  const names = Object.entries(headSpecs(config))
  const parameters = Object.fromEntries(names.map(([name, { shape }]) => [name, graph.input(name, shape, { needsGrad: true })]))
  const logits = head(graph, mul(graph, x, drop), parameters)
  const loss = crossEntropy(graph, logits, targets, weight)
  const gradients = graph.backward(loss, graph.constant(1), Object.values(parameters))
  graph.output('loss', loss)
  graph.output('logits', logits)
  for (const [i, name] of Object.keys(parameters).entries()) graph.output(`grad:${name}`, gradients[i])
  return writeOnnx(graph.onnx('malgwi-head-training'))
}

function stored(graph: Graph, config: HeadConfig, values: Record<string, Float32Array>): Parameters {
  const specs = Object.entries(headSpecs(config))
  return Object.fromEntries(
    specs.map(([name, { shape }]) => [name, graph.initializer(name, { dtype: 'float32', dims: shape, data: values[name] })]),
  )
}

/**
 * The ONNX model that serves behind a model of hidden states, for any batch size B and length T.
 *
 * Inputs: `map` [T, B, K], the hidden states of the pieces; `valid` [T, B], 1 on pieces and 0 on padding.
 * Outputs: `logits` [B, C], of the maximum over time; `cam` [C, B, T], see `gradCam`.
 */
export function headServingGraph(config: HeadConfig, values: Record<string, Float32Array>): Uint8Array {
  const graph = new Graph()
  const map = graph.input('map', ['T', 'B', config.width])
  const valid = graph.input('valid', ['T', 'B'])
  const steps = graph.emit('Reshape', [valid, graph.constant([0, 0, 1], 'int64')], ['T', 'B', 1])
  const mask = graph.emit('Mul', [graph.emit('Sub', [steps, graph.constant(1)], steps.shape), graph.constant(1e9)], steps.shape)
  const features = graph.watch(maxOverTime(graph, map, mask))
  const logits = head(graph, features, stored(graph, config, values))
  graph.output('logits', logits)
  graph.output('cam', gradCam(graph, { map, features, logits, valid: steps }))
  return writeOnnx(graph.onnx('malgwi-encoder'))
}

/** The ONNX model that serves behind a model of logits: `features` [B, K] → `logits` [B, C]. */
export function headOnLogitsGraph(config: HeadConfig, values: Record<string, Float32Array>): Uint8Array {
  const graph = new Graph()
  const features = graph.input('features', ['B', config.width])
  graph.output('logits', head(graph, features, stored(graph, config, values)))
  return writeOnnx(graph.onnx('malgwi-encoder'))
}
