import { BOOST_LIMIT, TARGET2VEC_DEFAULTS } from './options.js'
import { randomBits, streamSeed } from './random.js'
import { aliasTable, keepThresholds } from './tables.js'

/** What stays as it was trained. */
export interface FrozenContexts {
  dimensions: number
  /** [words, dimensions]: output vectors. */
  contexts: Float32Array
  /** How often each word occurs in the corpus, [words]: noise words are drawn by it. */
  counts: ArrayLike<number>
}

export interface InferenceOptions {
  epochs: number
  /** Noise words for each word. */
  negatives: number
  /** At the start; falls linearly to almost nothing. */
  learningRate: number
  /** Words of a relative frequency above this are thinned; 0 keeps all. */
  subsample: number
  /** Fewer words than this learn in longer steps, by the ratio but at most BOOST_LIMIT times; 0 leaves it. */
  rareLabelTokens: number
  seed: number
}

/** As labels are trained. */
export const INFERENCE_DEFAULTS: Readonly<InferenceOptions> = {
  epochs: TARGET2VEC_DEFAULTS.epochs,
  negatives: TARGET2VEC_DEFAULTS.negatives,
  learningRate: TARGET2VEC_DEFAULTS.learningRate,
  subsample: TARGET2VEC_DEFAULTS.subsample,
  rareLabelTokens: TARGET2VEC_DEFAULTS.rareLabelTokens,
  seed: TARGET2VEC_DEFAULTS.seed,
}

/** The vector of a new label, [dimensions], from the word numbers of its documents. */
export interface Infer {
  (words: ArrayLike<number>, options?: Partial<InferenceOptions>): Float32Array
  /** The same in pieces of a few milliseconds, for who does something else between two of them. */
  inPieces(words: ArrayLike<number>, options?: Partial<InferenceOptions>): Generator<void, Float32Array>
}

/** Words and noise words of a piece: some 4 ms at 100 dimensions. */
const PIECE = 4_000

const LAST_RATE = 1e-4
const START = 1
const NOISE = 2

/**
 * A vector for a label that training never saw, such as a new film, from the words of its documents: the inference step of PV-DBOW
 * (Le & Mikolov 2014, arXiv:1405.4053, §2.3). The output vectors c are frozen, and d, the label's vector alone, goes up the gradient of
 *
 *   Σ_w [ log σ(d · c_w) + Σ_{n ~ unigram^0.75} log σ(−d · c_n) ]        d += rate · boost · Σ_k (y_k − σ(d · c_k)) c_k
 *
 * which for a frozen c is the label's own part of Target2Vec's objective: a document's labels predict each word apart from one another.
 * Sub-sampling, noise, learning rate and the longer steps of labels with few words are those of training (options.ts), so that the
 * vector has about the length that training would have given it. The same words, options and seed give the same numbers.
 *
 * A label without a word stays where it began, near zero; words are numbers below the rows of `contexts`.
 */
export function openInference({ dimensions, contexts, counts }: FrozenContexts): Infer {
  const rows = counts.length
  const aliases = aliasTable(counts)
  let kept: { subsample: number; thresholds: Uint32Array } | undefined
  const thresholdsOf = (subsample: number): Uint32Array => {
    if (kept?.subsample !== subsample) kept = { subsample, thresholds: keepThresholds(counts, subsample) }
    return kept.thresholds
  }

  function* inPieces(words: ArrayLike<number>, options: Partial<InferenceOptions> = {}): Generator<void, Float32Array> {
    const { epochs, negatives, learningRate, subsample, rareLabelTokens, seed } = { ...INFERENCE_DEFAULTS, ...options }
    const keep = thresholdsOf(subsample)
    const boost = Math.min(BOOST_LIMIT, Math.max(1, rareLabelTokens / Math.max(1, words.length)))
    const start = randomBits(streamSeed(seed, START))
    const bits = randomBits(streamSeed(seed, NOISE))
    const vector = Float64Array.from({ length: dimensions }, () => (start() / 2 ** 32 - 0.5) / dimensions)
    const change = new Float64Array(dimensions)
    const noise = (): number => {
      const slot = bits() % rows
      return bits() <= aliases[2 * slot]! ? slot : aliases[2 * slot + 1]!
    }
    const pull = (row: number, y: 0 | 1, rate: number): void => {
      const at = row * dimensions
      let product = 0
      for (let d = 0; d < dimensions; d++) product += vector[d]! * contexts[at + d]!
      const step = rate * (y - 1 / (1 + Math.exp(-product)))
      for (let d = 0; d < dimensions; d++) change[d] = change[d]! + step * contexts[at + d]!
    }
    const total = epochs * words.length
    const steps = Math.ceil(PIECE / (1 + negatives))
    for (let n = 0; n < total; n++) {
      if (n % steps === steps - 1) yield
      const word = words[n % words.length]!
      if (bits() > keep[word]!) continue
      const rate = boost * learningRate * Math.max(LAST_RATE, 1 - n / total)
      change.fill(0)
      pull(word, 1, rate)
      for (let k = 0; k < negatives; k++) {
        const other = noise()
        if (other !== word) pull(other, 0, rate)
      }
      for (let d = 0; d < dimensions; d++) vector[d] = vector[d]! + change[d]!
    }
    return Float32Array.from(vector)
  }

  const infer = (words: ArrayLike<number>, options?: Partial<InferenceOptions>): Float32Array => {
    const pieces = inPieces(words, options)
    for (;;) {
      const { done, value } = pieces.next()
      if (done) return value
    }
  }
  return Object.assign(infer, { inPieces })
}
