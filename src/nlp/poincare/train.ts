import { MalgwiError } from '../../errors.js'
import { type Geometry, poincareBall } from './geometry.js'
import { makePairLoss } from './loss.js'
import { uniform } from './random.js'

export interface EmbeddingOptions {
  dimensions: number
  epochs: number
  /** Epochs at a tenth of the learning rate, in which points find their directions before they spread (Nickel & Kiela 2017, section 3). */
  burnIn: number
  /** Drawn for each pair from what its word does not point at. */
  negatives: number
  learningRate: number
  seed: number
  geometry: Geometry
}

export const EMBEDDING_DEFAULTS: Readonly<EmbeddingOptions> = {
  dimensions: 10,
  epochs: 300,
  burnIn: 10,
  negatives: 10,
  learningRate: 0.1,
  seed: 1,
  geometry: poincareBall,
}

const BURN_IN_SHARE = 0.1
/** Points begin this close to the origin. */
const START = 1e-3

export interface Embedding {
  /** [points, dimensions] */
  points: Float64Array
  dimensions: number
  /** The mean loss of each epoch's pairs, in nats. */
  losses: number[]
  distance(a: number, b: number): number
}

/**
 * Embeds what points at what: u → v are brought near, what u does not point at is kept away. Riemannian SGD, a pair a step. A seed gives
 * the same numbers, bit for bit.
 *
 * @param count of points
 * @param pairs [u, v], numbers below count, u ≠ v
 * @throws MalgwiError USAGE for an option out of range or no pairs; RangeError for a pair that points outside
 */
export function embed(
  count: number,
  pairs: readonly (readonly [number, number])[],
  options: Partial<EmbeddingOptions> = {},
): Embedding {
  const all = { ...EMBEDDING_DEFAULTS, ...options }
  checkOptions(all)
  if (pairs.length === 0) throw new MalgwiError('USAGE', 'Poincaré: nothing points at anything.')
  const { dimensions, geometry } = all
  const targets = targetsOf(count, pairs)
  const random = uniform(all.seed)
  const points = Float64Array.from({ length: count * dimensions }, () => (2 * random() - 1) * START)
  const others = new Uint32Array(1 + all.negatives)
  const { loss, gradients } = makePairLoss(geometry, dimensions, all.negatives)
  const order = pairs.map((_, at) => at)
  const losses: number[] = []
  for (let epoch = 0; epoch < all.epochs; epoch++) {
    const rate = all.learningRate * (epoch < all.burnIn ? BURN_IN_SHARE : 1)
    let sum = 0
    for (let left = order.length; left > 0; left--) {
      const drawn = Math.floor(random() * left)
      const at = order[drawn]
      order[drawn] = order[left - 1]
      order[left - 1] = at
      const [row, target] = pairs[at]
      others[0] = target
      const taken = drawNegatives(others, row, targets[row], count, random)
      sum += loss(points, row, taken)
      geometry.step(points, dimensions, row, rate, gradients, 0)
      for (let n = 0; n < taken.length; n++) geometry.step(points, dimensions, taken[n], rate, gradients, (1 + n) * dimensions)
    }
    losses.push(sum / pairs.length)
  }
  return { points, dimensions, losses, distance: (a, b) => geometry.distance(points, dimensions, a, b) }
}

/** Fills what comes after the first with different numbers that `row` does not point at; fewer where there are fewer. */
function drawNegatives(
  others: Uint32Array,
  row: number,
  pointedAt: ReadonlySet<number>,
  count: number,
  random: () => number,
): Uint32Array {
  const size = Math.min(others.length, count - pointedAt.size)
  for (let n = 1; n < size; ) {
    const drawn = Math.floor(random() * count)
    if (drawn !== row && !pointedAt.has(drawn) && !others.subarray(1, n).includes(drawn)) others[n++] = drawn
  }
  return others.subarray(0, size)
}

function targetsOf(count: number, pairs: readonly (readonly [number, number])[]): Set<number>[] {
  const targets = Array.from({ length: count }, () => new Set<number>())
  for (const [u, v] of pairs) {
    if (u === v || !(u >= 0 && u < count && v >= 0 && v < count))
      throw new RangeError(`Poincaré: ${u} → ${v} is no pair of ${count}`)
    targets[u].add(v)
  }
  return targets
}

function checkOptions({ dimensions, epochs, burnIn, negatives, learningRate, seed }: EmbeddingOptions): void {
  const whole = { dimensions, epochs, negatives }
  for (const [name, value] of Object.entries(whole))
    if (!Number.isInteger(value) || value < 1) throw refuse(`${name} must be a whole number from 1 on, not ${value}`)
  for (const [name, value] of Object.entries({ burnIn, seed }))
    if (!Number.isSafeInteger(value) || value < 0) throw refuse(`${name} must be a whole number from 0 on, not ${value}`)
  if (!(learningRate > 0 && learningRate <= 10)) throw refuse(`learningRate must be above 0 and at most 10, not ${learningRate}`)
}

function refuse(what: string): MalgwiError {
  return new MalgwiError('USAGE', `Poincaré: ${what}.`)
}
