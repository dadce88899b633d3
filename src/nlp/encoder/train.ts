import { mkdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { MalgwiError } from '../../errors.js'
import { openEngine } from '../tensor/engines/open.js'
import { type BatchOptions, mostTokens } from './batches/build.js'
import { batchCount, chooseMaxLength, roundLength } from './batches/length.js'
import { chooseGrid } from './batches/sentences.js'
import { type BatchSource, openBatches } from './batches/source.js'
import { averageEpochs, bestPath, checkpointPath, epochPath, saveCheckpoint } from './checkpoint.js'
import { type Embedding, openEmbedding } from './embedding.js'
import { evaluate } from './evaluate.js'
import { formTable } from './forms.js'
import { validationMetrics } from './metrics.js'
import { type EncoderConfig, featureWidth, parameterShapes } from './model.js'
import { type TrainingOptions, withDefaults } from './options.js'
import { learningRate } from './schedule.js'
import { servingGraph } from './serving-graph.js'
import { openTrainingSession, type TrainingSession } from './training-session.js'
import {
  begin,
  type EpochRecord,
  fingerprintOf,
  loadBest,
  type Progress,
  resume,
  type StartingPoint,
  type TrainingCorpus,
} from './training-state.js'
import { buildVocabulary, type Vocabulary, wordRows } from './vocabulary.js'

export type { EpochRecord, StartingPoint, TrainingCorpus } from './training-state.js'

export interface TrainedEncoder {
  onnx: Uint8Array
  vocabulary: Vocabulary
  config: EncoderConfig
  history: EpochRecord[]
  /** The epoch that was kept, from 1. */
  bestEpoch: number
  /** [valid × classes], in the order of corpus.valid. */
  validLogits: Float32Array
}

export interface TrainingHooks {
  /** Where checkpoints go. They stay, so that the result is there again if it is lost: removeCheckpoints takes them away. */
  dir: string
  /** loss: mean since the last call; seconds: of training so far, over all runs. */
  onProgress?: (step: number, steps: number, loss: number, seconds: number) => void
  onEpoch?: (record: EpochRecord) => void
}

const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8
const REPORT_SECONDS = 0.5

/** The encoder's words and sizes, as corpus and options say. */
export function planEncoder(corpus: TrainingCorpus, options: TrainingOptions): { vocabulary: Vocabulary; config: EncoderConfig } {
  const buckets = options.ngrams === 'none' ? 1 : options.buckets
  const vocabulary =
    corpus.vocabulary ??
    buildVocabulary(corpus.forms, corpus.counts, {
      words: options.words,
      buckets,
      ngrams: options.ngrams,
      minimum: options.minimumCount,
    })
  const { kind, embedding, hidden, headHidden, padding, widths, layers, heads } = options
  const classes = corpus.targets.length / (corpus.offsets.length - 1)
  const sizes = { classes, words: wordRows(vocabulary), buckets: vocabulary.buckets, ...lengthsOf(corpus, options) }
  return { vocabulary, config: { kind, embedding, hidden, headHidden, padding, widths, layers, heads, ...sizes } }
}

/** Tokens that are read of a document, or its sentences and the tokens of each. */
function lengthsOf(corpus: TrainingCorpus, options: TrainingOptions): Pick<EncoderConfig, 'maxLength' | 'sentences'> {
  const { offsets, breaks, breakOffsets } = corpus
  const maxLength = options.maxLength === undefined ? undefined : roundLength(options.maxLength)
  if (options.kind !== 'cnn-document') return { maxLength: maxLength ?? chooseMaxLength(offsets) }
  if (!breaks || !breakOffsets) throw new Error('cnn-document trains on a corpus that says where sentences begin')
  const { words, sentences } = chooseGrid(offsets, breaks, breakOffsets, maxLength)
  return { maxLength: words, sentences: options.sentences ?? sentences }
}

/**
 * Trains an encoder with Adam and keeps the epoch with the best balanced accuracy between 부정 and 긍정 on the validation documents
 * (that is what it is for; the loss has the ratings in between as well), of equal epochs the later one, or an average of the last ones
 * where the options ask for it. A run that was killed goes on from its last checkpoint in `dir`, if corpus, options and start are the
 * same, and ends with the very same parameters on the same number of threads.
 *
 * The engine computes on the calling thread: run it where nothing else waits.
 *
 * @param start what training begins with instead of random numbers
 * @throws MalgwiError TRAINING_DIVERGED where the loss is no number any more; the last checkpoint is left as it is
 */
export async function trainEncoder(
  corpus: TrainingCorpus,
  given: Partial<TrainingOptions>,
  hooks: TrainingHooks,
  start: StartingPoint = {},
): Promise<TrainedEncoder> {
  const options = withDefaults(given)
  const { batch, seed } = options
  const { vocabulary, config } = planEncoder(corpus, options)
  const { classes, maxLength, sentences } = config
  const batchOptions: BatchOptions = { ...options, size: batch, classes, features: featureWidth(config), maxLength, sentences }
  const embedding = openEmbedding(formTable(corpus.forms, vocabulary), {
    rows: config.words,
    buckets: config.buckets,
    dimensions: config.embedding,
    tokens: mostTokens(batchOptions),
    parameters: parameterShapes(config),
  })
  mkdirSync(hooks.dir, { recursive: true })
  const fingerprint = fingerprintOf(corpus, options, start)
  const progress = resume(hooks.dir, fingerprint, embedding) ?? begin(fingerprint, embedding, config, seed, start)

  const targets = smoothed(corpus.targets, classes, options.labelSmoothing)
  const batches = openBatches({ ...corpus, targets, emptyForm: corpus.forms.length }, batchOptions, embedding.keys)
  try {
    const session = await openTrainingSession(await openEngine('onnxruntime'), config, embedding, options.threads)
    try {
      const { bestEpoch, validLogits } = await trainEpochs(corpus, options, hooks, {
        config,
        embedding,
        batches,
        session,
        progress,
      })
      const onnx = servingGraph(config, embedding.parameters, embedding.words, embedding.ngrams)
      return { onnx, vocabulary, config, history: progress.history, bestEpoch, validLogits }
    } finally {
      await session.release()
    }
  } finally {
    await batches.close()
  }
}

interface Parts {
  config: EncoderConfig
  embedding: Embedding
  batches: BatchSource
  session: TrainingSession
  progress: Progress
}

/** All epochs from where `progress` stands. The parameters that are kept are in the embedding afterwards. */
async function trainEpochs(
  corpus: TrainingCorpus,
  options: TrainingOptions,
  { dir, onProgress, onEpoch }: TrainingHooks,
  { config, embedding, batches, session, progress }: Parts,
): Promise<Pick<TrainedEncoder, 'bestEpoch' | 'validLogits'>> {
  const { classes } = config
  const { fingerprint } = progress
  const { batch } = options
  const perEpoch = batchCount(corpus.train.length, batch)
  const steps = perEpoch * options.epochs
  const warmup = Math.max(1, Math.round(options.warmup * steps))
  const clock = stopwatch()
  let saved = 0
  let reported = 0
  let recentLoss = 0
  let recentSteps = 0
  let validLogits: Float32Array | null = null
  const save = (): void => {
    // A row that overflowed shows in the loss only when its word comes up again: the checkpoint before is the last good one.
    if (!allFinite(embedding.weights)) throw diverged(progress.step, steps, progress.history.length + 1)
    saveCheckpoint(checkpointPath(dir), progress, embedding.state)
    saved = clock.total()
  }

  const validLabels = Uint8Array.from(corpus.valid, (doc) => corpus.labels[doc])
  const validate = () => evaluate(corpus.valid, classes, { batches, embedding, session })

  const stopped = (): boolean => progress.step >= steps || outOfPatience(progress.history, options.earlyStopping)
  while (!stopped()) {
    const epoch = Math.floor(progress.step / perEpoch)
    for await (const { docs, tokens, feeds } of batches.pass({ epoch, first: progress.step % perEpoch })) {
      const step = progress.step + 1
      embedding.lookup(tokens)
      const { loss, logits } = await session.step(feeds)
      if (!Number.isFinite(loss)) throw diverged(step, steps, epoch + 1)
      const norm = embedding.update(tokens, {
        learningRate: learningRate(step, steps, warmup, options.learningRate, options.schedule),
        step,
        beta1: BETA1,
        beta2: BETA2,
        epsilon: EPSILON,
        clip: options.clip,
      })
      // Checked here, before a checkpoint could keep what it has done.
      if (!Number.isFinite(norm)) throw diverged(step, steps, epoch + 1)
      progress.step = step
      progress.lossSum += loss
      progress.hits += countHits(logits, docs, corpus.labels, classes)
      recentLoss += loss
      recentSteps++
      const lap = clock.lap()
      progress.seconds += lap
      progress.epochSeconds += lap
      if (onProgress !== undefined && clock.total() - reported > REPORT_SECONDS) {
        onProgress(step, steps, recentLoss / recentSteps, progress.seconds)
        recentLoss = recentSteps = 0
        reported = clock.total()
        await setImmediate()
      }
      if (clock.total() - saved > options.checkpointSeconds && step % perEpoch > 0) save()
    }

    const { loss, logits } = await validate()
    validLogits = logits
    const metrics = validationMetrics(logits, validLabels, classes)
    const lap = clock.lap()
    progress.seconds += lap
    const record: EpochRecord = {
      epoch: epoch + 1,
      trainLoss: progress.lossSum / perEpoch,
      trainAccuracy: progress.hits / corpus.train.length,
      validLoss: loss,
      validAccuracy: metrics.accuracy,
      validMacroF1: metrics.macroF1,
      validBinaryAccuracy: metrics.binaryAccuracy,
      seconds: progress.epochSeconds + lap,
    }
    const best = progress.history[progress.bestEpoch - 1]
    progress.history.push(record)
    if (best === undefined || record.validBinaryAccuracy >= best.validBinaryAccuracy) {
      progress.bestEpoch = record.epoch
      saveCheckpoint(bestPath(dir), { fingerprint, epoch: record.epoch }, embedding.weights)
    }
    if (options.averageEpochs > 1) saveCheckpoint(epochPath(dir, record.epoch), { fingerprint }, embedding.weights)
    progress.lossSum = progress.hits = progress.epochSeconds = 0
    save()
    onEpoch?.(record)
    onProgress?.(progress.step, steps, record.trainLoss, progress.seconds)
    await setImmediate()
  }

  if (options.averageEpochs > 1) {
    const last = Math.min(options.averageEpochs, progress.history.length)
    const epochs = progress.history.slice(-last).map(({ epoch }) => epoch)
    averageEpochs(dir, epochs, fingerprint, embedding.weights)
    validLogits = (await validate()).logits
  } else if (validLogits === null || progress.bestEpoch !== progress.history.length) {
    loadBest(dir, fingerprint, embedding)
    validLogits = (await validate()).logits
  }
  return { bestEpoch: progress.bestEpoch, validLogits }
}

const diverged = (step: number, steps: number, epoch: number): MalgwiError =>
  new MalgwiError('TRAINING_DIVERGED', `step ${step} of ${steps}, epoch ${epoch}`)

function allFinite({ buffer, byteOffset, byteLength }: Uint8Array): boolean {
  const values = new Float32Array(buffer, byteOffset, byteLength / 4)
  // Of a number that is not finite the product is NaN, and so is every sum with it; a call for each value takes a second.
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] * 0
  return sum === 0
}

