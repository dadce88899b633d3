import type { DType, Tensor } from './engine.js'

/** TensorProto.DataType of onnx.proto. */
export const ELEMENT_TYPE: Record<DType, number> = { float32: 1, int32: 6, int64: 7, bool: 9, float16: 10, float64: 11 }

/** A length, or the name of one that is only known when the model runs. */
export type Dim = number | string

export interface ValueInfo {
  name: string
  dtype: DType
  shape: readonly Dim[]
}

export type Attribute = number | string | readonly number[] | Tensor | OnnxGraph

export interface OnnxNode {
  op: string
  inputs: readonly string[]
  outputs: readonly string[]
  attributes: Readonly<Record<string, Attribute>>
}

/** The part of an ONNX graph that Malgwi writes and reads. A missing optional input of a node is an empty name. */
export interface OnnxGraph {
  name: string
  nodes: readonly OnnxNode[]
  initializers: ReadonlyMap<string, Tensor>
  inputs: readonly ValueInfo[]
  outputs: readonly ValueInfo[]
}
