import { availableParallelism } from 'node:os'
import type { EncoderKind, Padding } from './kinds/kind.js'
import type { NgramUnit } from './ngrams.js'
import type { Schedule } from './schedule.js'

export interface TrainingOptions {
  kind: EncoderKind
  /** Width of the token rows; a multiple of 4. */
  embedding: number
  /** Units of a recurrent layer (in each direction), filters of each width of a CNN, width of a BERT. */
  hidden: number
  /** Window widths of a CNN, in tokens. */
  widths: readonly number[]
  /** Layers of a BERT, and attention heads in each. */
  layers: number
  heads: number
  /** Units of the ReLU layer before the logits; 0: none. */
  headHidden: number
  /** Rows of the word table at most, and of the n-gram table. */
  words: number
  buckets: number
  /** Fewest occurrences of a word that has a row of its own. */
  minimumCount: number
  /** What the n-grams of a token are made of; 'none': its word is all there is of it. */
  ngrams: NgramUnit
  /** Tokens of a document that are read; by default the mean and two standard deviations of the corpus. */
  maxLength?: number
  /** Where documents are read by sentence, how many are: maxLength is the tokens of each, by default likewise but at most 32. */
  sentences?: number
  /** Where padding stands: after the tokens, or before them. */
  padding: Padding
  /** Documents of a step. */
  batch: number
  epochs: number
  /** Its peak, the share of all steps that lead up to it, and how it goes down from there. */
  learningRate: number
  warmup: number
  schedule: Schedule
  /** Epochs without a lower validation loss after which training stops; 0: all epochs are trained. */
  earlyStopping: number
  /** Epochs, the last of which are averaged, weight by weight, into what is kept; 0 or 1: the best one is kept. */
  averageEpochs: number
  /** 'balanced': each class counts the same in the loss, whatever its share of the reviews. */
  classWeights: 'none' | 'balanced'
  /** Share of each target that is spread over all classes (Szegedy et al. 2016). */
  labelSmoothing: number
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
  kind: 'bilstm',
  embedding: 96,
  hidden: 128,
  widths: [3, 4, 5],
  layers: 4,
  heads: 4,
  headHidden: 0,
  words: 32_768,
  buckets: 2 ** 17,
  ngrams: 'syllable',
  minimumCount: 2,
  padding: 'post',
  batch: 128,
  epochs: 3,
  learningRate: 1e-3,
  warmup: 0.05,
  schedule: 'cosine',
  earlyStopping: 0,
  averageEpochs: 0,
  classWeights: 'none',
  labelSmoothing: 0,
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
