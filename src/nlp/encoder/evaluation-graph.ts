import { Graph } from '../tensor/graph.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { crossEntropy } from '../tensor/ops/cross-entropy.js'
import { maxOverTime } from '../tensor/ops/max-over-time.js'
import { featureMap, head } from './bilstm.js'
import { type EncoderConfig, parameterShapes } from './model.js'

/**
 * The training graph's forward half, without dropout: ONNX Runtime computes every node of a graph, also those that nobody fetches.
 *
 * Inputs as of the training graph but for `drop`; outputs `loss` [] and `logits` [B, C].
 */
export function evaluationGraph(config: EncoderConfig): Uint8Array {
  const graph = new Graph()
  const x = graph.input('x', ['T', 'B', config.embedding])
  const lengths = graph.input('lengths', ['B'], { dtype: 'int64' })
  const mask = graph.input('mask', ['T', 'B', 1])
  const targets = graph.input('targets', ['B', config.classes])
  const weight = graph.input('weight', ['B', 1])
  const shapes = Object.entries(parameterShapes(config))
  const parameters = Object.fromEntries(shapes.map(([name, shape]) => [name, graph.input(name, shape)]))
  const logits = head(graph, maxOverTime(graph, featureMap(graph, x, lengths, parameters), mask), parameters)
  graph.output('loss', crossEntropy(graph, logits, targets, weight))
  graph.output('logits', logits)
  return writeOnnx(graph.onnx('malgwi-encoder-evaluation'))
}
