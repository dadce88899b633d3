/** Points as rows of a matrix [points, dimensions], the distance between them, and how one of them is moved. */
export interface Geometry {
  /** ≥ 0. */
  distance(points: Float64Array, dimensions: number, a: number, b: number): number
  /**
   * Adds factor · ∂d(a, b)/∂a to `gradients` from `atA` on, [dimensions], and factor · ∂d(a, b)/∂b from `atB` on. Where a and b are one
   * point nothing is added.
   */
  addGradients(
    points: Float64Array,
    dimensions: number,
    a: number,
    b: number,
    factor: number,
    gradients: Float64Array,
    atA: number,
    atB: number,
  ): void
  /** Moves a point against its gradient, [dimensions] from `at` on. */
  step(points: Float64Array, dimensions: number, a: number, rate: number, gradients: Float64Array, at: number): void
}

/** Points stay this far from the rim, where distances are infinite. */
export const RIM = 1e-5

/**
 * The Poincaré ball (Nickel & Kiela 2017, arXiv 1705.08039):
 *
 *   d(u, v) = arcosh(1 + 2 ‖u − v‖² / ((1 − ‖u‖²)(1 − ‖v‖²)))                                       (eq. 1)
 *   ∂d(u, v)/∂u = 4 / (β √(γ² − 1)) · ((‖v‖² − 2⟨u, v⟩ + 1)/α² · u − v/α)                            (eq. 4)
 *   u ← proj(u − η (1 − ‖u‖²)²/4 · ∇)                                                               (eq. 5)
 *
 * with α = 1 − ‖u‖², β = 1 − ‖v‖² and γ the argument of arcosh.
 */
export const poincareBall: Geometry = {
  distance(points, dimensions, a, b) {
    let [u, v] = [a * dimensions, b * dimensions]
    let [uu, vv, apart] = [0, 0, 0]
    for (let d = 0; d < dimensions; d++, u++, v++) {
      uu += points[u] * points[u]
      vv += points[v] * points[v]
      apart += (points[u] - points[v]) ** 2
    }
    // arcosh(1 + t), exact for small t too.
    const excess = (2 * apart) / ((1 - uu) * (1 - vv))
    return Math.log1p(excess + Math.sqrt(excess * (excess + 2)))
  },
  addGradients(points, dimensions, a, b, factor, gradients, atA, atB) {
    const [u, v] = [a * dimensions, b * dimensions]
    let [uu, vv, uv, apart] = [0, 0, 0, 0]
    for (let d = 0; d < dimensions; d++) {
      const [x, y] = [points[u + d], points[v + d]]
      uu += x * x
      vv += y * y
      uv += x * y
      apart += (x - y) * (x - y)
    }
    if (apart === 0) return
    const [alpha, beta] = [1 - uu, 1 - vv]
    const excess = (2 * apart) / (alpha * beta)
    const slope = (4 * factor) / Math.sqrt(excess * (excess + 2))
    const [ownA, otherA] = [(slope * (vv - 2 * uv + 1)) / (alpha * alpha * beta), slope / (alpha * beta)]
    const [ownB, otherB] = [(slope * (uu - 2 * uv + 1)) / (beta * beta * alpha), slope / (alpha * beta)]
    for (let d = 0; d < dimensions; d++) {
      gradients[atA + d] += ownA * points[u + d] - otherA * points[v + d]
      gradients[atB + d] += ownB * points[v + d] - otherB * points[u + d]
    }
  },
  step(points, dimensions, a, rate, gradients, at) {
    const row = a * dimensions
    const metric = (1 - squaredNorm(points, dimensions, a)) ** 2 / 4
    for (let d = 0; d < dimensions; d++) points[row + d] -= rate * metric * gradients[at + d]
    const norm = Math.sqrt(squaredNorm(points, dimensions, a))
    if (norm > 1 - RIM) for (let d = 0; d < dimensions; d++) points[row + d] *= (1 - RIM) / norm
  },
}

/** The same without curvature, as the paper's own comparison has it: d(u, v) = ‖u − v‖². */
export const euclidean: Geometry = {
  distance(points, dimensions, a, b) {
    let sum = 0
    for (let d = 0; d < dimensions; d++) sum += (points[a * dimensions + d] - points[b * dimensions + d]) ** 2
    return sum
  },
  addGradients(points, dimensions, a, b, factor, gradients, atA, atB) {
    for (let d = 0; d < dimensions; d++) {
      const change = 2 * factor * (points[a * dimensions + d] - points[b * dimensions + d])
      gradients[atA + d] += change
      gradients[atB + d] -= change
    }
  },
  step(points, dimensions, a, rate, gradients, at) {
    for (let d = 0; d < dimensions; d++) points[a * dimensions + d] -= rate * gradients[at + d]
  },
}

function squaredNorm(points: Float64Array, dimensions: number, a: number): number {
  let sum = 0
  for (let d = 0; d < dimensions; d++) sum += points[a * dimensions + d] ** 2
  return sum
}
