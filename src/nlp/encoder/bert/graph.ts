import type { Graph, Value } from '../../tensor/graph.js'
import { add } from '../../tensor/ops/arithmetic.js'
import { attention } from '../../tensor/ops/attention.js'
import { gatherRows } from '../../tensor/ops/gather-rows.js'
import { gelu } from '../../tensor/ops/gelu.js'
import { layerNorm } from '../../tensor/ops/layer-norm.js'
import { leadingRows } from '../../tensor/ops/leading-rows.js'
import { projection } from '../../tensor/ops/projection.js'
import { type BertConfig, LAYER_NORM_EPSILON } from './config.js'
import { POSITIONS, TYPES } from './parameters.js'

/** Parameters by the names of `parameters.ts`, as inputs or constants of a graph. */
export type Parameters = Record<string, Value>

/** Dropout at one place: multiplies by a mask while training; serving leaves everything as it is. */
export type Dropout = (x: Value, place: number) => Value

const keepAll: Dropout = (x) => x

export const dense = (graph: Graph, x: Value, parameters: Parameters, name: string): Value =>
  projection(graph, x, parameters[`${name}.weight`], parameters[`${name}.bias`])

export const norm = (graph: Graph, x: Value, parameters: Parameters, name: string): Value =>
  layerNorm(graph, x, parameters[`${name}.weight`], parameters[`${name}.bias`], LAYER_NORM_EPSILON)

/** The rows of word pieces with those of their positions added, normalised, and projected where the layers are wider. */
function embed(graph: Graph, words: Value, types: Value, parameters: Parameters, drop: Dropout): Value {
  const positions = leadingRows(graph, parameters[POSITIONS], words, 0)
  const sum = add(graph, add(graph, words, types), positions)
  const rows = drop(norm(graph, sum, parameters, 'embeddings.LayerNorm'), 0)
  return parameters['embeddings_project.weight'] ? dense(graph, rows, parameters, 'embeddings_project') : rows
}

function layer(graph: Graph, x: Value, mask: Value, parameters: Parameters, number: number, heads: number, drop: Dropout): Value {
  const name = `encoder.layer.${number}`
  const looked = attention(graph, dense(graph, x, parameters, `${name}.attention.self.qkv`), mask, heads)
  const mixed = drop(dense(graph, looked, parameters, `${name}.attention.output.dense`), 1 + 2 * number)
  const middle = norm(graph, add(graph, mixed, x), parameters, `${name}.attention.output.LayerNorm`)
  const wide = gelu(graph, dense(graph, middle, parameters, `${name}.intermediate.dense`))
  const out = drop(dense(graph, wide, parameters, `${name}.output.dense`), 2 + 2 * number)
  return norm(graph, add(graph, out, middle), parameters, `${name}.output.LayerNorm`)
}

/**
 * The last hidden states of a BERT, layer normalisation after each residual: [T, B, H], time-major.
 *
 * @param words [T, B, E]: rows of the word pieces, T at most `positions`
 * @param types rows of the token types, whatever broadcasts to the shape of `words`
 * @param mask [T, B, 1]: 0 on pieces, −1e9 on padding
 * @param drop is asked at 1 + 2·layers places, 0 after the embeddings
 */
export function bert(
  graph: Graph,
  inputs: { words: Value; types: Value; mask: Value },
  parameters: Parameters,
  config: Pick<BertConfig, 'layers' | 'heads'>,
  drop: Dropout = keepAll,
): Value {
  const { words, types, mask } = inputs
  const [time, batch] = mask.shape
  const turned = graph.emit('Transpose', [mask], [batch, 1, time], { perm: [1, 2, 0] })
  const keys = graph.emit('Reshape', [turned, graph.constant([0, 1, 1, -1], 'int64')], [batch, 1, 1, time])
  let x = embed(graph, words, types, parameters, drop)
  for (let i = 0; i < config.layers; i++) x = layer(graph, x, keys, parameters, i, config.heads, drop)
  return x
}

/** The row of token type 0, which is all that a single text has: [1, E]. */
export const firstType = (graph: Graph, parameters: Parameters): Value =>
  gatherRows(graph, parameters[TYPES], graph.constant([0], 'int64'))
