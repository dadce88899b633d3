import type { Graph, Shape, Value } from '../tensor/graph.js'
import type { Dim } from '../tensor/onnx.js'
import { asRows, fromRows, zeros } from '../tensor/ops/shapes.js'

export interface Explained {
  /** The feature map A [T, R, K], from which `logits` [B, C] were made; watched, unless `features` are. */
  map: Value
  /** The pooled features [B, K], watched, where each comes from its own channel of A: R is B then. */
  features?: Value
  /** The weights [K, C] from those features to the logits, where there is nothing else between them. */
  classWeights?: Value
  logits: Value
  /** [T, R, 1], 1 on tokens and 0 on padding. */
  valid: Value
  /** [S, B, 1] where R = S·B and row s·B + b is sentence s of document b; none: R is B. */
  sentences?: Value
}

/**
 * Grad-CAM in one dimension (Selvaraju et al. 2017, eqs. 1–2), for every class at once. With the target
 * y^c = logit_c − mean(logits): α_k^c = 1/T Σ_i ∂y^c/∂A_i^k over the T valid steps, L_i^c = ReLU(Σ_k α_k^c A_i^k).
 *
 * Where every feature is pooled from its own channel by a maximum or a mean over the steps, Σ_i ∂y^c/∂A_i^k is the gradient of
 * the pooled feature: the pooling need not be gone back through. And where the features lead straight to the logits, that is the class's
 * centred weight, whatever the text: Grad-CAM is then CAM (Zhou et al. 2016).
 *
 * @returns L [C, R, T], zero on padding
 */
export function gradCam(graph: Graph, explained: Explained): Value {
  const { map, features, classWeights, logits, valid, sentences } = explained
  if (classWeights) return classMap(graph, map, classWeights, valid)
  const [time, rows, channels] = map.shape
  const classes = logits.shape[1] as number
  const sum = (value: Value, shape: Shape, keepdims: 0 | 1): Value =>
    graph.emit('ReduceSum', [value, graph.constant([0], 'int64')], shape, { keepdims })
  /** Of a document's sentences [R, width], what they add up to, in each of its rows. */
  const overDocument = (value: Value, width: Dim): Value => {
    if (!sentences) return value
    const shape = [...sentences.shape.slice(0, 2), width]
    const total = sum(fromRows(graph, value, sentences), [1, ...shape.slice(1)], 1)
    const none = graph.emit('Sub', [sentences, sentences], sentences.shape)
    return asRows(graph, graph.emit('Add', [total, none], shape))
  }
  const lengths = overDocument(sum(valid, [rows, 1], 0), 1)
  const none = zeros(graph, logits, 0, classes)
  const alphas = Array.from({ length: classes }, (_, c) => {
    const oneHotCentred = Array.from({ length: classes }, (_, i) => (i === c ? 1 : 0) - 1 / classes)
    const dy = graph.emit('Add', [none, graph.constant(oneHotCentred)], logits.shape)
    const [gradient] = graph.backward(logits, dy, [features ?? map])
    const total = features ? gradient : overDocument(sum(gradient, [rows, channels], 0), channels)
    const mean = graph.emit('Div', [total, lengths], total.shape)
    return graph.emit('Reshape', [mean, graph.constant([1, -1, Number(channels)], 'int64')], [1, rows, channels])
  })
  const alpha = graph.emit('Concat', alphas, [classes, rows, channels], { axis: 0 })
  const weights = graph.emit('Transpose', [alpha], [rows, classes, channels], { perm: [1, 0, 2] })
  const turned = graph.emit('Transpose', [map], [rows, channels, time], { perm: [1, 2, 0] })
  const heat = graph.emit('Relu', [graph.emit('MatMul', [weights, turned], [rows, classes, time])], [rows, classes, time])
  const byClass = graph.emit('Transpose', [heat], [classes, rows, time], { perm: [1, 0, 2] })
  return graph.emit('Mul', [byClass, graph.emit('Transpose', [valid], [1, rows, time], { perm: [2, 1, 0] })], byClass.shape)
}

/** CAM: ReLU(Σ_k w_k^c A_i^k / T) with the class weights centred over the classes. */
function classMap(graph: Graph, map: Value, classWeights: Value, valid: Value): Value {
  const [time, rows] = map.shape
  const [channels, classes] = classWeights.shape as [number, number]
  const identity = (row: number, column: number): number => (row === column ? 1 : 0)
  const centre = Array.from({ length: classes ** 2 }, (_, i) => identity(Math.floor(i / classes), i % classes) - 1 / classes)
  const data = graph.float === 'float32' ? Float32Array.from(centre) : Float64Array.from(centre)
  const centred = graph.emit(
    'MatMul',
    [classWeights, graph.initializer('centre', { dtype: graph.float, dims: [classes, classes], data })],
    [channels, classes],
  )
  const shape = [time, rows, classes]
  const heat = graph.emit('Relu', [graph.emit('MatMul', [map, centred], shape)], shape)
  const length = graph.emit('ReduceSum', [valid, graph.constant([0], 'int64')], [1, rows, 1], { keepdims: 1 })
  const share = graph.emit('Div', [valid, length], valid.shape)
  return graph.emit('Transpose', [graph.emit('Mul', [heat, share], shape)], [classes, rows, time], { perm: [2, 1, 0] })
}
