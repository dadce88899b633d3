import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '../../engine.js'
import { elementType } from '../../onnx-read.js'
import type { Operator } from '../../operators.js'
import { compare } from './compare.js'
import { tfType, toTf } from './convert.js'
import type { Kernel } from './kernel.js'
import { gemm, matMul } from './linear.js'
import { layerNormalization, softmax } from './normalise.js'
import { gatherPoints, scatterPoints } from './points.js'
import { checkSize, gather, integers, pad, reverseSequence } from './rearrange.js'
import { scan } from './scan.js'

const unary =
  (f: (x: tf.Tensor) => tf.Tensor): Kernel =>
  ({ inputs: [x] }) =>
    f(x)

const binary =
  (f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Kernel =>
  ({ inputs: [a, b] }) =>
    f(a, b)

/** Over the axes that the second input names, or over all. */
const reduction =
  (f: (x: tf.Tensor, axes: number[] | undefined, keepDims: boolean) => tf.Tensor): Kernel =>
  ({ inputs: [x, axes], attributes: { keepdims = 1 } }) =>
    f(x, axes && integers(axes), keepdims === 1)

/** Each operator of ONNX (https://onnx.ai/onnx/operators/) in TensorFlow.js. Nothing here has a gradient of its own. */
export const KERNELS: Record<Operator, Kernel> = {
  Add: binary(tf.add),
  Cast: ({ inputs: [x], attributes: { to } }) => {
    const type = tfType(elementType(to as number))
    // tf.cast keeps the low byte of an integer as a bool.
    return type === 'bool' ? compare(x, tf.scalar(0), (value, zero) => value !== zero) : tf.cast(x, type)
  },
  Concat: ({ inputs, attributes: { axis } }) => tf.concat([...inputs], axis as number),
  ConstantOfShape: ({ inputs: [shape], attributes: { value } }) => {
    const { dtype, data } = (value as Tensor | undefined) ?? { dtype: 'float32', data: [0] }
    return tf.fill(checkSize(integers(shape)), Number(data[0]), tfType(dtype))
  },
  Div: binary(tf.div),
  Equal: binary((a, b) => compare(a, b, (x, y) => x === y)),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  Gather: ({ inputs: [x, indices], attributes: { axis = 0 } }) => gather(x, indices, axis as number),
  GatherND: ({ inputs: [x, indices] }) => gatherPoints(x, indices),
  Gemm: ({ inputs: [a, b, c], attributes: { transA = 0, transB = 0 } }) => gemm(a, b, c, transA === 1, transB === 1),
  Identity: unary(tf.clone),
  LayerNormalization: ({ inputs: [x, gamma, beta], attributes: { axis = -1, epsilon = 1e-5 } }) =>
    layerNormalization(x, gamma, beta, axis as number, epsilon as number),
  Less: binary((a, b) => compare(a, b, (x, y) => x < y)),
  LogSoftmax: ({ inputs: [x], attributes: { axis = -1 } }) => tf.logSoftmax(x, axis as number),
  MatMul: binary(matMul),
  Mul: binary(tf.mul),
  Neg: unary(tf.neg),
  Pad: ({ inputs: [x, pads] }) => pad(x, integers(pads)),
  Range: ({ inputs }) => {
    const [start, limit, delta] = inputs.map((value) => value.dataSync()[0])
    checkSize([Math.max(0, Math.ceil((limit - start) / delta))])
    return tf.range(start, limit, delta, inputs[0].dtype as 'float32' | 'int32')
  },
  ReduceMax: reduction(tf.max),
  ReduceSum: reduction(tf.sum),
  Relu: unary(tf.relu),
  Reshape: ({ inputs: [x, shape] }) =>
    tf.reshape(
      x,
      integers(shape).map((length, i) => (length === 0 ? x.shape[i] : length)),
    ),
  ReverseSequence: ({ inputs: [x, lengths], attributes: { batch_axis = 1, time_axis = 0 } }) =>
    reverseSequence(x, lengths, batch_axis as number, time_axis as number),
  Scan: scan,
  ScatterND: ({ inputs: [x, indices, updates], attributes: { reduction = 'none' } }) =>
    scatterPoints(x, indices, updates, reduction === 'add'),
  Shape: ({ inputs: [x], attributes: { start = 0, end } }) =>
    toTf(lengths(x.shape.slice(start as number, end as number | undefined))),
  Sigmoid: unary(tf.sigmoid),
  Sign: unary(tf.sign),
  Softmax: ({ inputs: [x], attributes: { axis = -1 } }) => softmax(x, axis as number),
  Split: ({ inputs: [x, sizes], attributes: { axis = 0 } }) => tf.split(x, integers(sizes), axis as number),
  Sqrt: unary(tf.sqrt),
  Sub: binary(tf.sub),
  Tanh: unary(tf.tanh),
  Transpose: ({ inputs: [x], attributes: { perm } }) => tf.transpose(x, perm as number[] | undefined),
}

const lengths = (dims: readonly number[]): Tensor => ({ dtype: 'int32', dims: [dims.length], data: Int32Array.from(dims) })
