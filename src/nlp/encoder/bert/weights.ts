import { planMemory } from '../memory.js'

/** Adam's settings for one step, numbered from 1. */
export interface AdamStep {
  step: number
  learningRate: number
  /** Largest L2 norm of all gradients together, beyond which they are scaled down. */
  clip: number
}

/** Dense parameters with their gradients and moments, all in one WebAssembly memory. */
export interface Weights {
  readonly parameters: Record<string, Float32Array>
  readonly gradients: Record<string, Float32Array>
  /** Parameters and, behind them, their moments: a view of the same memory. */
  readonly state: Uint8Array
  /** The L2 norm of all gradients together. */
  gradientNorm(): number
  /** One step of Adam (Kingma & Ba 2015), given the gradients' norm. */
  update(norm: number, adam: AdamStep): void
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

interface Kernel {
  squaredNorm(values: number, count: number): number
  adam(...values: number[]): void
}

/** Parameters begin on cache lines. */
const aligned = (length: number): number => Math.ceil(length / 16) * 16

/** @param shapes by name; all values begin as zeros */
export function openWeights(shapes: Record<string, readonly number[]>): Weights {
  const names = Object.keys(shapes)
  const lengths = names.map((name) => shapes[name].reduce((product, size) => product * size, 1))
  const total = lengths.reduce((sum, length) => sum + aligned(length), 0)
  const plan = planMemory()
  const [values, first, second, gradients, row] = [total, total, total, total, 1].map((length) => plan.reserve(length))
  const { buffer, floats, load } = plan.open()
  const kernel = load(new URL('../../../kernels/embedding.wasm', import.meta.url)) as Kernel
  const views = (whole: Float32Array): Record<string, Float32Array> => {
    let start = 0
    return Object.fromEntries(
      names.map((name, i) => {
        const view = whole.subarray(start, start + lengths[i])
        start += aligned(lengths[i])
        return [name, view]
      }),
    )
  }
  return {
    parameters: views(floats(values)),
    gradients: views(floats(gradients)),
    state: new Uint8Array(buffer, values.pointer, gradients.pointer - values.pointer),
    gradientNorm: () => Math.sqrt(kernel.squaredNorm(gradients.pointer, total)),
    update(norm, { step, learningRate, clip }) {
      const correction = Math.sqrt(1 - BETA2 ** step)
      const rate = (learningRate * correction) / (1 - BETA1 ** step)
      const scale = norm > clip ? clip / norm : 1
      kernel.adam(
        row.pointer,
        1,
        gradients.pointer,
        values.pointer,
        first.pointer,
        second.pointer,
        total,
        rate,
        BETA1,
        BETA2,
        EPSILON * correction,
        scale,
      )
    },
  }
}
