import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import hnswlib from 'hnswlib-node'
import { MalgwiError } from '../errors.js'
import { type Shape, stripVectors, weaveVectors } from './hnsw-file.js'
import { type HnswGraph, widthOf } from './hnsw-graph.js'
import type { Rows } from './rows.js'
import type { StoreRow } from './stored-rows.js'

export type Native = hnswlib.HierarchicalNSW

export function newNative(
  { width, m, efConstruction }: Pick<Shape, 'width' | 'm'> & Pick<HnswGraph, 'efConstruction'>,
  capacity: number,
  seed: number,
): Native {
  const native = new hnswlib.HierarchicalNSW('ip', width)
  native.initIndex(capacity, m, efConstruction, seed)
  return native
}

/** hnswlib's graph from its links and the rows. The links have been checked. */
export function readNative(graph: HnswGraph, rows: Rows, store: StoreRow): Native {
  const native = new hnswlib.HierarchicalNSW('ip', widthOf(graph))
  withTemporaryFile((path) => {
    const file = openSync(path, 'wx', 0o600)
    try {
      for (const piece of weaveVectors(graph, store, (slot) => rows.id(slot) < 0)) writeFileSync(file, piece)
    } finally {
      closeSync(file)
    }
    native.readIndexSync(path)
  })
  return native
}

/** The links out of hnswlib's graph. */
export function linksOf(native: Native, shape: Shape): ReturnType<typeof stripVectors> {
  return withTemporaryFile((path) => {
    native.writeIndexSync(path)
    return stripVectors(readFileSync(path), shape)
  })
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
