import { encodeSafetensors } from '../bundle/safetensors.js'
import type { Item } from '../catalog/items.js'
import { buildHnsw } from '../index/hnsw.js'
import type { Metric } from '../index/types.js'
import { fromHalf, toHalf } from '../nlp/tensor/half.js'
import { FILES } from '../recognizer/files.js'
import { sampleQueries } from './sample-queries.js'
import { FIRST_ITEM_LABEL, type Vectors } from './train-vectors.js'
import type { Report } from './workspace.js'

/**
 * The vectors in half precision and an HNSW graph over each set, as files of the bundle. Graphs are built on the rounded vectors, so
 * that what is searched is what is stored.
 *
 * @param itemIds the corpus's items, in the order of their labels
 */
export function buildIndexes(
  vectors: Vectors,
  itemIds: readonly string[],
  items: readonly Item[],
  seed: number,
  report: Report,
): Record<string, Uint8Array> {
  const { dimensions } = vectors
  const labelOf = new Map(itemIds.map((id, at) => [id, FIRST_ITEM_LABEL + at]))
  const itemVectors = new Float32Array(items.length * dimensions)
  items.forEach(({ id }, at) => {
    const label = labelOf.get(id)!
    itemVectors.set(vectors.labels.subarray(label * dimensions, (label + 1) * dimensions), at * dimensions)
  })
  const halves = {
    words: toHalf(vectors.words),
    contexts: toHalf(vectors.contexts),
    targets: toHalf(vectors.labels.slice(0, FIRST_ITEM_LABEL * dimensions)),
    items: toHalf(itemVectors),
  }
  const tensors = Object.entries(halves).map(([name, data]) => [
    name,
    { dtype: 'F16' as const, shape: [data.length / dimensions, dimensions], data },
  ])
  const total = (halves.words.length + halves.contexts.length + halves.items.length) / dimensions
  let before = 0
  const rounded = { words: fromHalf(halves.words), targets: fromHalf(halves.targets), items: fromHalf(halves.items) }
  const queries = sampleQueries(rounded, dimensions, seed)
  const graph = (name: 'words' | 'contexts' | 'items', metric: Metric): Uint8Array => {
    const index = buildHnsw(fromHalf(halves[name]), dimensions, metric, {
      seed,
      queries: queries[name],
      onProgress: (done) => {
        if (done % 1000 === 0) report(before + done, total)
      },
    })
    before += index.size
    return index.graph()
  }
  return {
    [FILES.vectors]: encodeSafetensors(Object.fromEntries(tensors)),
    [FILES.wordGraph]: graph('words', 'cosine'),
    [FILES.contextGraph]: graph('contexts', 'ip'),
    [FILES.itemGraph]: graph('items', 'cosine'),
  }
}
