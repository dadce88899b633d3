/** Element types, named as in NumPy. `float16` travels as its bit patterns, `bool` as bytes 0 and 1. */
export type DType = 'float32' | 'float16' | 'float64' | 'int64' | 'int32' | 'bool'

export type TensorData = Float32Array | Float64Array | Uint16Array | BigInt64Array | Int32Array | Uint8Array

/** A dense array in C order; `data` holds the product of `dims` elements (one for a scalar, whose `dims` is empty). */
export interface Tensor {
  dtype: DType
  dims: readonly number[]
  data: TensorData
}

/** A model made ready to run. */
export interface Session {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  /**
   * Runs the model once.
   *
   * @param feeds one tensor for each of `inputs`; nothing keeps a reference to them afterwards
   * @param fetches the outputs wanted, by name, or tensors of the right shape that are written in place
   * @throws MalgwiError MODEL_RUN_FAILED for a missing input, a wrong type or shape, an unknown output
   */
  run(feeds: Record<string, Tensor>, fetches: readonly string[] | Record<string, Tensor>): Promise<Record<string, Tensor>>
  release(): Promise<void>
}

export type EngineName = 'onnxruntime' | 'tfjs'

/** Runs ONNX models. The two engines give the same numbers up to rounding. */
export interface Engine {
  readonly name: EngineName
  /** @throws MalgwiError MODEL_INVALID where the bytes are no ONNX model, or hold an operator that the engine lacks */
  open(model: Uint8Array, options: { threads: number }): Promise<Session>
}
