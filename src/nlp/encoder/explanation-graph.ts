import type { Tensor } from '../tensor/engine.js'
import { type Float, Graph, type Value } from '../tensor/graph.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { maxOverTime } from '../tensor/ops/max-over-time.js'
import { type HeadConfig, headSpecs } from './huggingface/head-graph.js'
import { head } from './kinds/head.js'
import { kindOf } from './kinds/kinds.js'
import { type EncoderConfig, featureMap, type Parameters, parameterShapes } from './model.js'

/** What is asked of an explanation graph: the feature map A, the gradients by it, the gradients by the token rows x. */
export interface Asked {
  map?: boolean
  mapGradient?: boolean
  rowGradient?: boolean
  /** By guided backpropagation (Springenberg et al. 2015): ReLUs let positive gradients through only. */
  guided?: boolean
  /** float64 to check the gradients; a BERT runs in float32 only. */
  float?: Float
}

function stored(graph: Graph, shapes: Record<string, readonly number[]>, values: Record<string, Float32Array>): Parameters {
  const tensorOf = (dims: readonly number[], data: Float32Array): Tensor => ({
    dtype: graph.float,
    dims,
    data: graph.float === 'float32' ? data : Float64Array.from(data),
  })
  return Object.fromEntries(
    Object.entries(shapes).map(([name, dims]) => [name, graph.initializer(name, tensorOf(dims, values[name]))]),
  )
}

function outputs(graph: Graph, found: { x?: Value; map: Value; logits: Value }, asked: Asked): Uint8Array {
  const { x, map, logits } = found
  const wanted = [
    ...(asked.mapGradient ? [{ name: 'map_gradient', of: map }] : []),
    ...(asked.rowGradient && x ? [{ name: 'row_gradient', of: x }] : []),
  ]
  graph.output('logits', logits)
  if (asked.map) graph.output('map', map)
  if (wanted.length > 0) {
    const dy = graph.input('dy', logits.shape)
    const gradients = graph.backward(
      logits,
      dy,
      wanted.map(({ of }) => of),
      { guided: asked.guided },
    )
    for (const [i, { name }] of wanted.entries()) graph.output(name, gradients[i])
  }
  return writeOnnx(graph.onnx('malgwi-explanation'))
}

/**
 * The ONNX model that explains an encoder, from the vectors of its tokens on, for any batch size B and length T.
 *
 * Inputs: `x` [T, R, E], `lengths` int64 [R], `mask` [T, R, 1], for a kind that reads sentences `sentences` [S, B, 1], all as of the
 * training graph; where gradients are asked for, `dy` [B, C]: what they are taken of is Σ_c dy_c·logit_c of each document.
 * Outputs: `logits` [B, C]; as asked for, `map` [T, R, K], the feature map A, `map_gradient` [T, R, K] and `row_gradient` [T, R, E]. What
 * `map` holds at padding means nothing; its gradient is 0 there.
 */
export function explanationGraph(config: EncoderConfig, parameters: Record<string, Float32Array>, asked: Asked): Uint8Array {
  const graph = new Graph(asked.float)
  const rowsName = config.kind === 'cnn-document' ? 'R' : 'B'
  const rows = {
    x: graph.input('x', ['T', rowsName, config.embedding], { needsGrad: asked.rowGradient ?? false }),
    lengths: graph.input('lengths', [rowsName], { dtype: 'int64' }),
    mask: graph.input('mask', ['T', rowsName, 1]),
    ...(config.kind === 'cnn-document' ? { sentences: graph.input('sentences', ['S', 'B', 1]) } : {}),
  }
  const weights = stored(graph, parameterShapes(config), parameters)
  const made = featureMap(graph, rows, weights, config)
  const map = asked.mapGradient ? graph.watch(made) : made
  const logits = head(graph, kindOf(config.kind).pool(graph, map, rows, weights, config), weights)
  return outputs(graph, { x: rows.x, map, logits }, asked)
}

/**
 * The same for a head on the hidden states of a frozen model: inputs `map` [T, B, K], `mask` [T, B, 1] and, where gradients are asked
 * for, `dy` [B, C]; outputs `logits` [B, C] and, if asked for, `map_gradient` [T, B, K].
 */
export function headExplanationGraph(
  config: HeadConfig,
  parameters: Record<string, Float32Array>,
  asked: Pick<Asked, 'mapGradient'>,
): Uint8Array {
  const graph = new Graph()
  const map = graph.input('map', ['T', 'B', config.width], { needsGrad: asked.mapGradient ?? false })
  const mask = graph.input('mask', ['T', 'B', 1])
  const shapes = Object.fromEntries(Object.entries(headSpecs(config)).map(([name, { shape }]) => [name, shape]))
  const logits = head(graph, maxOverTime(graph, map, mask), stored(graph, shapes, parameters))
  return outputs(graph, { map, logits }, asked)
}
