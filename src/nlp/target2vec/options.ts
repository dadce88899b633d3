import { MalgwiError } from '../../errors.js'

export interface Target2VecOptions {
  /** Length of a vector: a multiple of 4. */
  dimensions: number
  /** Largest distance of a neighbour, in words that survive sub-sampling; each position draws its own from 1..window. */
  window: number
  /** Noise words a position, from unigram^0.75. */
  negatives: number
  epochs: number
  /** Words of a relative frequency above this are thinned (Mikolov 2013, eq. 5, as word2vec.c has it); 0 keeps all. */
  subsample: number
  /** At the start; falls linearly to almost nothing. */
  learningRate: number
  threads: number
  seed: number
  /** 'once': each label of a document predicts each of its words once; 'window': once a neighbour, the objective's full double sum. */
  labels: 'once' | 'window'
  /** A label with fewer tokens an epoch than this learns in longer steps, by the ratio but at most BOOST_LIMIT times; 0 leaves it. */
  rareLabelTokens: number
}

export const TARGET2VEC_DEFAULTS: Readonly<Target2VecOptions> = {
  dimensions: 100,
  window: 5,
  negatives: 5,
  epochs: 10,
  subsample: 3e-4,
  learningRate: 0.025,
  threads: 2,
  seed: 1,
  labels: 'once',
  rareLabelTokens: 2000,
}

/** How much longer a rare label's steps are at most: ten predicted held-out reviews of films with under ten reviews better than five. */
export const BOOST_LIMIT = 10

const wholes = ['dimensions', 'window', 'negatives', 'epochs', 'threads'] as const

/** The defaults with `options` on top. Throws USAGE for a number out of range. */
export function resolveOptions(options: Partial<Target2VecOptions>): Target2VecOptions {
  const all = { ...TARGET2VEC_DEFAULTS, ...options }
  const refuse = (what: string) => new MalgwiError('USAGE', `Target2Vec: ${what}.`)
  for (const name of wholes) {
    if (!Number.isInteger(all[name]) || all[name] < 1 || all[name] > 10_000)
      throw refuse(`${name} must be a whole number from 1 on, not ${all[name]}`)
  }
  if (all.dimensions % 4 !== 0) throw refuse(`dimensions must be a multiple of 4, not ${all.dimensions}`)
  if (all.threads > 64) throw refuse(`threads must be 64 at most, not ${all.threads}`)
  if (!Number.isSafeInteger(all.seed) || all.seed < 0) throw refuse(`seed must be a whole number from 0 on, not ${all.seed}`)
  if (!(all.learningRate > 0 && all.learningRate <= 1))
    throw refuse(`learningRate must be above 0 and at most 1, not ${all.learningRate}`)
  if (!(all.subsample >= 0 && all.subsample < 1)) throw refuse(`subsample must be from 0 to below 1, not ${all.subsample}`)
  if (!(all.rareLabelTokens >= 0)) throw refuse(`rareLabelTokens must be from 0 on, not ${all.rareLabelTokens}`)
  if (all.labels !== 'once' && all.labels !== 'window') throw refuse(`labels must be once or window, not ${all.labels}`)
  return all
}
