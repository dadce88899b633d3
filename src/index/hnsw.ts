import { MalgwiError } from '../errors.js'
import { checkRanges, decodeGraph, encodeGraph, type HnswGraph } from './hnsw-graph.js'
import { saveIndex } from './index-file.js'
import { linksOf, type Native, newNative, readNative } from './native.js'
import { Rows } from './rows.js'
import { openScan } from './scan.js'
import { makeScorer } from './scorer.js'
import { candidatesFor, chooseShortening } from './shorten.js'
import { meanOf, storedAs } from './stored-rows.js'
import { leastEfSearch, widthFor } from './tune.js'
import { checkAdded, checkQuery, type Filter, type Hit, type LocalIndex, type Metric } from './types.js'

export interface HnswOptions {
  /** M, neighbours an element keeps on the upper levels (twice as many on level 0); 2 to 64. */
  m?: number
  /** Width of the search that finds a new element's neighbours; 1 to 4096. */
  efConstruction?: number
  /** Width of a query's search: more finds more and takes longer; 1 to 4096. Kept with the graph. */
  efSearch?: number
  /**
   * Queries of the kind that will be asked, about a thousand: efSearch is then the least that finds 0.992 of their ten nearest, and the
   * graph is of shorter vectors where those find as much.
   */
  queries?: readonly Float32Array[]
  /** Of the levels' random numbers: the same vectors, options and seed give the same graph. */
  seed?: number
  onProgress?: (done: number, total: number) => void
}

export interface HnswIndex extends LocalIndex {
  readonly efSearch: number
  /**
   * The links only, for `openHnsw`, where the vectors are stored once, elsewhere.
   * @throws MalgwiError INDEX_INPUT once vectors were added or removed: rows of the matrix are no ids then, and `save` keeps both
   */
  graph(): Uint8Array
}

export const HNSW_DEFAULTS = { m: 16, efConstruction: 200, efSearch: 128, seed: 1 } as const

/** Up to this many vectors for each candidate of the search, whatever else: a graph does not pay. */
const SCAN_BELOW_PER_EF = 8
/**
 * How many times k is asked for where a filter will drop some; where it drops more, the scan answers. hnswlib's own filter calls back
 * from native code for each candidate: three scans' time where one in 100 passes, and no way out for an exception.
 */
const FILTER_OVERFETCH = 4
const GROWTH = 1.5
const NO_LINKS = { entryPoint: 0, levels: new Uint8Array(), degrees: new Uint8Array(), links: new Uint16Array() }

/**
 * Builds the graph over row-major `[rows, dimensions]` vectors, which the index keeps without copying; blocks for about 0.3 ms a
 * vector. Build on the vectors that will be stored (rounded to half precision if they are): what is searched is then what was built.
 * @throws MalgwiError INDEX_BROKEN for vectors that are not whole or not finite, or options out of range
 */
export function buildHnsw(vectors: Float32Array, dimensions: number, metric: Metric, options: HnswOptions = {}): HnswIndex {
  const { m, efConstruction, efSearch, seed } = { ...HNSW_DEFAULTS, ...options }
  checkRanges({ m, efConstruction, efSearch, dimensions })
  const rows = new Rows(vectors, dimensions, metric)
  const { queries, onProgress } = options
  const index = hnswOver(rows, { m, efConstruction, efSearch, seed, queries, onProgress })
  if (rows.size > 0 && queries?.length) index.tune(queries)
  return index
}

/**
 * Opens a graph that `HnswIndex.graph()` gave, over the vectors that it was built on. The graph is read as hostile, at once; hnswlib gets
 * it with the first search, which throws TEMPORARY_FILE where no file can be written: a process that never asks is spared the time.
 * @param efSearch in place of the one that was kept with the graph
 * @throws MalgwiError INDEX_BROKEN for a graph that is damaged or belongs to other vectors
 */
export function openHnsw(
  graph: Uint8Array,
  vectors: Float32Array,
  dimensions: number,
  metric: Metric,
  efSearch?: number,
): HnswIndex {
  const links = decodeGraph(graph)
  const size = vectors.length / dimensions
  if (links.levels.length !== size || links.dimensions !== dimensions || links.metric !== metric) {
    throw new MalgwiError(
      'INDEX_BROKEN',
      `it is over ${links.levels.length} vectors of ${links.dimensions} (${links.metric}), the vectors are ${size} of ${dimensions} (${metric})`,
    )
  }
  checkRanges({ efSearch: efSearch ?? links.efSearch })
  return hnswOver(new Rows(vectors, dimensions, metric), { ...links, efSearch: efSearch ?? links.efSearch, seed: 1, links })
}

interface Making extends Pick<HnswGraph, 'm' | 'efConstruction' | 'efSearch'> {
  seed: number
  /** Of the rows' slots; without, a graph is built. */
  links?: HnswGraph
  mean?: Float64Array | null
  queries?: readonly Float32Array[]
  onProgress?: (done: number, total: number) => void
}

