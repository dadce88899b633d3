import * as tf from '@tensorflow/tfjs-core'

// tf.matMul takes flags for transposed operands and broadcasts a matrix over a batch, but its WebAssembly kernel does both about twenty
// times slower than the plain product of two matrices: [128,5120]·[5120,512] takes 800 ms with the flag, 34 ms transposed beforehand.

/** a · b. A matrix b is shared by all leading dimensions of a. */
export function matMul(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  if (b.rank !== 2 || a.rank <= 2) return tf.matMul(a, b)
  const [inner, columns] = b.shape
  return tf.reshape(tf.matMul(tf.reshape(a, [-1, inner]), b), [...a.shape.slice(0, -1), columns])
}

/** op(a) · op(b) + c for matrices; c, where there is one, is broadcast. */
export function gemm(a: tf.Tensor, b: tf.Tensor, c: tf.Tensor | undefined, transposeA: boolean, transposeB: boolean): tf.Tensor {
  const product = tf.matMul(transposeA ? tf.transpose(a) : a, transposeB ? tf.transpose(b) : b)
  return c ? tf.add(product, c) : product
}
