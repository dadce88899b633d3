import { setImmediate } from 'node:timers/promises'
import { MalgwiError } from '../../../errors.js'
import type { Session, Tensor } from '../../tensor/engine.js'
import { openEngine } from '../../tensor/engines/open.js'
import { fromHalf } from '../../tensor/half.js'
import { batchCount } from '../batches/length.js'
import { validationMetrics } from '../metrics.js'
import type { TrainingOptions } from '../options.js'
import { randomStream, shuffle } from '../random.js'
import { learningRate } from '../schedule.js'
import type { EpochRecord } from '../training-state.js'
import { adam } from './adam.js'
import { type HeadConfig, headSpecs, headTrainingGraph } from './head-graph.js'
import type { PooledFeatures } from './pooled.js'
import { type Scaling, scalingOf, unscaled } from './scaling.js'

export type HeadOptions = Pick<
  TrainingOptions,
  'headHidden' | 'batch' | 'epochs' | 'learningRate' | 'warmup' | 'schedule' | 'earlyStopping' | 'dropout' | 'seed' | 'threads'
>

const headDefaults = (): Omit<HeadOptions, 'threads'> => ({
  headHidden: 0,
  batch: 256,
  epochs: 20,
  learningRate: 1e-3,
  warmup: 0.05,
  schedule: 'cosine',
  earlyStopping: 4,
  dropout: 0.3,
  seed: 1,
})

/** Documents by their rows of the features. */
export interface HeadCorpus {
  /** [documents × classes], rows sum to 1. */
  targets: Float32Array
  labels: Uint8Array
  /** Rows to learn from, and to choose the epoch by. */
  train: Uint32Array
  valid: Uint32Array
  /** Of each class in the loss; 1 if not given. */
  classWeights?: readonly number[]
}

export interface TrainedHead {
  config: HeadConfig
  /** As `headSpecs` names them, for features as they are. */
  parameters: Record<string, Float32Array>
  history: EpochRecord[]
  /** The epoch that was kept, from 1. */
  bestEpoch: number
  /** [valid × classes], in the order of corpus.valid. */
  validLogits: Float32Array
}

export interface HeadHooks {
  onEpoch?: (record: EpochRecord) => void
  /** Calls as often as there are steps. */
  onProgress?: (step: number, steps: number, loss: number) => void
}

const SHUFFLE_STREAM = 1
const DROP_STREAM = 2

/**
 * Trains a head on frozen features with Adam, and keeps the epoch with the best balanced accuracy between 부정 and 긍정 on the
 * validation documents, of equal epochs the later one. Features are standardised on the way in; the parameters that come back have
 * that worked in. The same seed, on the same number of threads, gives the same parameters.
 *
 * @throws MalgwiError TRAINING_DIVERGED where the loss is no number any more
 */
export async function trainHead(
  features: PooledFeatures,
  corpus: HeadCorpus,
  given: Partial<HeadOptions> & { threads: number },
  { onEpoch, onProgress }: HeadHooks = {},
): Promise<TrainedHead> {
  const options: HeadOptions = { ...headDefaults(), ...given }
  const { batch, seed } = options
  const classes = corpus.targets.length / corpus.labels.length
  const config: HeadConfig = { width: features.width, headHidden: options.headHidden, classes }
  const specs = Object.entries(headSpecs(config))
  const parameters = Object.fromEntries(specs.map(([name, { start }], i) => [name, start(randomStream(seed, i))]))
  const scaling = scalingOf(features, corpus.train)
  const update = adam(parameters)
  const engine = await openEngine('onnxruntime')
  const session = await engine.open(headTrainingGraph(config), { threads: options.threads })
  const step = stepper(session, { features, corpus, config, scaling, parameters })
  const perEpoch = batchCount(corpus.train.length, batch)
  const steps = perEpoch * options.epochs
  const warmup = Math.max(1, Math.round(options.warmup * steps))
  const validLabels = Uint8Array.from(corpus.valid, (row) => corpus.labels[row])
  const history: EpochRecord[] = []
  let best = { ...parameters }
  let validLogits = new Float32Array(0)
  let bestEpoch = 0

  try {
    for (let epoch = 0; epoch < options.epochs && !outOfPatience(history, options.earlyStopping); epoch++) {
      const began = performance.now()
      const order = shuffle(corpus.train.slice(), randomStream(seed, SHUFFLE_STREAM, epoch))
      let lossSum = 0
      let hits = 0
      for (let i = 0; i < perEpoch; i++) {
        const number = epoch * perEpoch + i + 1
        const rows = order.subarray(i * batch, (i + 1) * batch)
        const { loss, logits, gradients } = await step(rows, options.dropout, randomStream(seed, DROP_STREAM, number))
        if (!Number.isFinite(loss)) throw new MalgwiError('TRAINING_DIVERGED', `step ${number} of ${steps}, epoch ${epoch + 1}`)
        update(gradients, number, learningRate(number, steps, warmup, options.learningRate, options.schedule))
        lossSum += loss * rows.length
        hits += countHits(logits, rows, corpus.labels, classes)
        onProgress?.(number, steps, loss)
      }
      const valid = await evaluate(step, corpus.valid, batch, classes)
      const metrics = validationMetrics(valid.logits, validLabels, classes)
      const record: EpochRecord = {
        epoch: epoch + 1,
        trainLoss: lossSum / corpus.train.length,
        trainAccuracy: hits / corpus.train.length,
        validLoss: valid.loss,
        validAccuracy: metrics.accuracy,
        validMacroF1: metrics.macroF1,
        validBinaryAccuracy: metrics.binaryAccuracy,
        seconds: (performance.now() - began) / 1000,
      }
      history.push(record)
      if (bestEpoch === 0 || record.validBinaryAccuracy >= history[bestEpoch - 1].validBinaryAccuracy) {
        bestEpoch = record.epoch
        best = Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, values.slice()]))
        validLogits = valid.logits
      }
      onEpoch?.(record)
      await setImmediate()
    }
  } finally {
    await session.release()
  }
  const first = config.headHidden > 0 ? 'hidden' : 'head'
  const { w, b } = unscaled(best[`${first}.W`], best[`${first}.b`], scaling)
  return { config, parameters: { ...best, [`${first}.W`]: w, [`${first}.b`]: b }, history, bestEpoch, validLogits }
}

