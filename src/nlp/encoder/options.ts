import { availableParallelism } from 'node:os'

export interface TrainingOptions {
  /** Width of the token rows; a multiple of 4. */
  embedding: number
  /** Units of the LSTM in each direction. */
  hidden: number
  /** Units of the ReLU layer before the logits; 0: none. */
  headHidden: number
  /** Rows of the word table at most, and of the n-gram table. */
  words: number
  buckets: number
  /** Fewest occurrences of a word that has a row of its own. */
  minimumCount: number
  /** Tokens of a document that are read; by default the mean and four standard deviations, at most 96. */
  maxLength?: number
  /** Documents of a step. */
  batch: number
  epochs: number
  /** Its peak, and the share of all steps that lead up to it. */
  learningRate: number
  warmup: number
  /** Share of the pooled features that a step leaves out. */
  dropout: number
  /** Share of tokens whose word counts as unknown in a step, so that the n-grams learn to do without it. */
  wordDropout: number
  /** Share of tokens that are zeros in a step. */
  tokenDropout: number
  /** Largest norm of all gradients together. */
  clip: number
  seed: number
  threads: number
  /** A run that is killed loses this much work at most, and one step. */
  checkpointSeconds: number
}

const trainingDefaults = (): TrainingOptions => ({
  embedding: 96,
  hidden: 128,
  headHidden: 0,
  words: 32_768,
  buckets: 2 ** 17,
  minimumCount: 2,
  batch: 128,
  epochs: 3,
  learningRate: 1e-3,
  warmup: 0.05,
  dropout: 0.3,
  wordDropout: 0.1,
  tokenDropout: 0.05,
  clip: 1,
  seed: 1,
  threads: availableParallelism(),
  checkpointSeconds: 50,
})

/** The options given, and the defaults for those that are absent or undefined. */
export function withDefaults(given: Partial<TrainingOptions>): TrainingOptions {
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...trainingDefaults(), ...Object.fromEntries(present) }
}
