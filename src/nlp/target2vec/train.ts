import { MalgwiError } from '../../errors.js'
import { fingerprint, readCheckpoint, writeCheckpoint } from './checkpoint.js'
import { checkCorpus, type LabelledTokens } from './corpus.js'
import { copyCorpus, prepare, type Reserved, type Shared } from './memory.js'
import { forObjective } from './objective.js'
import { resolveOptions, type Target2VecOptions } from './options.js'
import { shuffledOrder, streamSeed } from './random.js'
import { startTeam } from './team.js'
import type { Share } from './thread.js'

/** Views of the memory that was trained in, which stays as long as one of them does. */
export interface Target2VecModel {
  dimensions: number
  /** [words, dimensions]: input vectors, for similarity and queries. */
  words: Float32Array
  /** [words, dimensions]: output vectors; v · c says how much v expects the word. */
  contexts: Float32Array
  /** [labels, dimensions]: in the space of the words; none where the objective has no labels. */
  labels: Float32Array
}

export interface TrainingRun {
  /** Tokens seen, and to be seen in all epochs, sub-sampled ones included. What it throws ends the training. */
  onProgress?: (done: number, total: number) => void
  /** A file to go on from, where it fits, and to leave the state in. The last state stays there: removing it is the caller's. */
  checkpoint?: string
  /** Least time between two checkpoints (default 20). */
  checkpointSeconds?: number
}

/** Threads meet after about this many tokens, seconds of work: that is when a checkpoint is consistent. */
const ROUND_TOKENS = 1_000_000
const POLL_MS = 200
/** The learning rate ends at this part of where it began. */
const LAST_RATE = 1e-4
const SHUFFLE = 1
const NOISE = 2

/**
 * Trains Target2Vec, document version:
 *
 *   J = 1/T Σ_t Σ_{−c≤j≤c, j≠0} [ log p(w_{t+j} | w_t) + log p(w_{t+j} | E_t) ]
 *
 * where E_t runs over the labels of the document, or another objective of its family (docs/target2vec.md has their formulas), by
 * negative sampling (Mikolov 2013, arXiv:1310.4546) in kernels/target2vec.ts, on threads over one shared memory without locks
 * (Niu 2011, arXiv:1106.5730). One thread and one seed give the same numbers, bit for bit, and so does a run that goes on from a
 * checkpoint.
 *
 * Throws USAGE for an option out of range, a corpus without a word, or one without the labels that the objective needs, and RangeError
 * for numbers that point outside of the corpus.
 */
export async function trainTarget2Vec(
  corpus: LabelledTokens,
  options: Partial<Target2VecOptions> = {},
  run: TrainingRun = {},
): Promise<Target2VecModel> {
  const all = resolveOptions(options)
  checkCorpus(corpus)
  return trainReserved(copyCorpus(forObjective(corpus, all), all), run)
}

/** The same on a corpus that lies in the memory of the training already, with those labels alone that the objective looks at. */
export async function trainReserved(
  reserved: Reserved,
  { onProgress, checkpoint, checkpointSeconds = 20 }: TrainingRun = {},
): Promise<Target2VecModel> {
  const { corpus, options: all } = reserved
  checkCorpus(corpus)
  forObjective(corpus, all)
  if (corpus.tokens.length === 0) throw new MalgwiError('USAGE', 'Target2Vec: no document holds a word that is frequent enough.')

  const shared = prepare(reserved)
  const matrices = [shared.inputs, shared.contexts]
  const mark = checkpoint === undefined ? '' : fingerprint(corpus, all)
  const roundsPerEpoch = Math.min(corpus.offsets.length - 1, Math.ceil(corpus.tokens.length / ROUND_TOKENS))
  const rounds = roundsPerEpoch * all.epochs
  const total = corpus.tokens.length * all.epochs
  const first = checkpoint === undefined ? 0 : readCheckpoint(checkpoint, mark, matrices)
  if (first < rounds) {
    const team = await startTeam(shared, corpus, all)
    let shuffled = -1
    let saved = performance.now()
    try {
      for (let round = first; round < rounds; round++) {
        const epoch = Math.floor(round / roundsPerEpoch)
        if (epoch !== shuffled) shuffledOrder(shared.order, streamSeed(all.seed, SHUFFLE, epoch))
        shuffled = epoch
        shared.progress.fill(0)
        const before = Math.round((round / rounds) * total)
        const report = () => {
          const seen = shared.progress.reduce((sum, count) => sum + count, before)
          onProgress?.(Math.min(seen, total), total)
        }
        await watch(team.round(sharesOf(shared, corpus, all, round, roundsPerEpoch)), report)
        if (checkpoint === undefined || (round + 1 < rounds && performance.now() - saved < checkpointSeconds * 1000)) continue
        writeCheckpoint(checkpoint, { fingerprint: mark, round: round + 1 }, matrices)
        saved = performance.now()
      }
    } finally {
      await team.close()
    }
  }
  onProgress?.(total, total)
  return unpack(shared, corpus.wordCounts.length, all.dimensions)
}

/** The documents of a round, dealt to the threads in runs of about as many tokens. */
function sharesOf(
  shared: Shared,
  { offsets }: LabelledTokens,
  options: Target2VecOptions,
  round: number,
  roundsPerEpoch: number,
): Share[] {
  const { threads, seed, learningRate, epochs } = options
  const { order } = shared
  const part = round % roundsPerEpoch
  const begin = Math.floor((part * order.length) / roundsPerEpoch)
  const end = Math.floor(((part + 1) * order.length) / roundsPerEpoch)
  const lengthAt = (place: number) => offsets[order[place]! + 1]! - offsets[order[place]!]!
  const rateAt = (rounds: number) => learningRate * Math.max(LAST_RATE, 1 - rounds / (epochs * roundsPerEpoch))
  const rates: [number, number] = [rateAt(round), rateAt(round + 1)]

  let total = 0
  for (let place = begin; place < end; place++) total += lengthAt(place)
  let place = begin
  let dealt = 0
  return Array.from({ length: threads }, (_, thread) => {
    const from = place
    const due = (total * (thread + 1)) / threads
    while (place < end && (dealt < due || thread === threads - 1)) dealt += lengthAt(place++)
    return { from, to: place, rates, seed: streamSeed(seed, NOISE, round, thread) }
  })
}

/** Calls `report` every now and then until `work` ends; rejects with what either of them throws. */
function watch(work: Promise<void>, report: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (error: unknown) => {
      clearInterval(timer)
      reject(error)
    }
    const tick = () => {
      try {
        report()
      } catch (error) {
        stop(error)
      }
    }
    const timer = setInterval(tick, POLL_MS)
    work.then(() => {
      clearInterval(timer)
      tick()
      resolve()
    }, stop)
  })
}

/** The rows without their padding, moved together where they lie: a copy would take the room of both matrices again. */
function unpack({ inputs, contexts, layout }: Shared, words: number, dimensions: number): Target2VecModel {
  const width = layout.stride / 4
  const packed = (matrix: Float32Array): Float32Array => {
    const rows = matrix.length / width
    for (let row = 1; row < rows; row++) matrix.copyWithin(row * dimensions, row * width, row * width + dimensions)
    return matrix.subarray(0, rows * dimensions)
  }
  const rows = packed(inputs)
  return {
    dimensions,
    words: rows.subarray(0, words * dimensions),
    contexts: packed(contexts),
    labels: rows.subarray(words * dimensions),
  }
}
