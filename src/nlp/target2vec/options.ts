import { MalgwiError } from '../../errors.js'

/**
 * What predicts a word: its neighbours each by itself ('skip-gram') or by their mean ('cbow'); the labels of its document beside them
 * ('target2vec', 'pv-dbow') or in that mean ('pv-dm'); the labels of its neighbours beside these ('target2vec-word'); or the labels of
 * both kinds ('target2vec-mixed').
 */
export const OBJECTIVES = ['target2vec', 'target2vec-word', 'target2vec-mixed', 'skip-gram', 'cbow', 'pv-dbow', 'pv-dm'] as const

export type Objective = (typeof OBJECTIVES)[number]

export interface Target2VecOptions {
  objective: Objective
  /** Of 'target2vec-mixed': the document version's part λ from 0 to 1; the word version's is 1 − λ. */
  documentWeight: number
  /** Of the document version: how much it weighs that a word predicts the targets of its document, where a corpus names such labels. */
  targetWeight: number
  /** Of 'pv-dbow': skip-gram beside it, without which no word vector is trained (gensim's dbow_words). */
  trainWords: boolean
  /** Length of a vector: a multiple of 4. */
  dimensions: number
  /** Largest distance of a neighbour, in words that survive sub-sampling; each position draws its own from 1..window. */
  window: number
  /** Noise words a position, from unigram^0.75. */
  negatives: number
  epochs: number
  /** Words of a relative frequency above this are thinned (Mikolov 2013, eq. 5, as word2vec.c has it); 0 keeps all. */
  subsample: number
  /** At the start; falls linearly to almost nothing. By default 0.025, and 0.05 where a mean predicts, as word2vec.c has it. */
  learningRate: number
  threads: number
  seed: number
  /** 'once': a word is predicted by labels with the weight of one neighbour; 'window': of all, the objective's full double sum. */
  labels: 'once' | 'window'
  /**
   * A label with fewer tokens an epoch than this learns in longer steps, by the ratio but at most BOOST_LIMIT times; 0 leaves it, and is
   * the default of 'pv-dbow' and 'pv-dm'.
   */
  rareLabelTokens: number
}

export const TARGET2VEC_DEFAULTS: Readonly<Target2VecOptions> = {
  objective: 'target2vec',
  documentWeight: 0.5,
  targetWeight: 1,
  trainWords: true,
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

/** What else is the default of an objective. */
const OWN_DEFAULTS: Partial<Record<Objective, Partial<Target2VecOptions>>> = {
  cbow: { learningRate: 0.05 },
  'pv-dbow': { rareLabelTokens: 0 },
  'pv-dm': { learningRate: 0.05, rareLabelTokens: 0 },
}

export const MOST_THREADS = 64
const wholes = ['dimensions', 'window', 'negatives', 'epochs', 'threads'] as const

/** The defaults with `options` on top. Throws USAGE for a number out of range. */
export function resolveOptions(options: Partial<Target2VecOptions>): Target2VecOptions {
  const refuse = (what: string) => new MalgwiError('USAGE', `Target2Vec: ${what}.`)
  const { objective = TARGET2VEC_DEFAULTS.objective } = options
  if (!OBJECTIVES.includes(objective)) throw refuse(`objective must be one of ${OBJECTIVES.join(', ')}, not ${objective}`)
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
  const all: Target2VecOptions = { ...TARGET2VEC_DEFAULTS, ...OWN_DEFAULTS[objective], ...given }
  for (const name of wholes) {
    if (!Number.isInteger(all[name]) || all[name] < 1 || all[name] > 10_000)
      throw refuse(`${name} must be a whole number from 1 on, not ${all[name]}`)
  }
  if (all.dimensions % 4 !== 0) throw refuse(`dimensions must be a multiple of 4, not ${all.dimensions}`)
  if (all.threads > MOST_THREADS) throw refuse(`threads must be ${MOST_THREADS} at most, not ${all.threads}`)
  if (!Number.isSafeInteger(all.seed) || all.seed < 0) throw refuse(`seed must be a whole number from 0 on, not ${all.seed}`)
  if (!(all.learningRate > 0 && all.learningRate <= 1))
    throw refuse(`learningRate must be above 0 and at most 1, not ${all.learningRate}`)
  if (!(all.subsample >= 0 && all.subsample < 1)) throw refuse(`subsample must be from 0 to below 1, not ${all.subsample}`)
  if (!(all.rareLabelTokens >= 0)) throw refuse(`rareLabelTokens must be from 0 on, not ${all.rareLabelTokens}`)
  if (all.labels !== 'once' && all.labels !== 'window') throw refuse(`labels must be once or window, not ${all.labels}`)
  if (!(all.documentWeight >= 0 && all.documentWeight <= 1))
    throw refuse(`documentWeight must be from 0 to 1, not ${all.documentWeight}`)
  if (!(all.targetWeight >= 0 && all.targetWeight <= 16))
    throw refuse(`targetWeight must be from 0 to 16, not ${all.targetWeight}`)
  if (typeof all.trainWords !== 'boolean') throw refuse(`trainWords must be true or false, not ${all.trainWords}`)
  return all
}
