import * as tf from '@tensorflow/tfjs-core'
import { MalgwiError } from '../../../../errors.js'
import type { DType, Tensor, TensorData } from '../../engine.js'

// TensorFlow.js knows float32, int32 and bool alone. Indices and lengths fit into 32 bits; float16 is only ever stored.
const TF_TYPES: Record<DType, 'float32' | 'int32' | 'bool' | null> = {
  float32: 'float32',
  float16: 'float32',
  float64: null,
  int64: 'int32',
  int32: 'int32',
  bool: 'bool',
}

/** The type that stands for `dtype` in TensorFlow.js. @throws MalgwiError MODEL_INVALID for float64, which it lacks */
export function tfType(dtype: DType): 'float32' | 'int32' | 'bool' {
  const type = TF_TYPES[dtype]
  if (type === null) throw new MalgwiError('MODEL_INVALID', `TensorFlow.js has no ${dtype}`)
  return type
}

/** A copy of `tensor` on the current backend; integers beyond 32 bits become the nearest that fits. The caller disposes of it. */
export function toTf({ dtype, dims, data }: Tensor): tf.Tensor {
  return tf.tensor(toTfData(data, dtype), [...dims], tfType(dtype))
}

function toTfData(data: TensorData, dtype: DType): Float32Array | Int32Array | Uint8Array {
  if (data instanceof BigInt64Array)
    return Int32Array.from(data, (value) => Math.max(-(2 ** 31), Math.min(Number(value), 2 ** 31 - 1)))
  if (dtype === 'float16') return fromHalf(data as Uint16Array)
  return data as Float32Array | Int32Array | Uint8Array
}

/** A copy of the numbers of a tensor as `dtype`, written over `target` or into a new array. */
export function fromTf(tensor: tf.Tensor, dtype: DType, target?: Tensor): Tensor {
  if (target && (target.dtype !== dtype || String(target.dims) !== String(tensor.shape)))
    throw new MalgwiError(
      'MODEL_RUN_FAILED',
      `an output is [${tensor.shape}] of ${dtype}, not [${target.dims}] of ${target.dtype}`,
    )
  const data = fromTfData(tensor.dataSync(), dtype)
  if (!target) return { dtype, dims: tensor.shape, data }
  ;(target.data as Float32Array).set(data as Float32Array)
  return target
}

function fromTfData(numbers: ArrayLike<number> & Iterable<number>, dtype: DType): TensorData {
  if (dtype === 'int64') return BigInt64Array.from(numbers, BigInt)
  if (dtype === 'int32') return new Int32Array(numbers)
  return dtype === 'bool' ? new Uint8Array(numbers) : new Float32Array(numbers)
}

let halves: Float32Array | undefined

/** IEEE 754 binary16 bit patterns as numbers. */
function fromHalf(bits: Uint16Array): Float32Array {
  halves ??= Float32Array.from({ length: 65536 }, (_, half) => decodeHalf(half))
  const table = halves
  const numbers = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) numbers[i] = table[bits[i]]
  return numbers
}

function decodeHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 31
  const fraction = half & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}
