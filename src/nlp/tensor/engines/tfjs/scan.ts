import * as tf from '@tensorflow/tfjs-core'
import type { OnnxGraph } from '../../onnx.js'
import type { Kernel } from './kernel.js'

/**
 * ONNX's Scan over axis 0: the body takes the states and one slice of each scan input, and gives the next states and one slice of each
 * scan output. A direction of 1 reads an input, or fills an output, from the end.
 */
export const scan: Kernel = ({ inputs, attributes, runBody }) => {
  const body = attributes.body as OnnxGraph
  const scanInputs = attributes.num_scan_inputs as number
  const stateCount = inputs.length - scanInputs
  const inputDirections = (attributes.scan_input_directions ?? []) as number[]
  const outputDirections = (attributes.scan_output_directions ?? []) as number[]

  let states = inputs.slice(0, stateCount)
  const slices = inputs.slice(stateCount).map((input, i) => turned(tf.unstack(input), inputDirections[i]))
  const steps = slices[0]?.length ?? 0
  if (steps === 0) throw new Error('there is nothing to scan')
  const collected: tf.Tensor[][] = body.outputs.slice(stateCount).map(() => [])
  for (let t = 0; t < steps; t++) {
    const made = runBody(body, [...states, ...slices.map((slice) => slice[t])])
    states = made.slice(0, stateCount)
    for (const [i, output] of made.slice(stateCount).entries()) collected[i].push(output)
  }
  return [...states, ...collected.map((output, i) => tf.stack(turned(output, outputDirections[i])))]
}

const turned = (slices: tf.Tensor[], direction: number | undefined): tf.Tensor[] =>
  direction === 1 ? [...slices].reverse() : slices
