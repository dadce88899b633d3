import type { Graph, Value } from '../tensor/graph.js'
import { zeros } from '../tensor/ops/shapes.js'

/**
 * Grad-CAM in one dimension (Selvaraju et al. 2017, eqs. 1–2), for every class at once. With the target
 * y^c = logit_c − mean(logits): α_k^c = 1/T Σ_i ∂y^c/∂A_i^k over the T valid steps, L_i^c = ReLU(Σ_k α_k^c A_i^k).
 *
 * @param features the feature map A [T, B, K], watched, from which `logits` [B, C] were made
 * @param valid [T, B], 1 on tokens and 0 on padding
 * @returns L [C, B, T], zero on padding
 */
export function gradCam(graph: Graph, features: Value, logits: Value, valid: Value): Value {
  const [time, batch, channels] = features.shape
  const classes = logits.shape[1] as number
  const lengths = graph.emit(
    'ReduceSum',
    [graph.emit('Reshape', [valid, graph.constant([0, 0, 1], 'int64')], [time, batch, 1]), graph.constant([0], 'int64')],
    [batch, 1],
    { keepdims: 0 },
  )
  const none = zeros(graph, logits, 0, classes)
  const alphas = Array.from({ length: classes }, (_, c) => {
    const oneHotCentred = Array.from({ length: classes }, (_, i) => (i === c ? 1 : 0) - 1 / classes)
    const dy = graph.emit('Add', [none, graph.constant(oneHotCentred)], logits.shape)
    const [gradient] = graph.backward(logits, dy, [features])
    const sum = graph.emit('ReduceSum', [gradient, graph.constant([0], 'int64')], [1, batch, channels], { keepdims: 1 })
    return graph.emit('Div', [sum, lengths], sum.shape)
  })
  const alpha = graph.emit('Concat', alphas, [classes, batch, channels], { axis: 0 })
  const weights = graph.emit('Transpose', [alpha], [batch, classes, channels], { perm: [1, 0, 2] })
  const map = graph.emit('Transpose', [features], [batch, channels, time], { perm: [1, 2, 0] })
  const heat = graph.emit('Relu', [graph.emit('MatMul', [weights, map], [batch, classes, time])], [batch, classes, time])
  const byClass = graph.emit('Transpose', [heat], [classes, batch, time], { perm: [1, 0, 2] })
  return graph.emit('Mul', [byClass, graph.emit('Transpose', [valid], [batch, time], { perm: [1, 0] })], byClass.shape)
}
