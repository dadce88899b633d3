import type { Tensor } from '../../tensor/engine.js'
import { randomStream, shuffle } from '../random.js'
import type { PieceCorpus } from './pieces.js'
import { SPECIAL, type WordPiece } from './wordpiece.js'

/** Documents of a batch are drawn from this many at a time, sorted by length. */
const POOL = 8192
const SHUFFLE_STREAM = 11
const MASK_STREAM = 12
/** Share of pieces to be predicted; of them 80 % are hidden, 10 % replaced by any piece, 10 % left (Devlin et al. 2019, A.1). */
const PREDICTED = 0.15
const HIDDEN = 0.8
const REPLACED = 0.9
/** [CLS] and [SEP]. */
const ENDS = 2
/** The number of predictions is rounded up to a multiple of this: few shapes for the engine to plan memory for. */
const PREDICTION_STEP = 32
const PADDING = -1e9

/** Documents of one length, or nearly so. */
export interface DocumentBatch {
  docs: Uint32Array
  /** Of the longest, with [CLS] and [SEP]. */
  steps: number
}

/** An epoch's batches of at most `tokens` pieces, padding included, each document with a piece once; from seed and epoch alone. */
export function pieceBatches(
  offsets: Uint32Array,
  options: { tokens: number; positions: number; seed: number; epoch: number },
): DocumentBatch[] {
  const { tokens, positions, seed, epoch } = options
  const random = randomStream(seed, SHUFFLE_STREAM, epoch)
  const length = (doc: number): number => Math.min(offsets[doc + 1] - offsets[doc] + ENDS, positions)
  const all = Uint32Array.from({ length: offsets.length - 1 }, (_, doc) => doc).filter((doc) => length(doc) > ENDS)
  shuffle(all, random)
  const batches: DocumentBatch[] = []
  for (let first = 0; first < all.length; first += POOL) {
    const pool = all.slice(first, first + POOL).sort((a, b) => length(a) - length(b) || a - b)
    // From the longest down, so that its length is that of the batch.
    for (let end = pool.length; end > 0; ) {
      const steps = length(pool[end - 1])
      const start = Math.max(0, end - Math.max(1, Math.floor(tokens / steps)))
      batches.push({ docs: pool.subarray(start, end), steps })
      end = start
    }
  }
  return shuffle(batches, random)
}

/** Makes the feeds of masked-language modelling from batches. */
export function maskedInput(corpus: PieceCorpus, wordpiece: WordPiece, seed: number) {
  const [padding, classifier, separator, mask] = (['[PAD]', '[CLS]', '[SEP]', '[MASK]'] as const).map(wordpiece.special)
  const pieces = wordpiece.vocabulary.length

  return (batch: DocumentBatch, step: number): { feeds: Record<string, Tensor>; predicted: number } => {
    const { docs, steps } = batch
    const size = docs.length
    const random = randomStream(seed, MASK_STREAM, step)
    const ids = new BigInt64Array(steps * size).fill(BigInt(padding))
    const hiding = new Float32Array(steps * size).fill(PADDING)
    const places: number[] = []
    const labels: number[] = []
    const put = (t: number, b: number, id: number): void => {
      ids[t * size + b] = BigInt(id)
      hiding[t * size + b] = 0
    }
    for (const [b, doc] of docs.entries()) {
      const start = corpus.offsets[doc]
      const length = Math.min(corpus.offsets[doc + 1] - start, steps - ENDS)
      put(0, b, classifier)
      put(length + 1, b, separator)
      for (let t = 1; t <= length; t++) {
        const id = corpus.tokens[start + t - 1]
        if (random() >= PREDICTED) {
          put(t, b, id)
          continue
        }
        const draw = random()
        const any = SPECIAL.length + Math.floor(random() * (pieces - SPECIAL.length))
        put(t, b, draw < HIDDEN ? mask : draw < REPLACED ? any : id)
        places.push(t * size + b)
        labels.push(id)
      }
    }
    const count = Math.max(1, Math.ceil(places.length / PREDICTION_STEP)) * PREDICTION_STEP
    const points = new BigInt64Array(2 * count)
    for (let m = 0; m < count; m++) {
      points[2 * m] = BigInt(m)
      points[2 * m + 1] = BigInt(labels[m] ?? 0)
    }
    const weight = new Float32Array(count).fill(1 / Math.max(1, places.length), 0, places.length)
    return {
      predicted: places.length,
      feeds: {
        ids: { dtype: 'int64', dims: [steps, size], data: ids },
        mask: { dtype: 'float32', dims: [steps, size, 1], data: hiding },
        places: { dtype: 'int64', dims: [count], data: BigInt64Array.from({ length: count }, (_, m) => BigInt(places[m] ?? 0)) },
        points: { dtype: 'int64', dims: [count, 2], data: points },
        weight: { dtype: 'float32', dims: [count], data: weight },
      },
    }
  }
}
