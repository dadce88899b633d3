/** Points as rows of a matrix [points, dimensions], the distance between them, and how one of them is moved. */
export interface Geometry {
  /** ≥ 0. */
  distance(points: Float64Array, dimensions: number, a: number, b: number): number
  /** Adds factor · ∂d(a, b)/∂a to `gradient`, [dimensions] from `at` on. Where a and b are one point nothing is added. */
  addGradient(
    points: Float64Array,
    dimensions: number,
    a: number,
    b: number,
    factor: number,
    gradient: Float64Array,
    at: number,
  ): void
  /** Moves a point against its gradient, [dimensions] from `at` on. */
  step(points: Float64Array, dimensions: number, a: number, rate: number, gradient: Float64Array, at: number): void
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
    const excess = excessOf(points, dimensions, a, b)
    // arcosh(1 + t), exact for small t too.
    return Math.log1p(excess + Math.sqrt(excess * (excess + 2)))
  },
  addGradient(points, dimensions, a, b, factor, gradient, at) {
    const excess = excessOf(points, dimensions, a, b)
    if (excess === 0) return
    const [u, v] = [a * dimensions, b * dimensions]
    const [alpha, beta] = [1 - product(points, dimensions, a, a), 1 - product(points, dimensions, b, b)]
    const scale = (4 * factor) / (beta * Math.sqrt(excess * (excess + 2)))
    const own = (2 - beta - 2 * product(points, dimensions, a, b)) / (alpha * alpha)
    for (let d = 0; d < dimensions; d++) gradient[at + d] += scale * (own * points[u + d] - points[v + d] / alpha)
  },
  step(points, dimensions, a, rate, gradient, at) {
    const row = a * dimensions
    const metric = (1 - product(points, dimensions, a, a)) ** 2 / 4
    for (let d = 0; d < dimensions; d++) points[row + d] -= rate * metric * gradient[at + d]
    const norm = Math.sqrt(product(points, dimensions, a, a))
    if (norm > 1 - RIM) for (let d = 0; d < dimensions; d++) points[row + d] *= (1 - RIM) / norm
  },
}

/** The same without curvature, as the paper's own comparison has it: d(u, v) = ‖u − v‖². */
export const euclidean: Geometry = {
  distance: squared,
  addGradient(points, dimensions, a, b, factor, gradient, at) {
    const [u, v] = [a * dimensions, b * dimensions]
    for (let d = 0; d < dimensions; d++) gradient[at + d] += 2 * factor * (points[u + d] - points[v + d])
  },
  step(points, dimensions, a, rate, gradient, at) {
    for (let d = 0; d < dimensions; d++) points[a * dimensions + d] -= rate * gradient[at + d]
  },
}

/** γ − 1. */
function excessOf(points: Float64Array, dimensions: number, a: number, b: number): number {
  const [alpha, beta] = [1 - product(points, dimensions, a, a), 1 - product(points, dimensions, b, b)]
  return (2 * squared(points, dimensions, a, b)) / (alpha * beta)
}

function squared(points: Float64Array, dimensions: number, a: number, b: number): number {
  let sum = 0
  for (let d = 0; d < dimensions; d++) sum += (points[a * dimensions + d] - points[b * dimensions + d]) ** 2
  return sum
}

function product(points: Float64Array, dimensions: number, a: number, b: number): number {
  let sum = 0
  for (let d = 0; d < dimensions; d++) sum += points[a * dimensions + d] * points[b * dimensions + d]
  return sum
}
