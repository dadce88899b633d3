import type { Padding } from '../kinds/kind.js'
import { randomStream } from '../random.js'
import { type ClassWeighting, classWeights } from './class-weights.js'
import type { BatchCorpus } from './corpus.js'
import { documentLayout, sentenceLayout } from './layout.js'
import { batchCount, roundLength } from './length.js'
import { type Batch, epochBatches, orderedBatches } from './plan.js'
import { roundSentences } from './sentences.js'
import type { Slot, SlotSizes } from './slot.js'

export interface BatchOptions {
  /** Documents of a batch. */
  size: number
  classes: number
  /** Width of the pooled features, which dropout acts on. */
  features: number
  /** Tokens of a row that are read: of a document, or of a sentence. */
  maxLength: number
  padding: Padding
  /** Sentences of a document that are read, each in a row of its own; absent: the document is one row. */
  sentences?: number
  /** Shares of the pooled features left out, of tokens whose word counts as unknown, of tokens that are zeros. */
  dropout: number
  wordDropout: number
  tokenDropout: number
  classWeights: ClassWeighting
  seed: number
}

/** Batches one after the other: those of an epoch from the `first` on, or of the documents given, with nothing left out. */
export type Pass = { epoch: number; first: number } | { docs: Uint32Array }

const STEP_STREAM = 2
const PADDING_MASK = -1e9
const ABSENT = -1

export const slotSizes = ({ size, classes, features, maxLength, sentences }: BatchOptions): SlotSizes => ({
  size,
  rows: sentences === undefined ? 1 : roundSentences(sentences),
  steps: roundLength(maxLength),
  classes,
  features,
  sentences: sentences !== undefined,
})

/** Tokens of the largest batch, padding included. */
export function mostTokens(options: BatchOptions): number {
  const { size, rows, steps } = slotSizes(options)
  return size * rows * steps
}

/** Number of batches in a pass. */
export const passLength = (pass: Pass, corpus: BatchCorpus, size: number): number =>
  'docs' in pass ? batchCount(pass.docs.length, size) : batchCount(corpus.train.length, size) - pass.first

/**
 * Builds batches of a corpus. What is drawn for a batch follows from seed and step alone, step 1 being the first batch of epoch 0.
 *
 * @returns a function that gives a pass's batches, each as a function that writes it into a slot
 */
export function batchBuilder(corpus: BatchCorpus, options: BatchOptions): (pass: Pass) => Iterable<(slot: Slot) => void> {
  const { size, classes, features, maxLength, padding, sentences, dropout, wordDropout, tokenDropout, seed } = options
  const { targets, labels, train } = corpus
  const layout =
    sentences === undefined ? documentLayout(corpus, maxLength) : sentenceLayout(corpus, { sentences, words: maxLength })
  const weights = classWeights(labels, train, classes, options.classWeights)
  const row = new Uint32Array(roundLength(maxLength))
  const perEpoch = batchCount(train.length, size)

  const key = (form: number, random: (() => number) | null): number => {
    if (random === null) return 2 * form
    const draw = random()
    if (draw < tokenDropout) return ABSENT
    return 2 * form + (draw < tokenDropout + wordDropout ? 1 : 0)
  }

  function fill(slot: Slot, { docs, rows, steps }: Batch, random: (() => number) | null): void {
    const count = docs.length
    const all = rows * count
    slot.head.set([count, rows, steps])
    slot.docs.set(docs)
    slot.keys.fill(ABSENT, 0, steps * all)
    slot.mask.fill(PADDING_MASK, 0, steps * all)
    for (const [b, doc] of docs.entries()) {
      const own = layout.rows(doc)
      for (let s = 0; s < rows; s++) {
        const r = s * count + b
        // A row that is all padding has one step all the same: a maximum over no steps would not be a small number.
        const used = s < own ? layout.read(doc, s, row) : 1
        const from = padding === 'pre' ? steps - used : 0
        for (let t = 0; t < used; t++) {
          if (s < own) slot.keys[(from + t) * all + r] = key(row[t], random)
          slot.mask[(from + t) * all + r] = 0
        }
        slot.lengths[r] = BigInt(from + used)
        slot.sentences[r] = s < own ? 1 : 0
      }
      slot.targets.set(targets.subarray(doc * classes, (doc + 1) * classes), b * classes)
      slot.weight[b] = (random === null ? 1 : weights[labels[doc]]) / count
    }
    const keep = 1 - dropout
    for (let i = 0; i < count * features; i++) slot.drop[i] = random === null ? 1 : random() < keep ? 1 / keep : 0
  }

  return function* (pass) {
    if ('docs' in pass) {
      for (const batch of orderedBatches(pass.docs, layout, size)) yield (slot) => fill(slot, batch, null)
      return
    }
    const batches = epochBatches(train, layout, { size, seed, epoch: pass.epoch })
    for (let i = pass.first; i < batches.length; i++) {
      yield (slot) => fill(slot, batches[i], randomStream(seed, STEP_STREAM, pass.epoch * perEpoch + i + 1))
    }
  }
}
