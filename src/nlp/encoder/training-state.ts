import { createHash } from 'node:crypto'
import type { TokenForm } from '../text/morpheme.js'
import type { BatchCorpus } from './batches/corpus.js'
import { bestPath, checkpointPath, loadCheckpoint } from './checkpoint.js'
import type { Embedding } from './embedding.js'
import { type EncoderConfig, initialise } from './model.js'
import type { TrainingOptions } from './options.js'
import { randomStream } from './random.js'
import { TABLE_RANGE } from './start-words.js'
import type { Vocabulary } from './vocabulary.js'

/** Documents as form numbers, with what they are to be taken for. */
export interface TrainingCorpus extends Omit<BatchCorpus, 'emptyForm'> {
  forms: readonly TokenForm[]
  /** Occurrences of each form. */
  counts: ArrayLike<number>
  /** The words of the encoder; without it, the most frequent forms. */
  vocabulary?: Vocabulary
  /** Documents to choose the epoch by. */
  valid: Uint32Array
}

export interface EpochRecord {
  epoch: number
  trainLoss: number
  trainAccuracy: number
  validLoss: number
  validAccuracy: number
  validMacroF1: number
  /** 부정 against 긍정, each counting half. */
  validBinaryAccuracy: number
  seconds: number
}

/** Where a run stands: all that a checkpoint holds besides the arrays. Every step's random draws follow from seed and step. */
export interface Progress {
  fingerprint: string
  step: number
  lossSum: number
  hits: number
  seconds: number
  epochSeconds: number
  history: EpochRecord[]
  bestEpoch: number
}

const TABLE_STREAM = 3

interface BestHeader {
  fingerprint: string
  epoch: number
}

export const loadBest = (dir: string, fingerprint: string, embedding: Embedding): BestHeader | null =>
  loadCheckpoint<BestHeader>(bestPath(dir), embedding.weights, (header) => header.fingerprint === fingerprint)

/** The last checkpoint of this very run, provided that the epoch it wants to keep can be read as well. */
export function resume(dir: string, fingerprint: string, embedding: Embedding): Progress | null {
  const best = loadBest(dir, fingerprint, embedding)
  return loadCheckpoint<Progress>(
    checkpointPath(dir),
    embedding.state,
    (header) => header.fingerprint === fingerprint && header.bestEpoch <= (best?.epoch ?? 0),
  )
}

/** What training begins with instead of random numbers. */
export interface StartingPoint {
  /** By name; those that are absent begin at random. */
  parameters?: Record<string, Float32Array>
  /** Rows of the word table by number. */
  words?: ReadonlyMap<number, Float32Array>
}

export function begin(
  fingerprint: string,
  embedding: Embedding,
  config: EncoderConfig,
  seed: number,
  start: StartingPoint = {},
): Progress {
  embedding.state.fill(0)
  for (const [name, values] of Object.entries({ ...initialise(config, seed), ...start.parameters })) {
    embedding.parameters[name].set(values)
  }
  for (const [i, table] of [embedding.words, embedding.ngrams].entries()) {
    const random = randomStream(seed, TABLE_STREAM, i)
    for (let k = config.embedding; k < table.length; k++) table[k] = (2 * random() - 1) * TABLE_RANGE
  }
  for (const [row, values] of start.words ?? []) embedding.words.set(values, row * config.embedding)
  return { fingerprint, step: 0, lossSum: 0, hits: 0, seconds: 0, epochSeconds: 0, history: [], bestEpoch: 0 }
}

/** Of everything that the parameters depend on, but for the number of threads: that only changes last digits. */
export function fingerprintOf(corpus: TrainingCorpus, options: TrainingOptions, start: StartingPoint = {}): string {
  const { threads: _, checkpointSeconds: __, ...rest } = options
  const hash = createHash('sha256').update(JSON.stringify(rest))
  const { tokens, offsets, targets, labels, train, valid, breaks, breakOffsets } = corpus
  for (const form of corpus.forms) hash.update(`${form.surface}/${form.tag}/${form.initial}\n`)
  for (const part of [tokens, offsets, targets, labels, train, valid, breaks, breakOffsets]) {
    if (part === undefined) continue
    hash.update(`${part.length}\n`).update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  }
  const bytes = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  for (const [name, values] of Object.entries(start.parameters ?? {})) hash.update(name).update(bytes(values))
  for (const [row, values] of start.words ?? []) hash.update(String(row)).update(bytes(values))
  return hash.digest('hex')
}
