import { basename, join } from 'node:path'
import type { TrainingOptions } from '../options.js'
import type { EpochRecord, TrainingCorpus } from '../training-state.js'
import { openBackbone } from './backbone.js'
import { type Dtype, filesOf } from './folder.js'
import { headOnnx } from './open.js'
import { poolDocuments } from './pooled.js'
import type { HuggingFaceRecord } from './record.js'
import { type HeadCorpus, type HeadHooks, type HeadOptions, trainHead } from './train-head.js'

export interface TrainedOnModel {
  /** The head, see `headOnnx`. */
  onnx: Uint8Array
  record: HuggingFaceRecord
  history: EpochRecord[]
  /** The epoch that was kept, from 1. */
  bestEpoch: number
  /** [valid × classes], in the order of corpus.valid. */
  validLogits: Float32Array
}

export type ModelTrainingOptions = Partial<
  HeadOptions & Pick<TrainingOptions, 'maxLength' | 'classWeights' | 'labelSmoothing'>
> & {
  threads: number
  dtype?: Dtype
}

export interface ModelTrainingHooks extends HeadHooks {
  /** Where pooled features are kept, in a folder of their own: hours of work for a large model. */
  dir: string
  /** Counts documents that went through the model, before training begins. */
  onEncode?: (done: number, total: number) => void
}

/** Pieces of a document that are read, if nobody says: most reviews whole. */
const MAX_LENGTH = 128
const FOLDER = 'huggingface'

/**
 * Trains a head on a frozen model in Hugging Face layout. A run that was killed goes on with the features that it has.
 *
 * @param folder of the model, see `resolveModel`
 * @throws MalgwiError as `openBackbone`, and TRAINING_DIVERGED
 */
export async function trainOnModel(
  corpus: TrainingCorpus,
  folder: string,
  given: ModelTrainingOptions,
  { dir, onEncode, ...hooks }: ModelTrainingHooks,
): Promise<TrainedOnModel> {
  const present = Object.entries(given).filter(([, value]) => value !== undefined)
  const {
    maxLength = MAX_LENGTH,
    dtype,
    classWeights,
    labelSmoothing = 0,
    ...options
  }: ModelTrainingOptions = Object.fromEntries(present) as ModelTrainingOptions
  const backbone = await openBackbone(folder, { threads: options.threads, dtype, maxLength })
  const docs = Uint32Array.from([...corpus.train, ...corpus.valid])
  const features = await poolDocuments(corpus, docs, backbone, { dir: join(dir, FOLDER), onProgress: onEncode }).finally(() =>
    backbone.release(),
  )
  const head = await trainHead(features, headCorpus(corpus, docs, labelSmoothing, classWeights === 'balanced'), options, hooks)
  const { width, headHidden, classes } = head.config
  return {
    onnx: headOnnx(backbone.kind, head),
    record: {
      kind: 'bert',
      model: basename(backbone.folder.dir),
      features: backbone.kind,
      pooling: 'max',
      width,
      classes,
      headHidden,
      maxLength: backbone.maxLength,
      files: Object.keys(filesOf(backbone.folder)),
    },
    history: head.history,
    bestEpoch: head.bestEpoch,
    validLogits: head.validLogits,
  }
}

/** The corpus by rows of the features: first the documents of `train`, then those of `valid`. */
function headCorpus(corpus: TrainingCorpus, docs: Uint32Array, smoothing: number, balanced: boolean): HeadCorpus {
  const classes = corpus.targets.length / corpus.labels.length
  const rows = Uint32Array.from(docs, (_, row) => row)
  const train = rows.subarray(0, corpus.train.length)
  const labels = Uint8Array.from(docs, (doc) => corpus.labels[doc])
  const targets = new Float32Array(docs.length * classes)
  for (const [row, doc] of docs.entries()) {
    for (let c = 0; c < classes; c++) {
      targets[row * classes + c] = (1 - smoothing) * corpus.targets[doc * classes + c] + smoothing / classes
    }
  }
  const counts = new Array<number>(classes).fill(0)
  for (const row of train) counts[labels[row]]++
  const present = counts.filter((count) => count > 0).length
  const classWeights = balanced ? counts.map((count) => (count === 0 ? 0 : train.length / (present * count))) : undefined
  return { targets, labels, train, valid: rows.subarray(corpus.train.length), classWeights }
}
