import type * as tf from '@tensorflow/tfjs-core'
import type { Attribute, OnnxGraph } from '../../onnx.js'

/** One node about to run: its inputs (undefined where left out) and attributes. */
export interface Call {
  inputs: readonly tf.Tensor[]
  attributes: Readonly<Record<string, Attribute>>
  /** Evaluates a body graph of this node once, and returns its outputs. */
  runBody: (body: OnnxGraph, inputs: readonly tf.Tensor[]) => tf.Tensor[]
}

/** Computes the outputs of a node: new tensors, never its inputs themselves. */
export type Kernel = (call: Call) => tf.Tensor | tf.Tensor[]
