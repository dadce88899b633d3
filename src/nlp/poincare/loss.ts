import type { Geometry } from './geometry.js'

/** One pair with its negatives: its loss, and the gradients of all points in it. */
export interface PairLoss {
  /**
   * −log( e^{−d(u, v)} / Σ_{v' ∈ {v} ∪ negatives} e^{−d(u, v')} ) (Nickel & Kiela 2017, eq. 6), in nats.
   *
   * @param row u
   * @param others v first, then the negatives, [1 + negatives]
   */
  loss(points: Float64Array, row: number, others: ArrayLike<number>): number
  /** After `loss`: [2 + negatives, dimensions], the gradient of u, of v, of each negative; the next call writes it anew. */
  gradients: Float64Array
}

export function makePairLoss(geometry: Geometry, dimensions: number, negatives: number): PairLoss {
  const gradients = new Float64Array((2 + negatives) * dimensions)
  const shares = new Float64Array(1 + negatives)
  return {
    gradients,
    loss(points, row, others) {
      const count = others.length
      let [nearest, sum] = [Number.POSITIVE_INFINITY, 0]
      for (let n = 0; n < count; n++) {
        shares[n] = geometry.distance(points, dimensions, row, others[n])
        nearest = Math.min(nearest, shares[n])
      }
      const own = shares[0]
      for (let n = 0; n < count; n++) {
        shares[n] = Math.exp(nearest - shares[n])
        sum += shares[n]
      }
      gradients.fill(0)
      for (let n = 0; n < count; n++) {
        const slope = (n === 0 ? 1 : 0) - shares[n] / sum
        geometry.addGradients(points, dimensions, row, others[n], slope, gradients, 0, (1 + n) * dimensions)
      }
      return own - nearest + Math.log(sum)
    },
  }
}
