import { Graph, type Value } from '../tensor/graph.js'
import { toHalf } from '../tensor/half.js'
import { ELEMENT_TYPE } from '../tensor/onnx.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { add, mul, sub } from '../tensor/ops/arithmetic.js'
import { lookup } from '../tensor/ops/lookup.js'
import { maxOverTime } from '../tensor/ops/max-over-time.js'
import { lengthsOf } from '../tensor/ops/shapes.js'
import { featureMap, head } from './bilstm.js'
import { gradCam } from './grad-cam.js'
import { type EncoderConfig, parameterShapes } from './model.js'

const PADDING = 1e9

/** A table in half precision; its first row is the padding's and is stored as zeros. */
function halfTable(graph: Graph, name: string, values: Float32Array, columns: number): Value {
  const data = toHalf(values)
  data.fill(0, 0, columns)
  return graph.initializer(name, { dtype: 'float16', dims: [data.length / columns, columns], data })
}

/** 1 on tokens and 0 on padding: [T, B], from the ids [T, B] and the lengths [B]. */
function validSteps(graph: Graph, ids: Value, lengths: Value): Value {
  const time = graph.emit('Reshape', [lengthsOf(graph, ids, 0, 1), graph.constant([], 'int64')], [], {}, 'int64')
  const steps = graph.emit('Range', [graph.constant(0, 'int64'), time, graph.constant(1, 'int64')], ['T'], {}, 'int64')
  const column = graph.emit('Reshape', [steps, graph.constant([-1, 1], 'int64')], ['T', 1], {}, 'int64')
  const valid = graph.emit('Less', [column, lengths], ids.shape, {}, 'bool')
  return graph.emit('Cast', [valid], ids.shape, { to: ELEMENT_TYPE[graph.float] })
}

/**
 * The ONNX model that serves: class scores and Grad-CAM in one run, for any batch size B, length T and number N of n-grams.
 *
 * Inputs: `word_ids` int64 [B, T]; `ngram_ids` int64 [B, T, N], 0 where there are fewer; `ngram_scale` [B, T, 1], 1 over the number of
 * n-grams; `lengths` int64 [B], ≥ 1. A token's vector is its word's row plus the scaled sum of its n-grams' rows.
 * Outputs: `logits` [B, C]; `cam` [C, B, T], see `gradCam`.
 *
 * @param parameters as `parameterShapes` names them
 * @param wordTable [words, E] and `ngramTable` [buckets, E]: stored in half precision, row 0 as zeros
 */
export function servingGraph(
  config: EncoderConfig,
  parameters: Record<string, Float32Array>,
  wordTable: Float32Array,
  ngramTable: Float32Array,
): Uint8Array {
  const { embedding } = config
  const graph = new Graph()
  const wordIds = graph.input('word_ids', ['B', 'T'], { dtype: 'int64' })
  const ngramIds = graph.input('ngram_ids', ['B', 'T', 'N'], { dtype: 'int64' })
  const ngramScale = graph.input('ngram_scale', ['B', 'T', 1])
  const lengths = graph.input('lengths', ['B'], { dtype: 'int64' })
  const weights = Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, dims]) => [
      name,
      graph.initializer(name, { dtype: 'float32', dims, data: parameters[name] }),
    ]),
  )
  const timeMajor = (value: Value, ...rest: (string | number)[]): Value =>
    graph.emit('Transpose', [value], ['T', 'B', ...rest], { perm: rest.length ? [1, 0, 2] : [1, 0] }, value.dtype)

  const ids = timeMajor(wordIds)
  const words = lookup(graph, halfTable(graph, 'words', wordTable, embedding), ids)
  const ngrams = lookup(graph, halfTable(graph, 'ngrams', ngramTable, embedding), timeMajor(ngramIds, 'N'))
  const bag = graph.emit('ReduceSum', [ngrams, graph.constant([2], 'int64')], words.shape, { keepdims: 0 })
  const x = add(graph, words, mul(graph, bag, timeMajor(ngramScale, 1)))

  const valid = validSteps(graph, ids, lengths)
  const mask = mul(graph, sub(graph, valid, graph.constant(1)), graph.constant(PADDING))
  const maskColumn = graph.emit('Reshape', [mask, graph.constant([0, 0, 1], 'int64')], ['T', 'B', 1])

  const features = graph.watch(featureMap(graph, x, lengths, weights))
  const logits = head(graph, maxOverTime(graph, features, maskColumn), weights)
  const cam = gradCam(graph, features, logits, valid)

  graph.output('logits', logits)
  graph.output('cam', cam)
  return writeOnnx(graph.onnx('malgwi-encoder'))
}
