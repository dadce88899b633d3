import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import hnswlib from 'hnswlib-node'
import { MalgwiError } from '../errors.js'
import { exactOver, scan } from './exact.js'
import { stripVectors, weaveVectors } from './hnsw-file.js'
import { checkRanges, decodeGraph, encodeGraph, type HnswGraph, linkArray } from './hnsw-graph.js'
import { euclideanNorm, makeScorer, type Scorer } from './scorer.js'
import { type StoreRow, storedRows } from './stored-rows.js'
import { leastEfSearch } from './tune.js'
import { checkQuery, countRows, type Hit, type Metric, type VectorIndex } from './types.js'

export interface HnswOptions {
  /** M, neighbours an element keeps on the upper levels (twice as many on level 0); 2 to 64. */
  m?: number
  /** Width of the search that finds a new element's neighbours; 1 to 4096. */
  efConstruction?: number
  /** Width of a query's search: more finds more and takes longer; 1 to 4096. Kept with the graph. */
  efSearch?: number
  /** Queries of the kind that will be asked, about a thousand: efSearch is then the least that finds 0.987 of their ten nearest. */
  queries?: readonly Float32Array[]
  /** Of the levels' random numbers: the same vectors, options and seed give the same graph. */
  seed?: number
  onProgress?: (done: number, total: number) => void
}

export interface HnswIndex extends VectorIndex {
  readonly efSearch: number
  /** The links only, for `openHnsw`: the vectors are stored once, elsewhere. */
  graph(): Uint8Array
}

export const HNSW_DEFAULTS = { m: 16, efConstruction: 200, efSearch: 128, seed: 1 } as const

/** Up to this many vectors for each candidate of the search, a scan is as fast as the graph, and exact. */
const SCAN_BELOW_PER_EF = 8
/** The last of many results are found less surely than the first: the search is at least so much wider than what it is to give. */
const EF_PER_RESULT = 4
/**
 * How many times k is asked for where a filter will drop some; where it drops more, the scan answers. hnswlib's own filter calls back
 * from native code for each candidate: three scans' time where one in 100 passes, and no way out for an exception.
 */
const FILTER_OVERFETCH = 4

/**
 * Builds the graph over row-major `[rows, dimensions]` vectors, which the index keeps without copying; blocks for about 0.3 ms a
 * vector. Build on the vectors that will be stored (rounded to half precision if they are): what is searched is then what was built.
 * @throws MalgwiError INDEX_BROKEN for vectors that are not whole or not finite, or options out of range
 */
export function buildHnsw(vectors: Float32Array, dimensions: number, metric: Metric, options: HnswOptions = {}): HnswIndex {
  const { m, efConstruction, efSearch, seed } = { ...HNSW_DEFAULTS, ...options }
  checkRanges({ m, efConstruction, efSearch, dimensions })
  const size = countRows(vectors, dimensions)
  const scorer = makeScorer(vectors, dimensions, metric)
  const shape = { metric, dimensions, m, efConstruction, efSearch }
  if (size === 0) {
    const none = new Uint8Array()
    return hnswIndex(null, { ...shape, entryPoint: 0, levels: none, degrees: none, links: linkArray(0, 0) }, scorer)
  }
  const native = new hnswlib.HierarchicalNSW('ip', dimensions)
  native.initIndex(size, m, efConstruction, seed)
  const store = storedRows(vectors, dimensions, scorer.inverseNorms)
  const point = new Float32Array(dimensions)
  for (let id = 0; id < size; id++) {
    store(point, 0, id)
    native.addPoint(Array.from(point), id)
    options.onProgress?.(id + 1, size)
  }
  const links = withTemporaryFile((path) => {
    native.writeIndexSync(path)
    return stripVectors(new Uint8Array(readFileSync(path)), { size, dimensions, m })
  })
  const indexAt = (ef: number) => hnswIndex(() => native, { ...shape, ...links, efSearch: ef }, scorer)
  const { queries } = options
  return indexAt(queries?.length ? leastEfSearch(indexAt, exactOver(scorer, size, dimensions, metric), queries) : efSearch)
}

