import * as tf from '@tensorflow/tfjs-core'

/** Slices of x at `indices` [.., k], each the first k coordinates of one; negative ones count from the end. */
export const gatherPoints = (x: tf.Tensor, indices: tf.Tensor): tf.Tensor => tf.gatherND(x, checkPoints(x, indices))

/** x with `updates` put to, or added to, its slices at `indices` [.., k]. Points that occur several times are for adding only. */
export function scatterPoints(x: tf.Tensor, indices: tf.Tensor, updates: tf.Tensor, adding: boolean): tf.Tensor {
  const points = checkPoints(x, indices)
  const scattered = tf.scatterND(points, updates, x.shape as [number])
  if (adding) return tf.add(x, scattered)
  const hit = tf.scatterND(points, tf.onesLike(updates), x.shape as [number])
  return tf.where(tf.greater(hit, 0), scattered, x)
}

/** Indices from 0 up; TensorFlow.js would read beyond its memory for others. */
function checkPoints(x: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  const depth = indices.shape[indices.rank - 1]
  const points = indices.dataSync().map((index, i) => {
    const length = x.shape[i % depth]
    const at = index < 0 ? index + length : index
    if (!(at >= 0 && at < length)) throw new Error(`an index is not below ${length}`)
    return at
  }) as Int32Array
  return tf.tensor(points, indices.shape, 'int32')
}
