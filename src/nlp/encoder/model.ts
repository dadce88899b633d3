import { type Float, Graph } from '../tensor/graph.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { mul } from '../tensor/ops/arithmetic.js'
import { crossEntropy } from '../tensor/ops/cross-entropy.js'
import { maxOverTime } from '../tensor/ops/max-over-time.js'
import { featureMap, head } from './bilstm.js'
import { glorot, recurrent } from './initialise.js'
import { randomStream } from './random.js'

/** The sizes of an encoder: E, H and C of the shapes elsewhere are `embedding`, `hidden` and `classes`. */
export interface EncoderConfig {
  embedding: number
  /** Units of the LSTM in each direction. */
  hidden: number
  classes: number
  words: number
  buckets: number
  /** Tokens of a document that are read. */
  maxLength: number
  /** Units of a ReLU layer between the pooled features and the logits; 0 or absent: none. */
  headHidden?: number
}

/** The shape of each trained parameter, except the embedding tables, which are trained outside the graph. */
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
 * Parameters to begin training with: Glorot-uniform weights, orthogonal recurrent weights, zero biases but for the forget
 * gates', which are 1 (Jozefowicz et al. 2015).
 */
export function initialise(config: EncoderConfig, seed: number): Record<string, Float32Array> {
  const start = (name: string, shape: number[], random: () => number): Float32Array => {
    if (name.endsWith('.U')) return recurrent(config.hidden, random)
    if (name.endsWith('.W')) return glorot(shape[0], shape[1], random)
    const bias = new Float32Array(shape[0])
    return name === 'forward.b' || name === 'backward.b' ? bias.fill(1, 2 * config.hidden, 3 * config.hidden) : bias
  }
  const shapes = Object.entries(parameterShapes(config))
  return Object.fromEntries(shapes.map(([name, shape], i) => [name, start(name, shape, randomStream(seed, i))]))
}

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
