import * as tf from '@tensorflow/tfjs-core'

/** ONNX's LayerNormalization over the axes from `axis` on: y, the means, and one over the standard deviations. */
export function layerNormalization(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor | undefined,
  axis: number,
  epsilon: number,
): tf.Tensor[] {
  const first = axis < 0 ? axis + x.rank : axis
  const axes = x.shape.map((_, i) => i).slice(first)
  const mean = tf.mean(x, axes, true)
  const centred = tf.sub(x, mean)
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon))
  const scaled = tf.mul(tf.mul(centred, inverse), gamma)
  return [beta ? tf.add(scaled, beta) : scaled, mean, inverse]
}

/** tf.softmax takes the last axis only. */
export function softmax(x: tf.Tensor, axis: number): tf.Tensor {
  if (axis === -1 || axis === x.rank - 1) return tf.softmax(x)
  const scores = tf.exp(tf.sub(x, tf.max(x, axis, true)))
  return tf.div(scores, tf.sum(scores, axis, true))
}
