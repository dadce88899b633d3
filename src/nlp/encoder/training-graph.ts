import { type Float, Graph, type Value } from '../tensor/graph.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { crossEntropy } from '../tensor/ops/cross-entropy.js'
import type { Rows } from './kinds/kind.js'
import { type EncoderConfig, featureWidth, logitsOf, type Parameters, parameterShapes } from './model.js'

interface Inputs {
  rows: Rows
  targets: Value
  weight: Value
  parameters: Parameters
}

function inputsOf(graph: Graph, config: EncoderConfig, needsGrad: boolean): Inputs {
  const documents = config.kind === 'cnn-document'
  const batch = documents ? 'R' : 'B'
  return {
    rows: {
      x: graph.input('x', ['T', batch, config.embedding], { needsGrad }),
      lengths: graph.input('lengths', [batch], { dtype: 'int64' }),
      mask: graph.input('mask', ['T', batch, 1]),
      ...(documents ? { sentences: graph.input('sentences', ['S', 'B', 1]) } : {}),
    },
    targets: graph.input('targets', ['B', config.classes]),
    weight: graph.input('weight', ['B', 1]),
    parameters: Object.fromEntries(
      Object.entries(parameterShapes(config)).map(([name, shape]) => [name, graph.input(name, shape, { needsGrad })]),
    ),
  }
}

/**
 * The ONNX model of one training step, for any batch size B and length T.
 *
 * Inputs: `x` [T, R, E] token vectors, time-major; `lengths` int64 [R], ≥ 1; `mask` [T, R, 1], 0 on tokens and −1e9 on padding;
 * for a kind that reads sentences, R being S·B and otherwise B, `sentences` [S, B, 1], 1 on sentences and 0 on padding;
 * `targets` [B, C], rows sum to 1; `weight` [B, 1], 1/B for the mean loss; `drop` [B, features], the dropout mask on the pooled
 * features, 0 or 1/keep; and every parameter of `parameterShapes` by its name.
 * Outputs: `loss` [], `logits` [B, C], `gx` [T, R, E], and `grad:NAME` for each parameter.
 */
export function trainingGraph(config: EncoderConfig, float: Float = 'float32'): Uint8Array {
  const graph = new Graph(float)
  const { rows, targets, weight, parameters } = inputsOf(graph, config, true)
  const drop = graph.input('drop', ['B', featureWidth(config)])
  const logits = logitsOf(graph, rows, parameters, config, drop)
  const loss = crossEntropy(graph, logits, targets, weight)
  const [gx, ...gradients] = graph.backward(loss, graph.constant(1), [rows.x, ...Object.values(parameters)])

  graph.output('loss', loss)
  graph.output('logits', logits)
  graph.output('gx', gx)
  for (const [i, name] of Object.keys(parameters).entries()) graph.output(`grad:${name}`, gradients[i])
  return writeOnnx(graph.onnx('malgwi-encoder-training'))
}

/**
 * The training graph's forward half, without dropout: ONNX Runtime computes every node of a graph, also those that nobody fetches.
 *
 * Inputs as of the training graph but for `drop`; outputs `loss` [] and `logits` [B, C].
 */
export function evaluationGraph(config: EncoderConfig): Uint8Array {
  const graph = new Graph()
  const { rows, targets, weight, parameters } = inputsOf(graph, config, false)
  const logits = logitsOf(graph, rows, parameters, config)
  graph.output('loss', crossEntropy(graph, logits, targets, weight))
  graph.output('logits', logits)
  return writeOnnx(graph.onnx('malgwi-encoder-evaluation'))
}
