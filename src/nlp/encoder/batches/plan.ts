import { randomStream, shuffle } from '../random.js'
import type { Layout } from './layout.js'
import { roundLength } from './length.js'
import { roundSentences } from './sentences.js'

/** Documents of a batch are drawn from this many batches' worth of them, sorted by length: 34 % of padded tokens for reviews. */
const POOL = 100
const SHUFFLE_STREAM = 1

/** Documents that go through the encoder together. */
export interface Batch {
  docs: Uint32Array
  /** Time steps: the longest row's tokens, at least one, rounded up. */
  steps: number
  /** Rows of a document: 1, or the sentences of the document with the most, rounded up. */
  rows: number
}

function most(docs: Uint32Array, size: (doc: number) => number): number {
  let largest = 0
  for (const doc of docs) largest = Math.max(largest, size(doc))
  return largest
}

function cut(docs: Uint32Array, layout: Layout, size: number, pool: number): Batch[] {
  const batches: Batch[] = []
  for (let first = 0; first < docs.length; first += pool) {
    const sorted = docs.slice(first, first + pool).sort((a, b) => layout.room(a) - layout.room(b) || a - b)
    for (let start = 0; start < sorted.length; start += size) {
      const chosen = sorted.subarray(start, start + size)
      const rows = most(chosen, layout.rows)
      batches.push({ docs: chosen, steps: roundLength(most(chosen, layout.longest)), rows: rows > 1 ? roundSentences(rows) : 1 })
    }
  }
  return batches
}

/** An epoch's batches, each document once, from seed and epoch alone. The last batch of the last pool may be smaller. */
export function epochBatches(
  docs: Uint32Array,
  layout: Layout,
  { size, seed, epoch }: { size: number; seed: number; epoch: number },
): Batch[] {
  const random = randomStream(seed, SHUFFLE_STREAM, epoch)
  return shuffle(cut(shuffle(docs.slice(), random), layout, size, size * POOL), random)
}

/** Batches for a pass in which the order does not matter: all documents sorted by length, so that little is padded. */
export const orderedBatches = (docs: Uint32Array, layout: Layout, size: number): Batch[] => cut(docs, layout, size, docs.length)
