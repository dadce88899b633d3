import { randomStream } from '../nlp/encoder/random.js'

/** Rows of `[rows, dimensions]` matrices. */
export interface Matrices {
  words: Float32Array
  targets: Float32Array
  items: Float32Array
}

/** A thousand tell recall@10 to about 0.002. */
const COUNT = 1_000
const STREAM = 4

/**
 * Queries of the kinds that will be asked of each index, drawn by a seed: a word and an analogy; a word, a word under a target and an
 * item under a target; an item and an item under a target. None of an index without rows.
 */
export function sampleQueries(
  { words, targets, items }: Matrices,
  dimensions: number,
  seed: number,
): Record<'words' | 'contexts' | 'items', Float32Array[]> {
  const random = randomStream(seed, STREAM)
  const any = (matrix: Float32Array): Float32Array => {
    const start = Math.floor((random() * matrix.length) / dimensions) * dimensions
    return matrix.subarray(start, start + dimensions)
  }
  const plus = (a: Float32Array, b: Float32Array, sign = 1): Float32Array => a.map((value, at) => value + sign * b[at])
  const draw = (...kinds: (() => Float32Array)[]): Float32Array[] =>
    Array.from({ length: COUNT }, (_, at) => kinds[at % kinds.length]())
  const wordQueries = [() => any(words), () => plus(any(words), any(targets))]
  const itemQueries = items.length > 0 ? [() => plus(any(items), any(targets))] : []
  return {
    words: draw(wordQueries[0], () => plus(plus(any(words), any(targets), -1), any(targets))),
    contexts: draw(...wordQueries, ...itemQueries),
    items: items.length > 0 ? draw(() => any(items), ...itemQueries) : [],
  }
}
