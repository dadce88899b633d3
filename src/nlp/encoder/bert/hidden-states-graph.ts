import { Graph } from '../../tensor/graph.js'
import { ELEMENT_TYPE } from '../../tensor/onnx.js'
import { writeOnnx } from '../../tensor/onnx-write.js'
import { mul, sub } from '../../tensor/ops/arithmetic.js'
import { gatherRows } from '../../tensor/ops/gather-rows.js'
import type { BertConfig } from './config.js'
import { bert } from './graph.js'
import { bertShapes, TYPES, WORDS } from './parameters.js'

const PADDING = 1e9

/**
 * The ONNX model of a BERT as Hugging Face's tools export it (task feature-extraction), for any batch size B and length T.
 *
 * Inputs: `input_ids`, `attention_mask` and `token_type_ids`, int64 [B, T]. Output: `last_hidden_state` [B, T, H].
 *
 * @param parameters as `bertShapes` names them
 */
export function hiddenStatesGraph(config: BertConfig, parameters: Record<string, Float32Array>): Uint8Array {
  const graph = new Graph()
  const input = (name: string) => graph.input(name, ['batch_size', 'sequence_length'], { dtype: 'int64' })
  const [ids, attended, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map(input)
  const weights = Object.fromEntries(
    Object.entries(bertShapes(config)).map(([name, dims]) => [
      name,
      graph.initializer(name, { dtype: 'float32', dims, data: parameters[name] }),
    ]),
  )
  const [rows, columns] = ['sequence_length', 'batch_size']
  const timeMajor = (value: typeof ids) => graph.emit('Transpose', [value], [rows, columns], { perm: [1, 0] }, 'int64')
  const kept = graph.emit('Cast', [timeMajor(attended)], [rows, columns], { to: ELEMENT_TYPE.float32 })
  const column = graph.emit('Reshape', [kept, graph.constant([0, 0, 1], 'int64')], [rows, columns, 1])
  const states = bert(
    graph,
    {
      words: gatherRows(graph, weights[WORDS], timeMajor(ids)),
      types: gatherRows(graph, weights[TYPES], timeMajor(types)),
      mask: mul(graph, sub(graph, column, graph.constant(1)), graph.constant(PADDING)),
    },
    weights,
    config,
  )
  const shape = ['batch_size', 'sequence_length', config.hidden]
  graph.output('last_hidden_state', graph.emit('Transpose', [states], shape, { perm: [1, 0, 2] }))
  return writeOnnx(graph.onnx('bert'))
}
