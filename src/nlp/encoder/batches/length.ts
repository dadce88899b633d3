/** Few lengths, few shapes for the engine to plan memory for. */
const LENGTH_STEP = 4
const DEVIATIONS = 2

/** Lengths are rounded up, and a batch's steps with them. */
export const roundLength = (length: number): number => Math.max(LENGTH_STEP, Math.ceil(length / LENGTH_STEP) * LENGTH_STEP)

/** What is read of something too long: its first `head` and its last `tail`. */
export interface Kept {
  head: number
  tail: number
}

/**
 * A document beyond `maxLength` keeps its first and its last half: reviews give their verdict at either end, and tell the plot
 * between.
 */
export function kept(length: number, maxLength: number): Kept {
  if (length <= maxLength) return { head: length, tail: 0 }
  const head = Math.ceil(maxLength / 2)
  return { head, tail: maxLength - head }
}

/** Mean + 2 standard deviations of what lies between the offsets: the length that the field cuts at. */
export function usualLength(offsets: Uint32Array): number {
  const items = offsets.length - 1
  let sum = 0
  let squares = 0
  for (let i = 0; i < items; i++) {
    const length = offsets[i + 1] - offsets[i]
    sum += length
    squares += length * length
  }
  const mean = sum / items
  return mean + DEVIATIONS * Math.sqrt(Math.max(0, squares / items - mean * mean))
}

/** Tokens of a document that are read unless the user says so: the usual length, in steps of 4. */
export const chooseMaxLength = (offsets: Uint32Array): number => roundLength(usualLength(offsets))

/** Share of the documents that fit into `maxLength` tokens. */
export function coverage(offsets: Uint32Array, maxLength: number): number {
  const docs = offsets.length - 1
  let fit = 0
  for (let d = 0; d < docs; d++) if (offsets[d + 1] - offsets[d] <= maxLength) fit++
  return fit / docs
}

/** Number of batches in an epoch. */
export const batchCount = (docs: number, size: number): number => Math.ceil(docs / size)
