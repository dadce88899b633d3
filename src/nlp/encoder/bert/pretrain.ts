import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { MalgwiError } from '../../../errors.js'
import type { Tensor } from '../../tensor/engine.js'
import { openEngine } from '../../tensor/engines/open.js'
import { loadCheckpoint, saveCheckpoint } from '../checkpoint.js'
import type { BertConfig } from './config.js'
import { dropoutMasks } from './dropout.js'
import { type DocumentBatch, maskedInput, pieceBatches } from './masked-batches.js'
import { initialise } from './parameters.js'
import type { PieceCorpus } from './pieces.js'
import { dropoutPlaces, pretrainingGraph, pretrainingShapes } from './pretraining-graph.js'
import { openWeights, type Weights } from './weights.js'
import type { WordPiece } from './wordpiece.js'

export interface PretrainingOptions {
  steps: number
  /** Pieces of a step at most, padding included. */
  tokens: number
  /** The peak of the learning rate, and the share of all steps that lead up to it; from there it falls linearly to 0. */
  learningRate: number
  warmup: number
  dropout: number
  /** Largest norm of all gradients together. */
  clip: number
  seed: number
  threads: number
  /** Seconds after which to stop, with a checkpoint, if there are steps left. */
  seconds: number
  checkpointSeconds: number
}

export const pretrainingDefaults = (): PretrainingOptions => ({
  steps: 10_000,
  tokens: 2048,
  learningRate: 5e-4,
  warmup: 0.05,
  dropout: 0.1,
  clip: 1,
  seed: 1,
  threads: 1,
  seconds: Number.POSITIVE_INFINITY,
  checkpointSeconds: 60,
})

/** Means over the steps since the record before. */
export interface PretrainingRecord {
  step: number
  steps: number
  epoch: number
  loss: number
  /** Share of hidden pieces that were predicted rightly. */
  accuracy: number
  /** Pieces of each second, padding not counted. */
  piecesPerSecond: number
  /** Of training so far, without what was lost in an interruption. */
  seconds: number
}

export interface PretrainingHooks {
  /** Checkpoints go here. */
  dir: string
  onRecord?: (record: PretrainingRecord) => void
}

/** Where a run stands; every draw of a step follows from seed and step. */
interface Progress {
  fingerprint: string
  step: number
  epoch: number
  /** Batches of the epoch that are done. */
  done: number
  seconds: number
}

const RECORD_STEPS = 100

export const pretrainingCheckpoint = (dir: string): string => join(dir, 'pretraining.checkpoint')

/**
 * Masked-language modelling with Adam. A run that was cut short goes on from its last checkpoint in `dir`, if corpus, sizes and options
 * are the same, and ends with the very same parameters on the same number of threads.
 *
 * The engine computes on the calling thread: run it where nothing else waits.
 *
 * @param start values to begin with, by the names of `pretrainingShapes`; the rest is drawn
 * @returns the parameters, and whether all steps are done
 * @throws MalgwiError TRAINING_DIVERGED, the last checkpoint being one from before
 */