/**
 * Opens a graph that `HnswIndex.graph()` gave, over the vectors that it was built on. The graph is read as hostile, at once; hnswlib gets
 * it with the first search, which throws TEMPORARY_FILE where no file can be written: a process that never asks is spared the time.
 * @throws MalgwiError INDEX_BROKEN for a graph that is damaged or belongs to other vectors
 */
export function openHnsw(graph: Uint8Array, vectors: Float32Array, dimensions: number, metric: Metric): HnswIndex {
  const links = decodeGraph(graph)
  const size = countRows(vectors, dimensions)
  if (links.levels.length !== size || links.dimensions !== dimensions || links.metric !== metric) {
    throw new MalgwiError(
      'INDEX_BROKEN',
      `it is over ${links.levels.length} vectors of ${links.dimensions} (${links.metric}), the vectors are ${size} of ${dimensions} (${metric})`,
    )
  }
  const scorer = makeScorer(vectors, dimensions, metric)
  if (size === 0) return hnswIndex(null, links, scorer)
  let native: hnswlib.HierarchicalNSW | undefined
  const opened = (): hnswlib.HierarchicalNSW => {
    native ??= readNative(links, storedRows(vectors, dimensions, scorer.inverseNorms), dimensions)
    return native
  }
  return hnswIndex(opened, links, scorer)
}

function readNative(links: HnswGraph, store: StoreRow, dimensions: number): hnswlib.HierarchicalNSW {
  const native = new hnswlib.HierarchicalNSW('ip', dimensions)
  withTemporaryFile((path) => {
    const file = openSync(path, 'wx', 0o600)
    try {
      for (const piece of weaveVectors(links, store)) writeFileSync(file, piece)
    } finally {
      closeSync(file)
    }
    native.readIndexSync(path)
  })
  return native
}

function hnswIndex(open: (() => hnswlib.HierarchicalNSW) | null, graph: HnswGraph, scorer: Scorer): HnswIndex {
  const { dimensions, metric, efSearch } = graph
  const size = graph.levels.length
  const point = new Array<number>(dimensions).fill(0.5)
  return {
    size,
    dimensions,
    metric,
    efSearch,
    graph: () => encodeGraph(graph),
    search(query, k, filter) {
      checkQuery(query, k, dimensions)
      const wanted = filter ? FILTER_OVERFETCH * k : k
      const ef = Math.max(efSearch, EF_PER_RESULT * wanted)
      if (!open || size <= SCAN_BELOW_PER_EF * ef) return scan(scorer, size, query, k, filter)
      if (k === 0 || !scorer.begin(query)) return []
      // Only the order of the products counts, and a unit query cannot overflow single precision.
      const norm = euclideanNorm(query) || 1
      for (let j = 0; j < dimensions; j++) point[j] = query[j] / norm
      const native = open()
      native.setEf(ef)
      const hits: Hit[] = []
      for (const id of native.searchKnn(point, wanted).neighbors) {
        if (!filter || filter(id)) hits.push({ id, score: scorer.score(id) })
      }
      // A filter that lets few pass, or a graph in pieces: the scan answers in full.
      if (hits.length < k) return scan(scorer, size, query, k, filter)
      return hits.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, k)
    },
  }
}

/** hnswlib reads and writes files only. Ours is in a folder of its own that nobody else can enter, and is gone afterwards. */
function withTemporaryFile<T>(use: (path: string) => T): T {
  let folder: string | undefined
  try {
    folder = mkdtempSync(join(tmpdir(), `malgwi-${process.pid}-`))
    return use(join(folder, 'index'))
  } catch (error) {
    if (error instanceof MalgwiError) throw error
    throw new MalgwiError('TEMPORARY_FILE', (error as Error).message)
  } finally {
    if (folder) rmSync(folder, { recursive: true, force: true })
  }
}
