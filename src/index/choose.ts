import { MalgwiError } from '../errors.js'
import { exactIndex, exactOver } from './exact.js'
import { buildHnsw, type HnswOptions, hnswOver, openHnsw } from './hnsw.js'
import { decodeGraph } from './hnsw-graph.js'
import { type Expected, readIndex } from './index-file.js'
import type { LocalIndex, Metric } from './types.js'

/**
 * Up to so many values (vectors × dimensions) a scan answers as fast as a graph with recall@10 of 0.99, or faster, finds everything, and
 * needs no building: measured, see docs/index.md.
 */
export const EXACT_UP_TO = 2_000_000

/** Which index answers faster over so many vectors. */
export function chooseIndex(size: number, dimensions: number): 'exact' | 'hnsw' {
  return size * dimensions <= EXACT_UP_TO ? 'exact' : 'hnsw'
}

/**
 * Makes the faster index over row-major `[rows, dimensions]` vectors.
 * @param options of the graph, where there is one
 * @throws MalgwiError INDEX_BROKEN for vectors that are not whole or not finite, or options out of range
 */
export function buildIndex(vectors: Float32Array, dimensions: number, metric: Metric, options?: HnswOptions): LocalIndex {
  const exact = chooseIndex(vectors.length / dimensions, dimensions) === 'exact'
  return exact ? exactIndex(vectors, dimensions, metric) : buildHnsw(vectors, dimensions, metric, options)
}

/**
 * Opens the faster index over vectors whose graph is at hand: `graph` is asked for where one is needed.
 * @throws MalgwiError INDEX_BROKEN
 */
export function openChosen(vectors: Float32Array, dimensions: number, metric: Metric, graph: () => Uint8Array): LocalIndex {
  const exact = chooseIndex(vectors.length / dimensions, dimensions) === 'exact'
  return exact ? exactIndex(vectors, dimensions, metric) : openHnsw(graph(), vectors, dimensions, metric)
}

/**
 * Opens a file that `save` wrote: HNSW where it has a graph, exact where it has none.
 * @throws MalgwiError FILE_NOT_FOUND; INDEX_BROKEN for a file that is damaged, or not what is expected
 */
export function openIndex(path: string, expected?: Expected): LocalIndex {
  const { rows, mean, graph } = readIndex(path, expected)
  if (!graph) return exactOver(rows)
  const links = decodeGraph(graph)
  if (links.levels.length !== rows.slots || links.dimensions !== rows.dimensions || links.metric !== rows.metric) {
    throw new MalgwiError('INDEX_BROKEN', `${path}: its graph is of other vectors`)
  }
  return hnswOver(rows, { ...links, seed: 1, links, mean })
}
