import { type EncoderConfig, initialise } from '#src/nlp/encoder/model.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import { integers, real, uniform } from '../tensor/numbers.js'

export const CONFIG: EncoderConfig = {
  kind: 'bilstm',
  embedding: 6,
  hidden: 5,
  classes: 3,
  words: 40,
  buckets: 60,
  maxLength: 16,
  padding: 'post',
  headHidden: 0,
  widths: [2, 3],
  layers: 1,
  heads: 2,
}

/** The bytes of a serving model with seeded parameters and tables. */
export function servingModel(config: EncoderConfig, seed: number): Uint8Array {
  const random = uniform(seed)
  const table = (rows: number): Float32Array => Float32Array.from({ length: rows * config.embedding }, random)
  return servingGraph(config, initialise(config, seed), table(config.words), table(config.buckets))
}

/** What a serving model is fed: random words, up to `ngrams` n-grams each, for documents of the given lengths. */
export function servingFeeds(
  config: EncoderConfig,
  lengths: readonly number[],
  ngrams: number,
  seed: number,
): Record<string, Tensor> {
  const steps = Math.max(...lengths)
  const random = uniform(seed)
  const pick = (count: number): number => 1 + Math.floor(((random() + 1) / 2) * (count - 1))
  const within = (i: number): boolean => i % steps < lengths[Math.floor(i / steps)]
  return {
    word_ids: integers([lengths.length, steps], (i) => (within(i) ? pick(config.words) : 0)),
    ngram_ids: integers([lengths.length, steps, ngrams], (i) => (within(Math.floor(i / ngrams)) ? pick(config.buckets) : 0)),
    ngram_scale: real([lengths.length, steps, 1], (i) => (within(i) ? 1 / ngrams : 0), 'float32'),
    lengths: integers([lengths.length], (b) => lengths[b]),
  }
}
