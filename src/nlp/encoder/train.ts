import { mkdirSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { openEngine } from '../tensor/engines/open.js'
import { batchInput } from './batch-input.js'
import { batchCount, chooseMaxLength, epochBatches, roundLength } from './batches.js'
import { bestPath, checkpointPath, saveCheckpoint } from './checkpoint.js'
import { openEmbedding } from './embedding.js'
import { evaluate } from './evaluate.js'
import { formTable } from './forms.js'
import { validationMetrics } from './metrics.js'
import { type EncoderConfig, parameterShapes } from './model.js'
import { type TrainingOptions, withDefaults } from './options.js'
import { randomStream } from './random.js'
import { learningRate } from './schedule.js'
import { servingGraph } from './serving-graph.js'
import { openTrainingSession } from './training-session.js'
import { begin, type EpochRecord, fingerprintOf, loadBest, resume, type TrainingCorpus } from './training-state.js'
import { buildVocabulary, type Vocabulary, wordRows } from './vocabulary.js'

export type { EpochRecord, TrainingCorpus } from './training-state.js'

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

const STEP_STREAM = 2
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8
const REPORT_SECONDS = 0.5

/**
 * Trains the encoder with Adam and keeps the epoch with the best balanced accuracy between 부정 and 긍정 on the validation documents
 * (that is what it is for; the loss has the ratings in between as well), of equal epochs the later one. A run that was killed goes on
 * from its last checkpoint in `dir`, if corpus and options are the same, and ends with the very same parameters on the same number of
 * threads.
 *
 * The engine computes on the calling thread: run it where nothing else waits.
 */
export async function trainEncoder(
  corpus: TrainingCorpus,
  given: Partial<TrainingOptions>,
  { dir, onProgress, onEpoch }: TrainingHooks,
): Promise<TrainedEncoder> {
  const options = withDefaults(given)
  const { batch, seed } = options
  const classes = corpus.targets.length / (corpus.offsets.length - 1)
  const vocabulary = buildVocabulary(corpus.forms, corpus.counts, {
    words: options.words,
    buckets: options.buckets,
    minimum: options.minimumCount,
  })
  const config: EncoderConfig = {
    embedding: options.embedding,
    hidden: options.hidden,
    headHidden: options.headHidden,
    classes,
    words: wordRows(vocabulary),
    buckets: options.buckets,
    maxLength: options.maxLength === undefined ? chooseMaxLength(corpus.offsets) : roundLength(options.maxLength),
  }
  const { maxLength } = config
  const embedding = openEmbedding(formTable(corpus.forms, vocabulary), {
    rows: config.words,
    buckets: config.buckets,
    dimensions: config.embedding,
    tokens: batch * maxLength,
    parameters: parameterShapes(config),
  })
  const input = batchInput(
    embedding.keys,
    { ...corpus, classes, emptyForm: corpus.forms.length },
    { batch, maxLength, features: 2 * config.hidden },
    options,
  )
  mkdirSync(dir, { recursive: true })
  const fingerprint = fingerprintOf(corpus, options)
  const progress = resume(dir, fingerprint, embedding) ?? begin(fingerprint, embedding, config, seed)

  const engine = await openEngine('onnxruntime')
  const session = await openTrainingSession(engine, config, embedding, options.threads)
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
    saveCheckpoint(checkpointPath(dir), progress, embedding.state)
    saved = clock.total()
  }

  const validLabels = Uint8Array.from(corpus.valid, (doc) => corpus.labels[doc])
  const sizes = { size: batch, maxLength, classes }
  const validate = () => evaluate(corpus.valid, corpus.offsets, sizes, { input, embedding, session })

  while (progress.step < steps) {
    const epoch = Math.floor(progress.step / perEpoch)
    const batches = epochBatches(corpus.train, corpus.offsets, { size: batch, maxLength, seed, epoch })
    for (let i = progress.step % perEpoch; i < perEpoch; i++) {
      const step = progress.step + 1
      const { tokens, feeds } = input.fill(batches[i], randomStream(seed, STEP_STREAM, step))
      embedding.lookup(tokens)
      const { loss, logits } = await session.step(feeds)
      embedding.update(tokens, {
        learningRate: learningRate(step, steps, warmup, options.learningRate),
        step,
        beta1: BETA1,
        beta2: BETA2,
        epsilon: EPSILON,
        clip: options.clip,
      })
      progress.step = step
      progress.lossSum += loss
      progress.hits += countHits(logits, batches[i].docs, corpus.labels, classes)
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
      if (clock.total() - saved > options.checkpointSeconds && i + 1 < perEpoch) save()
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
    progress.lossSum = progress.hits = progress.epochSeconds = 0
    save()
    onEpoch?.(record)
    onProgress?.(progress.step, steps, record.trainLoss, progress.seconds)
    await setImmediate()
  }

  if (validLogits === null || progress.bestEpoch !== progress.history.length) {
    loadBest(dir, fingerprint, embedding)
    validLogits = (await validate()).logits
  }
  await session.release()
  const onnx = servingGraph(config, embedding.parameters, embedding.words, embedding.ngrams)
  return { onnx, vocabulary, config, history: progress.history, bestEpoch: progress.bestEpoch, validLogits }
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
