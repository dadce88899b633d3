import { Graph, type Shape, type Value } from '../tensor/graph.js'
import { toHalf } from '../tensor/half.js'
import { ELEMENT_TYPE } from '../tensor/onnx.js'
import { writeOnnx } from '../tensor/onnx-write.js'
import { add, mul, sub } from '../tensor/ops/arithmetic.js'
import { lookup } from '../tensor/ops/lookup.js'
import { lengthsOf } from '../tensor/ops/shapes.js'
import { PADDING } from './fed-steps.js'
import { gradCam } from './grad-cam.js'
import type { Padding, Rows } from './kinds/kind.js'
import { type EncoderConfig, explainedLogits, parameterShapes } from './model.js'

/** A table in half precision; its first row is the padding's and is stored as zeros. */
function halfTable(graph: Graph, name: string, values: Float32Array, columns: number): Value {
  const data = toHalf(values)
  data.fill(0, 0, columns)
  return graph.initializer(name, { dtype: 'float16', dims: [data.length / columns, columns], data })
}

/** A length of `value` as a scalar. */
const lengthOf = (graph: Graph, value: Value, axis: number): Value =>
  graph.emit('Reshape', [lengthsOf(graph, value, axis, axis + 1), graph.constant([], 'int64')], [], {}, 'int64')

/** 0, 1, … below a scalar, as a column [name, 1]. */
function countUpTo(graph: Graph, end: Value, name: string): Value {
  const numbers = graph.emit('Range', [graph.constant(0, 'int64'), end, graph.constant(1, 'int64')], [name], {}, 'int64')
  return graph.emit('Reshape', [numbers, graph.constant([-1, 1], 'int64')], [name, 1], {}, 'int64')
}

/** 1 on the first `counts` [N] of each column and 0 below: [rows, N], with `column` [rows, 1] of their numbers. */
function firstOf(graph: Graph, column: Value, counts: Value): Value {
  const shape = [column.shape[0], counts.shape[0]]
  const valid = graph.emit('Less', [column, counts], shape, {}, 'bool')
  return graph.emit('Cast', [valid], shape, { to: ELEMENT_TYPE[graph.float] })
}

/** Which steps hold tokens: 1 where `ids` [T, R] are no padding, and 0 where they are. */
function tokensOf(graph: Graph, ids: Value): Value {
  const some = graph.emit('Less', [graph.constant(0, 'int64'), ids], ids.shape, {}, 'bool')
  return graph.emit('Cast', [some], ids.shape, { to: ELEMENT_TYPE[graph.float] })
}

/** How far a recurrent layer has to read: through padding that stands before the tokens, not through what stands after them. */
function readOf(graph: Graph, ids: Value, lengths: Value, padding: Padding): Value {
  if (padding === 'post') return lengths
  const before = graph.emit('Sub', [lengthOf(graph, ids, 0), lengths], lengths.shape, {}, 'int64')
  return graph.emit('Add', [lengths, before], lengths.shape, {}, 'int64')
}

/**
 * The ONNX model that serves: class scores and Grad-CAM in one run, for any batch size B, length T and number N of n-grams. R is B,
 * but for a kind that reads sentence by sentence: there R = S·B, and row s·B + b is sentence s of document b.
 *
 * Inputs: `word_ids` int64 [R, T], 0 on padding and nowhere else; where there are buckets for n-grams, `ngram_ids` int64 [R, T, N], 0 where there are fewer, and
 * `ngram_scale` [R, T, 1], 1 over the number of n-grams; `lengths` int64 [R], ≥ 1 but for padding sentences; for sentences `sentence_counts` int64 [B]. A token's vector is its word's row plus the scaled
 * sum of its n-grams' rows.
 * Outputs: `logits` [B, C]; `cam` [C, R, T], see `gradCam`.
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
  const documents = config.kind === 'cnn-document'
  const rowsName = documents ? 'R' : 'B'
  const wordIds = graph.input('word_ids', [rowsName, 'T'], { dtype: 'int64' })
  const ngrams =
    config.buckets > 1
      ? {
          ids: graph.input('ngram_ids', [rowsName, 'T', 'N'], { dtype: 'int64' }),
          scale: graph.input('ngram_scale', [rowsName, 'T', 1]),
        }
      : null
  const lengths = graph.input('lengths', [rowsName], { dtype: 'int64' })
  const counts = documents ? graph.input('sentence_counts', ['B'], { dtype: 'int64' }) : null
  const weights = Object.fromEntries(
    Object.entries(parameterShapes(config)).map(([name, dims]) => [
      name,
      graph.initializer(name, { dtype: 'float32', dims, data: parameters[name] }),
    ]),
  )
  const timeMajor = (value: Value, ...rest: (string | number)[]): Value =>
    graph.emit('Transpose', [value], ['T', rowsName, ...rest], { perm: rest.length ? [1, 0, 2] : [1, 0] }, value.dtype)

  const ids = timeMajor(wordIds)
  const words = lookup(graph, halfTable(graph, 'words', wordTable, embedding), ids)
  const bagOf = (bagIds: Value): Value => {
    const rowsOf = lookup(graph, halfTable(graph, 'ngrams', ngramTable, embedding), timeMajor(bagIds, 'N'))
    return graph.emit('ReduceSum', [rowsOf, graph.constant([2], 'int64')], words.shape, { keepdims: 0 })
  }
  const column = (value: Value, shape: Shape): Value => graph.emit('Reshape', [value, graph.constant([0, 0, 1], 'int64')], shape)
  const validColumn = column(tokensOf(graph, ids), ['T', rowsName, 1])
  const rows: Rows = {
    x: ngrams ? add(graph, words, mul(graph, bagOf(ngrams.ids), timeMajor(ngrams.scale, 1))) : words,
    lengths: readOf(graph, ids, lengths, config.padding),
    valid: validColumn,
    mask: mul(graph, sub(graph, validColumn, graph.constant(1)), graph.constant(PADDING)),
    ...(counts ? { sentences: column(sentencesOf(graph, lengths, counts), ['S', 'B', 1]) } : {}),
  }

  const explained = explainedLogits(graph, rows, weights, config)
  const { logits } = explained
  const cam = gradCam(graph, { ...explained, valid: validColumn, sentences: rows.sentences })

  graph.output('logits', logits)
  graph.output('cam', cam)
  return writeOnnx(graph.onnx('malgwi-encoder'))
}

/** 1 on sentences and 0 on padding: [S, B], S being the number of rows over that of documents. */
function sentencesOf(graph: Graph, lengths: Value, counts: Value): Value {
  const sentences = graph.emit('Div', [lengthOf(graph, lengths, 0), lengthOf(graph, counts, 0)], [], {}, 'int64')
  return firstOf(graph, countUpTo(graph, sentences, 'S'), counts)
}
