import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { MalgwiError } from '../errors.js'
import type { TrainingOptions } from '../nlp/encoder/options.js'
import type { Target2VecOptions } from '../nlp/target2vec/options.js'
import type { Language } from '../nlp/text/language.js'
import type { CorpusOptions } from './corpus.js'
import { startFileOf } from './start-vectors.js'
import type { EncoderStart } from './train-encoder.js'

export interface TrainOptions extends CorpusOptions {
  /** Folder of the bundle. Beside it, `OUT.work` holds what is finished until the bundle is written. */
  out: string
  items?: string
  /** Folder name under `dialogs`; by default the one that the reviews' form suggests. */
  domain?: string
  /** The folder `dialogs/`. */
  dialogs: string
  seed: number
  threads: number
  /** Occurrences that a word needs to be in the lexicon and the vectors. */
  minimumCount: number
  /** Of the reviews. */
  language: Language
  encoder: Partial<TrainingOptions>
  start: EncoderStart
  vectors: Partial<Target2VecOptions>
}

/** Of the options and of which files they name (path, size, time): a work folder goes on only with the same. */
export function fingerprintOf(options: TrainOptions): string {
  const { out: _, threads: __, dialogs: ___, encoder, vectors, ...rest } = options
  const settings = [encoder, vectors].map(({ threads: ____, ...kept }) => kept)
  const { reviews, items, excludeIds, onlyIds, start } = options
  const files = [reviews, items, excludeIds, onlyIds, startFileOf(start.initEmbeddings)].filter((path) => path !== undefined)
  return createHash('sha256')
    .update(JSON.stringify([rest, settings, files.map(identity)]))
    .digest('hex')
}

function identity(path: string): [string, number, number] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) throw new MalgwiError('FILE_NOT_FOUND', path)
  return [path, stat.size, stat.mtimeMs]
}
