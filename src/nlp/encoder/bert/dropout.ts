import type { Tensor } from '../../tensor/engine.js'
import { randomStream } from '../random.js'

const BANK_STREAM = 13
const STEP_STREAM = 14
/** A step's masks begin anywhere in this many numbers, in steps of 16 (a cache line). */
const OFFSETS = 2 ** 16
const ALIGNED = 16

/**
 * Dropout masks (0 or 1/keep) for the places of a graph, without drawing millions of numbers a step: each is a window, at a random
 * offset, of one bank of masks that is drawn once.
 *
 * @param largest numbers in the largest mask
 */
export function dropoutMasks(
  rate: number,
  largest: number,
  seed: number,
): (step: number, shapes: readonly number[][]) => Tensor[] {
  const random = randomStream(seed, BANK_STREAM)
  const keep = 1 - rate
  const bank = Float32Array.from({ length: largest + OFFSETS * ALIGNED }, () => (random() < keep ? 1 / keep : 0))
  return (step, shapes) => {
    const draw = randomStream(seed, STEP_STREAM, step)
    return shapes.map((dims) => {
      const start = Math.floor(draw() * OFFSETS) * ALIGNED
      const data = bank.subarray(start, start + dims.reduce((product, size) => product * size, 1))
      return { dtype: 'float32', dims, data }
    })
  }
}
