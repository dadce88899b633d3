/**
 * Vector scaling (Guo et al. 2017, section 4.2, with one temperature for all classes): p = softmax(logits / temperature + bias).
 * `priors` are the classes' shares in the documents it was fitted on, 0 for a class that was not among them.
 */
export interface Calibration {
  temperature: number
  bias: number[]
  priors: number[]
}

/** Which shares of the classes are taken for granted: those of the training data, or 부정 and 긍정 equally frequent. */
export type Prior = 'balanced' | 'natural'

export const NEGATIVE = 0
export const POSITIVE = 1

const ITERATIONS = 50
/** Keeps the bias finite where a class is absent or the classes separate; in documents' worth of evidence it is next to nothing. */
const RIDGE = 1e-3

function softmax(scores: Float64Array): void {
  const most = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  let sum = 0
  for (let c = 0; c < scores.length; c++) sum += scores[c] = Math.exp(scores[c] - most)
  for (let c = 0; c < scores.length; c++) scores[c] /= sum
}

/**
 * Fits temperature and bias by the weighted negative log-likelihood, by Newton's method with step halving (the problem is convex in
 * 1/temperature and bias).
 *
 * @param logits [documents × classes]
 * @param labels the documents' classes
 * @param weights of the documents, 1 each if not given
 */
export function fitCalibration(
  logits: Float32Array,
  labels: ArrayLike<number>,
  classes: number,
  weights?: ArrayLike<number>,
): Calibration {
  const weight = (d: number): number => (weights === undefined ? 1 : weights[d])
  const priors = new Array<number>(classes).fill(0)
  let total = 0
  for (let d = 0; d < labels.length; d++) {
    priors[labels[d]] += weight(d)
    total += weight(d)
  }
  if (total === 0) return { temperature: 1, bias: priors, priors: priors.slice() }

  // Unknowns: the inverse temperature, then the biases; `origin` is where the ridge pulls them.
  const size = classes + 1
  const origin = Float64Array.from({ length: size }, (_, i) => (i === 0 ? 1 : 0))
  const scores = new Float64Array(classes)
  const objective = (at: Float64Array, gradient?: Float64Array, hessian?: Float64Array): number => {
    let loss = 0
    gradient?.fill(0)
    hessian?.fill(0)
    const features = new Float64Array(classes)
    for (let d = 0; d < labels.length; d++) {
      const w = weight(d) / total
      if (w === 0) continue
      for (let c = 0; c < classes; c++) scores[c] = at[0] * logits[d * classes + c] + at[c + 1]
      softmax(scores)
      loss -= w * Math.log(Math.max(scores[labels[d]], 1e-300))
      if (gradient === undefined || hessian === undefined) continue
      let mean = 0
      for (let c = 0; c < classes; c++) {
        features[c] = logits[d * classes + c]
        mean += scores[c] * features[c]
      }
      let spread = 0
      for (let c = 0; c < classes; c++) {
        const error = scores[c] - (labels[d] === c ? 1 : 0)
        gradient[0] += w * error * features[c]
        gradient[c + 1] += w * error
        spread += scores[c] * (features[c] - mean) ** 2
        const cross = w * scores[c] * (features[c] - mean)
        hessian[c + 1] += cross
        hessian[(c + 1) * size] += cross
        for (let e = 0; e < classes; e++) hessian[(c + 1) * size + e + 1] += w * scores[c] * ((c === e ? 1 : 0) - scores[e])
      }
      hessian[0] += w * spread
    }
    for (let i = 0; i < size; i++) {
      const pull = at[i] - origin[i]
      const ridge = RIDGE / Math.max(1, total)
      loss += 0.5 * ridge * pull * pull
      if (gradient === undefined || hessian === undefined) continue
      gradient[i] += ridge * pull
      hessian[i * size + i] += ridge
    }
    return loss
  }

  let at = origin.slice()
  const gradient = new Float64Array(size)
  const hessian = new Float64Array(size * size)
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const loss = objective(at, gradient, hessian)
    const direction = solve(hessian, gradient)
    let step = 1
    let next = at
    for (; step > 1e-6; step /= 2) {
      const candidate = at.map((value, i) => value - step * direction[i])
      if (candidate[0] > 0 && objective(candidate) <= loss) {
        next = candidate
        break
      }
    }
    const moved = next.reduce((most, value, i) => Math.max(most, Math.abs(value - at[i])), 0)
    at = next
    if (moved < 1e-9) break
  }
  const bias = Array.from(at.subarray(1))
  const mean = bias.reduce((sum, value) => sum + value, 0) / classes
  return { temperature: 1 / at[0], bias: bias.map((value) => value - mean), priors: priors.map((count) => count / total) }
}

/** Solves a small symmetric positive definite system by Gaussian elimination with pivoting. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length
  const a = matrix.slice()
  const x = right.slice()
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]) > Math.abs(a[pivot * n + k])) pivot = i
    for (let j = 0; j < n; j++) [a[k * n + j], a[pivot * n + j]] = [a[pivot * n + j], a[k * n + j]]
    ;[x[k], x[pivot]] = [x[pivot], x[k]]
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / a[k * n + k]
      for (let j = k; j < n; j++) a[i * n + j] -= factor * a[k * n + j]
      x[i] -= factor * x[k]
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k] -= a[k * n + j] * x[j]
    x[k] /= a[k * n + k]
  }
  return x
}

/**
 * Calibrated probabilities [documents × classes].
 *
 * @param prior natural: of the data it was fitted on. balanced: that prior divided out between 부정 and 긍정, so that they share
 *   their mass equally: p_c · target_c / π_c, normalised, with target 부정 = 긍정 = (π부정 + π긍정) / 2 and all other classes as they are
 */
export function probabilities(logits: Float32Array, calibration: Calibration, prior: Prior): Float32Array {
  const { temperature, bias, priors } = calibration
  const classes = bias.length
  const shifts = Float64Array.from(bias)
  if (prior === 'balanced' && priors[NEGATIVE] > 0 && priors[POSITIVE] > 0) {
    const half = (priors[NEGATIVE] + priors[POSITIVE]) / 2
    for (const c of [NEGATIVE, POSITIVE]) shifts[c] += Math.log(half / priors[c])
  }
  const result = new Float32Array(logits.length)
  const scores = new Float64Array(classes)
  for (let start = 0; start < logits.length; start += classes) {
    for (let c = 0; c < classes; c++) scores[c] = logits[start + c] / temperature + shifts[c]
    softmax(scores)
    result.set(scores, start)
  }
  return result
}

/** Probability of 긍정 against 부정 for each document, as if there were no other class. */
export function binaryProbability(logits: Float32Array, calibration: Calibration, prior: Prior): Float32Array {
  const classes = calibration.bias.length
  const all = probabilities(logits, calibration, prior)
  return Float32Array.from({ length: logits.length / classes }, (_, d) => {
    const negative = all[d * classes + NEGATIVE]
    const positive = all[d * classes + POSITIVE]
    return negative + positive > 0 ? positive / (negative + positive) : 0.5
  })
}
