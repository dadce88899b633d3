import type { Tensor } from '../../tensor/engine.js'

/** Sizes of the largest batch. */
export interface SlotSizes {
  /** Documents. */
  size: number
  /** Rows of a document, and time steps of a row. */
  rows: number
  steps: number
  classes: number
  features: number
  /** A row is a sentence. */
  sentences: boolean
}

/** A batch with all its inputs, in one piece of memory; a smaller one uses the beginning of each array. */
export interface Slot {
  /** Documents, rows of a document, steps. */
  head: Int32Array
  docs: Uint32Array
  /** The embedding's keys, time-major [steps, rows · documents]: row s·B + b is sentence s of document b. */
  keys: Int32Array
  mask: Float32Array
  lengths: BigInt64Array
  sentences: Float32Array
  targets: Float32Array
  weight: Float32Array
  drop: Float32Array
}

const ALIGNMENT = 8

function arrays({ size, rows, steps, classes, features }: SlotSizes) {
  return [
    ['head', Int32Array, 3],
    ['docs', Uint32Array, size],
    ['keys', Int32Array, size * rows * steps],
    ['mask', Float32Array, size * rows * steps],
    ['lengths', BigInt64Array, size * rows],
    ['sentences', Float32Array, size * rows],
    ['targets', Float32Array, size * classes],
    ['weight', Float32Array, size],
    ['drop', Float32Array, size * features],
  ] as const
}

/** Bytes of a slot. */
export const slotBytes = (sizes: SlotSizes): number =>
  arrays(sizes).reduce((sum, [, type, length]) => sum + Math.ceil((length * type.BYTES_PER_ELEMENT) / ALIGNMENT) * ALIGNMENT, 0)

/** Views of a slot's memory, from a multiple of 8 on. */
export function openSlot(sizes: SlotSizes, buffer: ArrayBuffer | SharedArrayBuffer, start = 0): Slot {
  let offset = start
  const views = arrays(sizes).map(([name, type, length]) => {
    const view = new type(buffer as ArrayBuffer, offset, length)
    offset += Math.ceil(view.byteLength / ALIGNMENT) * ALIGNMENT
    return [name, view]
  })
  return Object.fromEntries(views)
}

/** A batch as a training step reads it, until the next one is asked for. */
export interface Filled {
  docs: Uint32Array
  /** Token keys at the beginning of the embedding's. */
  tokens: number
  /** Inputs of the graph but for token rows and parameters. */
  feeds: Record<string, Tensor>
}

/** The batch in a slot; its arrays are views. */
export function filled(slot: Slot, { classes, features, sentences }: SlotSizes): Filled {
  const [size, rows, steps] = slot.head
  const all = rows * size
  return {
    docs: slot.docs.subarray(0, size),
    tokens: steps * all,
    feeds: {
      lengths: { dtype: 'int64', dims: [all], data: slot.lengths.subarray(0, all) },
      mask: { dtype: 'float32', dims: [steps, all, 1], data: slot.mask.subarray(0, steps * all) },
      ...(sentences ? { sentences: { dtype: 'float32', dims: [rows, size, 1], data: slot.sentences.subarray(0, all) } } : {}),
      targets: { dtype: 'float32', dims: [size, classes], data: slot.targets.subarray(0, size * classes) },
      weight: { dtype: 'float32', dims: [size, 1], data: slot.weight.subarray(0, size) },
      drop: { dtype: 'float32', dims: [size, features], data: slot.drop.subarray(0, size * features) },
    },
  }
}

/** Copies the batch in a slot to another slot, its keys to `keys`. */
export function copySlot(from: Slot, to: Slot, keys: Int32Array, { classes, features }: SlotSizes): void {
  const [size, rows, steps] = from.head
  const all = rows * size
  to.head.set(from.head)
  to.docs.set(from.docs.subarray(0, size))
  keys.set(from.keys.subarray(0, steps * all))
  to.mask.set(from.mask.subarray(0, steps * all))
  to.lengths.set(from.lengths.subarray(0, all))
  to.sentences.set(from.sentences.subarray(0, all))
  to.targets.set(from.targets.subarray(0, size * classes))
  to.weight.set(from.weight.subarray(0, size))
  to.drop.set(from.drop.subarray(0, size * features))
}
