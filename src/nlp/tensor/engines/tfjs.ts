import * as tf from '@tensorflow/tfjs-core'
import { MalgwiError } from '../../../errors.js'
import type { Engine, Session, Tensor } from '../engine.js'
import type { OnnxGraph, ValueInfo } from '../onnx.js'
import { readOnnx } from '../onnx-read.js'
import { type Backend, chooseBackend } from './tfjs/backend.js'
import { fromTf, tfType, toTf } from './tfjs/convert.js'
import { compile } from './tfjs/evaluate.js'

export interface TfjsEngine extends Engine {
  readonly name: 'tfjs'
  /** What runs underneath; chosen once a process. */
  backend(): Promise<Backend>
}

/**
 * TensorFlow.js: native where @tensorflow/tfjs-node is installed, else WebAssembly. It computes in float32 and int32, so a model in
 * float64 is refused; `threads` is of no effect, for WebAssembly has one in Node and native TensorFlow takes its own number.
 * `run` blocks the event loop while it computes.
 */
export const tfjs: TfjsEngine = {
  name: 'tfjs',
  backend: chooseBackend,
  async open(model) {
    const graph = readOnnx(model)
    await chooseBackend()
    return openSession(graph)
  },
}

function openSession(graph: OnnxGraph): Session {
  const evaluate = compile(graph)
  for (const { dtype } of [...graph.inputs, ...graph.outputs, ...graph.initializers.values()]) tfType(dtype)
  const constants = new Map([...graph.initializers].map(([name, tensor]) => [name, toTf(tensor)]))
  const outputs = new Map(graph.outputs.map((output) => [output.name, output]))

  return {
    inputs: graph.inputs.map(({ name }) => name),
    outputs: [...outputs.keys()],
    async run(feeds, fetches) {
      const wanted: Record<string, Tensor | undefined> = Array.isArray(fetches)
        ? Object.fromEntries(fetches.map((name) => [name, undefined]))
        : (fetches as Record<string, Tensor>)
      const names = Object.keys(wanted)
      const types = names.map((name) => outputs.get(name)?.dtype ?? failed(`it has no output "${name}"`))
      checkFeeds(graph.inputs, feeds)
      const result: Record<string, Tensor> = {}
      tf.tidy(() => {
        const given = new Map(constants)
        for (const { name } of graph.inputs) given.set(name, toTf(feeds[name]))
        const made = evaluate(given, names)
        for (const [i, name] of names.entries()) result[name] = fromTf(made[i], types[i], wanted[name])
      })
      return result
    },
    async release() {
      tf.dispose([...constants.values()])
      constants.clear()
    },
  }
}

/** Holds the feeds to the declared types and shapes; a symbolic dimension has the same length wherever it stands. */
function checkFeeds(inputs: readonly ValueInfo[], feeds: Record<string, Tensor>): void {
  const lengths = new Map<string, number>()
  for (const { name, dtype, shape } of inputs) {
    const feed = feeds[name] ?? failed(`the input "${name}" is missing`)
    const fits = (dim: number | string, i: number): boolean => {
      const length = typeof dim === 'number' ? dim : (lengths.get(dim) ?? feed.dims[i])
      if (typeof dim === 'string' && dim !== '') lengths.set(dim, length)
      return feed.dims[i] === length
    }
    const size = feed.dims.reduce((product, length) => product * length, 1)
    if (feed.dtype !== dtype || feed.dims.length !== shape.length || !shape.every(fits) || feed.data.length !== size)
      failed(`the input "${name}" is [${feed.dims}] of ${feed.dtype} (${feed.data.length} values), not [${shape}] of ${dtype}`)
  }
}

function failed(detail: string): never {
  throw new MalgwiError('MODEL_RUN_FAILED', detail)
}
