import type { Tensor } from '../tensor/engine.js'
import { type Batch, kept } from './batches.js'

/** What a step reads besides token rows and parameters. */
export interface BatchInput {
  /**
   * Fills the token keys and the other inputs with a batch.
   *
   * @param random the step's generator for dropout, or null for none
   */
  fill(batch: Batch, random: (() => number) | null): { tokens: number; feeds: Record<string, Tensor> }
}

const PADDING_MASK = -1e9
const ABSENT = -1

/**
 * @param keys of the embedding, batch × maxLength at least
 * @param corpus tokens: form numbers; emptyForm: the number that stands in a document without tokens; targets: [documents × classes]
 */
export function batchInput(
  keys: Int32Array,
  corpus: { tokens: Uint32Array; offsets: Uint32Array; targets: Float32Array; classes: number; emptyForm: number },
  sizes: { batch: number; maxLength: number; features: number },
  rates: { dropout: number; wordDropout: number; tokenDropout: number },
): BatchInput {
  const { tokens, offsets, targets, classes, emptyForm } = corpus
  const { maxLength, features } = sizes
  const lengths = new BigInt64Array(sizes.batch)
  const mask = new Float32Array(sizes.batch * maxLength)
  const batchTargets = new Float32Array(sizes.batch * classes)
  const weight = new Float32Array(sizes.batch)
  const drop = new Float32Array(sizes.batch * features)

  const key = (form: number, random: (() => number) | null): number => {
    if (random === null) return 2 * form
    const draw = random()
    if (draw < rates.tokenDropout) return ABSENT
    return 2 * form + (draw < rates.tokenDropout + rates.wordDropout ? 1 : 0)
  }

  return {
    fill({ docs, steps }, random) {
      const size = docs.length
      keys.fill(ABSENT, 0, steps * size)
      mask.fill(PADDING_MASK, 0, steps * size)
      for (let b = 0; b < size; b++) {
        const doc = docs[b]
        const start = offsets[doc]
        const length = offsets[doc + 1] - start
        const { head, tail } = kept(length, maxLength)
        const used = Math.max(1, head + tail)
        for (let t = 0; t < used; t++) {
          const form = length === 0 ? emptyForm : tokens[t < head ? start + t : start + length - tail + (t - head)]
          keys[t * size + b] = key(form, random)
          mask[t * size + b] = 0
        }
        lengths[b] = BigInt(used)
        batchTargets.set(targets.subarray(doc * classes, (doc + 1) * classes), b * classes)
      }
      weight.fill(1 / size, 0, size)
      const keep = 1 - rates.dropout
      for (let i = 0; i < size * features; i++) drop[i] = random === null ? 1 : random() < keep ? 1 / keep : 0
      return {
        tokens: steps * size,
        feeds: {
          lengths: { dtype: 'int64', dims: [size], data: lengths.subarray(0, size) },
          mask: { dtype: 'float32', dims: [steps, size, 1], data: mask.subarray(0, steps * size) },
          targets: { dtype: 'float32', dims: [size, classes], data: batchTargets.subarray(0, size * classes) },
          weight: { dtype: 'float32', dims: [size, 1], data: weight.subarray(0, size) },
          drop: { dtype: 'float32', dims: [size, features], data: drop.subarray(0, size * features) },
        },
      }
    },
  }
}
