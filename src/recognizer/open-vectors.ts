import type { Bundle } from '../bundle/open.js'
import { MalgwiError } from '../errors.js'
import { openChosen } from '../index/choose.js'
import { openProducts, type Products } from '../index/products.js'
import type { LocalIndex } from '../index/types.js'
import type { VectorSpace } from '../nlp/target2vec/space.js'
import { FILES, Words } from './files.js'

export interface OpenedVectors {
  space: VectorSpace
  /** How often each word occurs in the corpus, `[words]`. */
  counts: readonly number[]
  /** Word vectors by cosine, output vectors by inner product, vectors of the items by cosine. */
  words: LocalIndex
  contexts: LocalIndex
  items: LocalIndex
  /** `[words, dimensions]`: the output vectors, and their inner products with a query, all at once. */
  contextVectors: Float32Array
  contextProducts: Products
  /** `[items, dimensions]`, in the order of the catalogue. */
  itemVectors: Float32Array
}

/**
 * Opens Target2Vec's vectors with their indexes.
 *
 * @param targets names of the classes, in order
 * @param items how many the catalogue has
 * @throws MalgwiError BUNDLE_CORRUPT, INDEX_BROKEN
 */
export function openVectors(bundle: Bundle, targets: readonly string[], items: number): OpenedVectors {
  const { words, counts } = bundle.json(FILES.words, Words)
  const tensors = bundle.tensors(FILES.vectors)
  const matrix = (name: string, rows: number, dimensions?: number) => {
    const { shape, data } = tensors.floats(name, 2)
    if (shape[0] === rows && (dimensions === undefined || shape[1] === dimensions)) return { data, dimensions: shape[1] }
    throw new MalgwiError('BUNDLE_CORRUPT', `${FILES.vectors} has ${shape.join(' × ')} ${name} where ${rows} are expected`)
  }
  const { data: vectors, dimensions } = matrix('words', words.length)
  const contextVectors = matrix('contexts', words.length, dimensions).data
  const targetVectors = matrix('targets', targets.length, dimensions).data
  const itemVectors = matrix('items', items, dimensions).data
  const labels = Object.fromEntries(
    targets.map((name, at) => [name, targetVectors.subarray(at * dimensions, (at + 1) * dimensions)]),
  )
  return {
    space: { words, dimensions, vectors, labels },
    counts,
    words: openChosen(vectors, dimensions, 'cosine', () => bundle.bytes(FILES.wordGraph)),
    contexts: openChosen(contextVectors, dimensions, 'ip', () => bundle.bytes(FILES.contextGraph)),
    items: openChosen(itemVectors, dimensions, 'cosine', () => bundle.bytes(FILES.itemGraph)),
    contextVectors,
    contextProducts: openProducts(contextVectors, dimensions),
    itemVectors,
  }
}
