import { describe, expect, test } from 'vitest'
import { euclidean, type Geometry, poincareBall, RIM } from '#src/nlp/poincare/geometry.js'
import { makePairLoss } from '#src/nlp/poincare/loss.js'
import { uniform } from '#src/nlp/poincare/random.js'

const DIMENSIONS = 3
const STEP = 1e-6

/** Points in the ball, some near its rim. */
function drawPoints(count: number, seed: number): Float64Array {
  const random = uniform(seed)
  return Float64Array.from({ length: count * DIMENSIONS }, () => (2 * random() - 1) * 0.55)
}

function centralDifference(points: Float64Array, at: number, value: () => number): number {
  const held = points[at]
  points[at] = held + STEP
  const above = value()
  points[at] = held - STEP
  const below = value()
  points[at] = held
  return (above - below) / (2 * STEP)
}

const distance = (geometry: Geometry, ...points: number[][]): number =>
  geometry.distance(Float64Array.from(points.flat()), points[0].length, 0, 1)

describe('distance in the ball', () => {
  test('from the origin is 2 artanh of the norm', () => {
    for (const norm of [1e-6, 0.1, 0.5, 0.9, 0.999])
      expect(distance(poincareBall, [0, 0], [0, norm])).toBeCloseTo(2 * Math.atanh(norm), 9)
  })

  test('adds up along a line through the origin', () => {
    expect(distance(poincareBall, [-0.5, 0], [0.8, 0])).toBeCloseTo(2 * Math.atanh(0.5) + 2 * Math.atanh(0.8), 9)
  })

  test('is what the formula gives by hand between two points at right angles', () => {
    // ‖u − v‖² = 0.18, 1 − ‖u‖² = 1 − ‖v‖² = 0.91: 1 + 0.36 / 0.8281.
    expect(distance(poincareBall, [0.3, 0], [0, 0.3])).toBeCloseTo(Math.acosh(1 + 0.36 / 0.8281), 12)
  })

  test('is symmetric and zero from a point to itself', () => {
    expect(distance(poincareBall, [0.2, 0.7], [0.2, 0.7])).toBe(0)
    expect(distance(poincareBall, [0.2, 0.7], [-0.4, 0.1])).toBeCloseTo(distance(poincareBall, [-0.4, 0.1], [0.2, 0.7]), 12)
  })
})

describe.each([
  ['the Poincaré ball', poincareBall],
  ['flat space', euclidean],
])('gradients in %s', (_, geometry) => {
  test('of a distance are its central differences', () => {
    const points = drawPoints(12, 1)
    for (let a = 1; a < 12; a++) {
      const gradients = new Float64Array(2 * DIMENSIONS)
      geometry.addGradients(points, DIMENSIONS, a, a - 1, 1.5, gradients, 0, DIMENSIONS)
      for (const [n, row] of [a, a - 1].entries()) {
        for (let d = 0; d < DIMENSIONS; d++) {
          const slope = centralDifference(points, row * DIMENSIONS + d, () => geometry.distance(points, DIMENSIONS, a, a - 1))
          expect(gradients[n * DIMENSIONS + d]).toBeCloseTo(1.5 * slope, 5)
        }
      }
    }
  })

  test('of the loss of a pair with its negatives are its central differences', () => {
    const points = drawPoints(6, 2)
    const others = [1, 2, 3, 5]
    const { loss, gradients } = makePairLoss(geometry, DIMENSIONS, 3)
    const before = loss(points, 4, others)
    const found = gradients.slice()
    const scores = others.map((other) => Math.exp(-geometry.distance(points, DIMENSIONS, 4, other)))
    expect(before).toBeCloseTo(-Math.log(scores[0] / scores.reduce((sum, score) => sum + score, 0)), 12)
    for (const [n, row] of [4, ...others].entries()) {
      for (let d = 0; d < DIMENSIONS; d++) {
        const slope = centralDifference(points, row * DIMENSIONS + d, () => loss(points, 4, others))
        expect(found[n * DIMENSIONS + d]).toBeCloseTo(slope, 5)
      }
    }
  })

  test('are nothing between a point and itself', () => {
    const points = drawPoints(1, 3)
    const gradients = new Float64Array(2 * DIMENSIONS)
    geometry.addGradients(points, DIMENSIONS, 0, 0, 1, gradients, 0, DIMENSIONS)
    expect([...gradients]).toEqual([0, 0, 0, 0, 0, 0])
  })
})

describe('a step', () => {
  test('is scaled by the metric: (1 − ‖u‖²)² / 4 of the gradient', () => {
    const points = Float64Array.of(0.6, 0)
    poincareBall.step(points, 2, 0, 0.5, Float64Array.of(0, 1), 0)
    expect([...points]).toEqual([0.6, -0.5 * (0.64 ** 2 / 4)])
  })

  test('that leads out of the ball ends just inside of it', () => {
    const points = Float64Array.of(0.6, 0)
    poincareBall.step(points, 2, 0, 1, Float64Array.of(-100, 0), 0)
    expect(points[0]).toBeCloseTo(1 - RIM, 12)
  })
})