export async function pretrainBert(
  corpus: PieceCorpus,
  wordpiece: WordPiece,
  config: BertConfig,
  given: Partial<PretrainingOptions>,
  { dir, onRecord }: PretrainingHooks,
  start: Record<string, Float32Array> = {},
): Promise<{ parameters: Record<string, Float32Array>; finished: boolean }> {
  const options = { ...pretrainingDefaults(), ...given }
  const { steps, seed } = options
  const shapes = pretrainingShapes(config)
  const weights = openWeights(shapes)
  mkdirSync(dir, { recursive: true })
  const path = pretrainingCheckpoint(dir)
  const fingerprint = fingerprintOf(corpus, wordpiece, config, options, start)
  const progress = loadCheckpoint<Progress>(path, weights.state, (header) => header.fingerprint === fingerprint) ?? {
    fingerprint,
    step: 0,
    epoch: 0,
    done: 0,
    seconds: 0,
  }
  if (progress.step === 0) {
    weights.state.fill(0)
    for (const [name, values] of Object.entries({ ...initialise(shapes, seed), ...start })) weights.parameters[name].set(values)
  }
  if (progress.step >= steps) return { parameters: weights.parameters, finished: true }

  const session = await openSession(config, weights, shapes, options)
  const fill = maskedInput(corpus, wordpiece, seed)
  const begun = performance.now()
  const before = progress.seconds
  let saved = begun
  const recent = { from: begun, steps: 0, pieces: 0, loss: 0, hits: 0, predicted: 0 }
  const save = (): void => saveCheckpoint(path, progress, weights.state)
  const late = (): boolean => performance.now() - begun > options.seconds * 1000

  while (progress.step < steps && !late()) {
    const batches = pieceBatches(corpus.offsets, { ...options, positions: config.positions, epoch: progress.epoch })
    if (batches.length === 0) throw new MalgwiError('CORPUS_EMPTY', 'no review has a word')
    while (progress.done < batches.length && progress.step < steps && !late()) {
      const batch = batches[progress.done]
      const step = progress.step + 1
      const { feeds, predicted } = fill(batch, step)
      const { loss, hits } = await session.run(batch, feeds, step)
      const norm = weights.gradientNorm()
      if (!Number.isFinite(loss) || !Number.isFinite(norm))
        throw new MalgwiError('TRAINING_DIVERGED', `step ${step} of ${steps}, learning rate ${options.learningRate}`)
      weights.update(norm, { step, learningRate: learningRateAt(step, options), clip: options.clip })
      progress.step = step
      progress.done++
      const now = performance.now()
      progress.seconds = before + (now - begun) / 1000
      recent.steps++
      recent.loss += loss * predicted
      recent.hits += hits * predicted
      recent.predicted += predicted
      for (const doc of batch.docs) recent.pieces += corpus.offsets[doc + 1] - corpus.offsets[doc]
      if (step % RECORD_STEPS === 0 || step === steps) {
        onRecord?.({
          step,
          steps,
          epoch: progress.epoch + 1,
          loss: recent.loss / recent.predicted,
          accuracy: recent.hits / recent.predicted,
          piecesPerSecond: recent.pieces / ((now - recent.from) / 1000),
          seconds: progress.seconds,
        })
        Object.assign(recent, { from: now, steps: 0, pieces: 0, loss: 0, hits: 0, predicted: 0 })
        await setImmediate()
      }
      if (now - saved > options.checkpointSeconds * 1000) {
        save()
        saved = now
      }
    }
    if (progress.done === batches.length) {
      progress.epoch++
      progress.done = 0
    }
  }
  save()
  await session.release()
  return { parameters: weights.parameters, finished: progress.step >= steps }
}

/** Linear warm-up, then linear decay. */
function learningRateAt(step: number, { steps, warmup, learningRate }: PretrainingOptions): number {
  const rising = Math.max(1, Math.round(warmup * steps))
  return learningRate * (step <= rising ? step / rising : (steps - step + 1) / (steps - rising + 1))
}

async function openSession(
  config: BertConfig,
  weights: Weights,
  shapes: Record<string, readonly number[]>,
  { dropout, tokens, seed, threads }: PretrainingOptions,
) {
  const engine = await openEngine('onnxruntime')
  const session = await engine.open(pretrainingGraph(config), { threads })
  const parameters: Record<string, Tensor> = {}
  const fetches: Record<string, Tensor> = {
    loss: { dtype: 'float32', dims: [], data: new Float32Array(1) },
    hits: { dtype: 'float32', dims: [], data: new Float32Array(1) },
  }
  for (const [name, dims] of Object.entries(shapes)) {
    parameters[name] = { dtype: 'float32', dims, data: weights.parameters[name] }
    fetches[`grad:${name}`] = { dtype: 'float32', dims, data: weights.gradients[name] }
  }
  const widest = Math.max(config.embedding, config.hidden)
  const masks = dropoutMasks(dropout, Math.max(tokens, config.positions) * widest, seed)
  return {
    async run({ docs, steps }: DocumentBatch, feeds: Record<string, Tensor>, step: number) {
      const widths = Array.from({ length: dropoutPlaces(config) }, (_, i) => (i === 0 ? config.embedding : config.hidden))
      const drops = masks(
        step,
        widths.map((width) => [steps, docs.length, width]),
      )
      const named = Object.fromEntries(drops.map((mask, i) => [`drop.${i}`, mask]))
      await session.run({ ...parameters, ...feeds, ...named }, fetches)
      return { loss: Number(fetches.loss.data[0]), hits: Number(fetches.hits.data[0]) }
    },
    release: () => session.release(),
  }
}

/** Of everything that the parameters depend on, but for the number of threads: that only changes last digits. */
function fingerprintOf(
  corpus: PieceCorpus,
  wordpiece: WordPiece,
  config: BertConfig,
  options: PretrainingOptions,
  start: Record<string, Float32Array>,
): string {
  const { threads: _, seconds: __, checkpointSeconds: ___, ...rest } = options
  const hash = createHash('sha256').update(JSON.stringify([config, rest, wordpiece.cleaning, wordpiece.vocabulary]))
  const add = (name: string, { buffer, byteOffset, byteLength }: Uint32Array | Float32Array) =>
    hash.update(`${name} ${byteLength}\n`).update(new Uint8Array(buffer, byteOffset, byteLength))
  add('tokens', corpus.tokens)
  add('offsets', corpus.offsets)
  for (const [name, values] of Object.entries(start)) add(name, values)
  return hash.digest('hex')
}