/** An index over rows that have been checked. */
export function hnswOver(rows: Rows, making: Making): HnswIndex & { tune(queries: readonly Float32Array[]): void } {
  const { dimensions, metric } = rows
  const { m, efConstruction, seed } = making
  const scorer = makeScorer(rows)
  const scan = openScan(rows, scorer)
  let efSearch = making.efSearch
  let links = making.links
  let mean = making.mean ?? meanOf(rows)
  let shortening = making.links?.shortening ?? null
  let stored = storedAs(rows, mean, shortening?.axes)
  let point = newPoint()
  let capacity = rows.slots
  let native: Native | undefined
  if (!links) build(making.onProgress)

  function build(onProgress?: Making['onProgress']): void {
    if (rows.slots === 0) return
    mean = meanOf(rows)
    shortening = making.queries ? chooseShortening(rows, mean, scan, making.queries) : null
    stored = storedAs(rows, mean, shortening?.axes)
    point = newPoint()
    capacity = rows.slots
    native = newNative({ width: stored.width, m, efConstruction }, capacity, seed)
    for (let slot = 0; slot < rows.slots; slot++) {
      insert(native, slot)
      onProgress?.(slot + 1, rows.slots)
    }
  }

  function insert(into: Native, slot: number): void {
    stored.row(point, 0, slot)
    // Where the slot has an element, hnswlib moves it to the new place and mends the links around both.
    into.addPoint(point, slot)
  }

  function newPoint(): number[] {
    return new Array<number>(stored.width).fill(0.5)
  }

  function makeRoom(ids: readonly number[]): void {
    const graph = opened()
    const added = ids.filter((id) => rows.slot(id) < 0).length
    const needed = Math.max(rows.slots, rows.size + added)
    if (needed <= capacity) return
    capacity = Math.ceil(needed * GROWTH)
    graph.resizeIndex(capacity)
  }

  const opened = (): Native => {
    native ??= readNative(links!, rows, stored.row)
    return native
  }

  function currentLinks(): HnswGraph {
    const shape = { size: rows.slots, width: stored.width, m }
    links ??= {
      ...{ metric, dimensions, shortening, m, efConstruction, efSearch },
      ...(rows.slots > 0 ? linksOf(opened(), shape) : NO_LINKS),
    }
    return { ...links, efSearch }
  }

  function searchWith(ef: number, query: Float32Array, k: number, filter?: Filter): Hit[] {
    checkQuery(query, k, dimensions)
    // Of shortened vectors the graph gives candidates: scored in full, they hold the nearest.
    const needed = shortening ? candidatesFor(k, shortening) : k
    const times = filter ? FILTER_OVERFETCH : 1
    const wanted = times * needed
    const width = Math.max(widthFor(ef, times * k), wanted)
    // A list of ids is scored one by one.
    if (typeof filter === 'object' || rows.size <= SCAN_BELOW_PER_EF * width) return scan.search(query, k, filter)
    if (k === 0 || !scorer.begin(query)) return []
    const { asked, left } = stored.query(query)
    if (shortening && left > shortening.mostLeft) return scan.search(query, k, filter)
    const graph = opened()
    graph.setEf(width)
    const hits: Hit[] = []
    for (const slot of graph.searchKnn(asked, wanted).neighbors) {
      const id = rows.id(slot)
      if (!filter || filter(id)) hits.push({ id, score: scorer.score(slot) })
    }
    // A filter that lets few pass, or a graph in pieces: the scan answers in full.
    if (hits.length < needed) return scan.search(query, k, filter)
    return hits.sort((a, b) => b.score - a.score || a.id - b.id).slice(0, k)
  }

  return {
    dimensions,
    metric,
    get size() {
      return rows.size
    },
    get efSearch() {
      return efSearch
    },
    search: (query, k, filter) => searchWith(efSearch, query, k, filter),
    tune(queries) {
      efSearch = leastEfSearch((ef) => ({ search: (query, k) => searchWith(ef, query, k) }), scan, queries)
    },
    add(ids, vectors) {
      checkAdded(ids, vectors, dimensions)
      if (ids.length === 0) return
      const isFirst = rows.slots === 0
      // Before the rows change, which it reads, and so that where there is no room nothing has changed.
      if (!isFirst) makeRoom(ids)
      const slots = ids.map((id, at) => rows.put(id, vectors.subarray(at * dimensions, (at + 1) * dimensions)))
      links = undefined
      for (const slot of slots) scan.changed(slot)
      if (isFirst) {
        build()
        return
      }
      for (const slot of slots) insert(opened(), slot)
    },
    remove(ids) {
      if (rows.slots === 0) return 0
      opened()
      let removed = 0
      for (const id of ids) {
        const slot = rows.drop(id)
        if (slot < 0) continue
        opened().markDelete(slot)
        removed++
      }
      return removed
    },
    graph() {
      if (!rows.untouched) {
        throw new MalgwiError(
          'INDEX_INPUT',
          'vectors were added or removed since it was built, so its links fit no matrix; save it whole',
        )
      }
      return encodeGraph(currentLinks())
    },
    save: (path) => saveIndex(path, { rows, mean, graph: encodeGraph(currentLinks()) }),
  }
}