type Step = (
  rows: Uint32Array,
  dropout: number,
  random?: () => number,
) => Promise<{ loss: number; logits: Float32Array; gradients: Record<string, Float32Array> }>

function stepper(
  session: Session,
  parts: {
    features: PooledFeatures
    corpus: HeadCorpus
    config: HeadConfig
    scaling: Scaling
    parameters: Record<string, Float32Array>
  },
): Step {
  const { corpus, scaling } = parts
  const { width, classes } = parts.config
  const float = (dims: readonly number[], data: Float32Array): Tensor => ({ dtype: 'float32', dims, data })
  const shapes = Object.entries(headSpecs(parts.config)).map(([name, { shape }]) => ({ name, shape }))
  const known = Object.fromEntries(shapes.map(({ name, shape }) => [name, float(shape, parts.parameters[name])]))
  const gradients = Object.fromEntries(shapes.map(({ name }) => [name, new Float32Array(parts.parameters[name].length)]))

  return async (rows, dropout, random) => {
    const size = rows.length
    const x = new Float32Array(size * width)
    const targets = new Float32Array(size * classes)
    const weight = new Float32Array(size)
    for (const [b, row] of rows.entries()) {
      const values = x.subarray(b * width, (b + 1) * width)
      fromHalf(parts.features.rows.subarray(row * width, (row + 1) * width), values)
      for (let k = 0; k < width; k++) values[k] = (values[k] - scaling.means[k]) * scaling.scales[k]
      targets.set(corpus.targets.subarray(row * classes, (row + 1) * classes), b * classes)
      weight[b] = (corpus.classWeights?.[corpus.labels[row]] ?? 1) / size
    }
    const keep = 1 - dropout
    const drop = new Float32Array(x.length).fill(1)
    if (random) for (let i = 0; i < drop.length; i++) drop[i] = random() < keep ? 1 / keep : 0
    const feeds = {
      ...known,
      x: float([size, width], x),
      drop: float([size, width], drop),
      targets: float([size, classes], targets),
      weight: float([size, 1], weight),
    }
    const loss = new Float32Array(1)
    const logits = new Float32Array(size * classes)
    await session.run(feeds, {
      loss: float([], loss),
      logits: float([size, classes], logits),
      ...Object.fromEntries(shapes.map(({ name, shape }) => [`grad:${name}`, float(shape, gradients[name])])),
    })
    return { loss: loss[0], logits, gradients }
  }
}

async function evaluate(step: Step, rows: Uint32Array, batch: number, classes: number) {
  const logits = new Float32Array(rows.length * classes)
  let sum = 0
  for (let from = 0; from < rows.length; from += batch) {
    const part = rows.subarray(from, from + batch)
    const result = await step(part, 0)
    logits.set(result.logits, from * classes)
    sum += result.loss * part.length
  }
  return { loss: sum / Math.max(1, rows.length), logits }
}

/** Whether the validation loss has not been lower than before for `patience` epochs; never with 0. */
function outOfPatience(history: readonly EpochRecord[], patience: number): boolean {
  if (patience === 0 || history.length <= patience) return false
  const losses = history.map(({ validLoss }) => validLoss)
  return Math.min(...losses.slice(-patience)) >= Math.min(...losses.slice(0, -patience))
}

function countHits(logits: Float32Array, rows: Uint32Array, labels: Uint8Array, classes: number): number {
  let hits = 0
  for (const [b, row] of rows.entries()) {
    let best = 0
    for (let c = 1; c < classes; c++) if (logits[b * classes + c] > logits[b * classes + best]) best = c
    if (best === labels[row]) hits++
  }
  return hits
}