/** Whether the validation loss has not been lower than before for `patience` epochs. */
function outOfPatience(history: readonly EpochRecord[], patience: number): boolean {
  if (patience === 0 || history.length <= patience) return false
  const losses = history.map(({ validLoss }) => validLoss)
  return Math.min(...losses.slice(-patience)) >= Math.min(...losses.slice(0, -patience))
}

/** Targets of which `share` is spread evenly over all classes. */
function smoothed(targets: Float32Array, classes: number, share: number): Float32Array {
  return share === 0 ? targets : targets.map((target) => (1 - share) * target + share / classes)
}

function countHits(logits: Float32Array, docs: Uint32Array, labels: Uint8Array, classes: number): number {
  let hits = 0
  for (let b = 0; b < docs.length; b++) {
    let best = 0
    for (let c = 1; c < classes; c++) if (logits[b * classes + c] > logits[b * classes + best]) best = c
    if (best === labels[docs[b]]) hits++
  }
  return hits
}

/** Seconds since it was made, and since the last lap. */
function stopwatch(): { total(): number; lap(): number } {
  const start = performance.now()
  let last = start
  return {
    total: () => (performance.now() - start) / 1000,
    lap() {
      const now = performance.now()
      const seconds = (now - last) / 1000
      last = now
      return seconds
    },
  }
}
