import { join } from 'node:path'
import type { TrainOptions } from '#src/pipeline/options.js'
import { trainBundle } from '#src/pipeline/train-bundle.js'
import { writeTinyCorpus } from './corpus.js'

/** Options that train in a second or two. */
export function tinyOptions(dir: string, paths: { reviews: string; items?: string }): TrainOptions {
  return {
    ...paths,
    scale: '1-10',
    out: join(dir, 'bundle'),
    domain: 'movie',
    dialogs: 'dialogs',
    language: 'ko',
    start: {},
    seed: 1,
    threads: 1,
    minimumCount: 2,
    encoder: { embedding: 16, hidden: 16, words: 512, buckets: 1024, batch: 16, epochs: 3, learningRate: 5e-3 },
    vectors: { dimensions: 16, epochs: 20, window: 3, subsample: 0 },
  }
}

/** Trains a bundle on the invented reviews and answers its folder. */
export async function trainTinyBundle(dir: string): Promise<string> {
  const options = tinyOptions(dir, writeTinyCorpus(dir))
  await trainBundle(options, () => {})
  return options.out
}
