import { type Float, Graph } from '../../tensor/graph.js'
import { writeOnnx } from '../../tensor/onnx-write.js'
import { mul } from '../../tensor/ops/arithmetic.js'
import { gatherRows } from '../../tensor/ops/gather-rows.js'
import { gelu } from '../../tensor/ops/gelu.js'
import { projection } from '../../tensor/ops/projection.js'
import { asRows } from '../../tensor/ops/shapes.js'
import { tokenCrossEntropy } from '../../tensor/ops/token-cross-entropy.js'
import type { BertConfig } from './config.js'
import { bert, dense, firstType, norm } from './graph.js'
import { bertShapes, headShapes, WORDS } from './parameters.js'

/** Places of dropout: after the embeddings, and twice in each layer. */
export const dropoutPlaces = ({ layers }: Pick<BertConfig, 'layers'>): number => 1 + 2 * layers

/** Of all that is trained. */
export const pretrainingShapes = (config: BertConfig): Record<string, number[]> => ({
  ...bertShapes(config),
  ...headShapes(config),
})

/**
 * The ONNX model of one step of masked-language modelling (Devlin et al. 2019, section 3.1), for any batch size B, length T and number M
 * of hidden pieces.
 *
 * Inputs: `ids` int64 [T, B], time-major; `mask` [T, B, 1], 0 on pieces and −1e9 on padding; `places` int64 [M], t·B + b of the pieces to
 * be predicted; `points` int64 [M, 2], (m, the piece that stood there); `weight` [M], 1/M, or 0 where nothing is to be predicted; `drop.N` [T, B, H or E], the dropout masks, 0 or
 * 1/keep; and every parameter of `pretrainingShapes` by its name.
 * Outputs: `loss` [], `hits` [] (the share of pieces predicted rightly), and `grad:NAME` for each parameter.
 */
export function pretrainingGraph(config: BertConfig, float: Float = 'float32'): Uint8Array {
  const graph = new Graph(float)
  const ids = graph.input('ids', ['T', 'B'], { dtype: 'int64' })
  const mask = graph.input('mask', ['T', 'B', 1])
  const places = graph.input('places', ['M'], { dtype: 'int64' })
  const points = graph.input('points', ['M', 2], { dtype: 'int64' })
  const weight = graph.input('weight', ['M'])
  const drops = Array.from({ length: dropoutPlaces(config) }, (_, i) =>
    graph.input(`drop.${i}`, ['T', 'B', i === 0 ? config.embedding : config.hidden]),
  )
  const shapes = Object.entries(pretrainingShapes(config))
  const parameters = Object.fromEntries(shapes.map(([name, shape]) => [name, graph.input(name, shape, { needsGrad: true })]))

  const table = parameters[WORDS]
  const inputs = { words: gatherRows(graph, table, ids), types: firstType(graph, parameters), mask }
  const states = bert(graph, inputs, parameters, config, (x, place) => mul(graph, x, drops[place]))
  const flat = graph.record(asRows(graph, states), [states], (dy) => [
    () => graph.emit('Reshape', [dy, graph.emit('Shape', [states], [3], {}, 'int64')], states.shape),
  ])
  const chosen = gatherRows(graph, flat, places)
  const name = 'cls.predictions.transform'
  const rows = norm(graph, gelu(graph, dense(graph, chosen, parameters, `${name}.dense`)), parameters, `${name}.LayerNorm`)
  const logits = projection(graph, rows, table, parameters['cls.predictions.bias'])
  const { loss, hits } = tokenCrossEntropy(graph, logits, points, weight)
  const gradients = graph.backward(loss, graph.constant(1), Object.values(parameters))

  graph.output('loss', loss)
  graph.output('hits', hits)
  for (const [i, name] of Object.keys(parameters).entries()) graph.output(`grad:${name}`, gradients[i])
  return writeOnnx(graph.onnx('malgwi-bert-pretraining'))
}
