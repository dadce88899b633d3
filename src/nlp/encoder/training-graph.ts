import { type Float, Graph } from '../tensor/graph.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { mul } from '../tensor/ops/arithmetic.js'
import { crossEntropy } from '../tensor/ops/cross-entropy.js'
import { maxOverTime } from '../tensor/ops/max-over-time.js'
import type { EncoderConfig } from './config.js'
import { featureMap, head, parameterShapes } from './model.js'

/**
 * The ONNX model of one training step, for any batch size B and length T.
 *
 * Inputs: `x` [T, B, E] token vectors, time-major; `lengths` int64 [B], ≥ 1; `mask` [T, B, 1], 0 on tokens and −1e9 on padding;
 * `targets` [B, C], rows sum to 1; `weight` [B, 1], 1/B for the mean loss; `drop` [B, 2H], the dropout mask on the pooled
 * features, 0 or 1/keep; and every parameter of `parameterShapes` by its name.
 * Outputs: `loss` [], `logits` [B, C], `gx` [T, B, E], and `grad:NAME` for each parameter.
 */
export function trainingGraph(config: EncoderConfig, float: Float = 'float32'): Uint8Array {
  const { embedding, hidden, classes } = config
  const graph = new Graph(float)
  const x = graph.input('x', ['T', 'B', embedding], { needsGrad: true })
  const lengths = graph.input('lengths', ['B'], { dtype: 'int64' })
  const mask = graph.input('mask', ['T', 'B', 1])
  const targets = graph.input('targets', ['B', classes])
  const weight = graph.input('weight', ['B', 1])
  const drop = graph.input('drop', ['B', 2 * hidden])
  const shapes = Object.entries(parameterShapes(config))
  const parameters = Object.fromEntries(shapes.map(([name, shape]) => [name, graph.input(name, shape, { needsGrad: true })]))

  const features = maxOverTime(graph, featureMap(graph, x, lengths, parameters), mask)
  const logits = head(graph, mul(graph, features, drop), parameters)
  const loss = crossEntropy(graph, logits, targets, weight)
  const [gx, ...gradients] = graph.backward(loss, graph.constant(1), [x, ...Object.values(parameters)])

  graph.output('loss', loss)
  graph.output('logits', logits)
  graph.output('gx', gx)
  for (const [i, name] of Object.keys(parameters).entries()) graph.output(`grad:${name}`, gradients[i])
  return writeOnnx(graph.onnx('malgwi-encoder-training'))
}
