import { type StoredTensor, safetensorsPieces } from '../bundle/safetensors.js'
import { MalgwiError } from '../errors.js'
import { type Column, writeProjector } from '../nlp/target2vec/formats/projector.js'
import { isWord, writeWordVectors } from '../nlp/target2vec/formats/word2vec/write.js'
import { writePieces } from '../nlp/target2vec/formats/write-pieces.js'
import { makeFolder, requireFilePlace } from '../pipeline/paths.js'
import { bundleFolder } from './open.js'
import { printLine } from './output.js'
import type { VectorFormat, VectorKind } from './vector-formats.js'
import { tablesOfBundle, tablesOfFolder, type VectorTable } from './vector-tables.js'

export interface ExportOptions {
  bundle?: string
  /** A folder of `vectors train`, instead of a bundle. */
  vectors?: string
  format: VectorFormat
  which: readonly VectorKind[]
  /** Labels that metadata sets each row beside. */
  targets?: readonly string[]
  out: string
}

/** @throws MalgwiError USAGE, VECTORS_NAMES, UNKNOWN_TARGET, PATH_REFUSED, and what cannot be read of bundle or folder */
export async function exportVectors(options: ExportOptions): Promise<void> {
  const { bundle, vectors, format, which, targets, out } = options
  if (bundle !== undefined && vectors !== undefined) throw new MalgwiError('USAGE', 'Give --bundle or --vectors, not both.')
  if (format !== 'projector') requireFilePlace(out)
  const source = vectors === undefined ? tablesOfBundle(bundleFolder(options)) : await tablesOfFolder(vectors)
  const tables = which.map((kind) => source.of(kind))
  await write(tables, { out, format, targets: () => source.targets(targets) })
  const written = tables.map(({ kind, names }) => `${names.length} ${kind}`).join(', ')
  printLine(`wrote ${out}: ${written}, ${tables[0].dimensions} dimensions`)
}

async function write(
  tables: readonly VectorTable[],
  { out, format, targets }: Pick<ExportOptions, 'out' | 'format'> & { targets: () => VectorTable },
): Promise<void> {
  if (format === 'safetensors') return writePieces(out, safetensorsPieces(tensorsOf(tables)))
  const all = joined(tables)
  if (format === 'projector') {
    const columns = columnsOf(tables, all, targets())
    makeFolder(out)
    return writeProjector(out, all, columns)
  }
  refuseNames(all.names)
  await writeWordVectors(out, all.names, all.vectors, format === 'word2vec' ? 'text' : 'binary')
}

/** `words` [rows, dimensions] with `words.names`, a JSON list in UTF-8, and `words.counts` where there are any; so of each table. */
function tensorsOf(tables: readonly VectorTable[]): Record<string, StoredTensor> {
  const tensors: Record<string, StoredTensor> = {}
  const text = (name: string, list: readonly string[]) => {
    const data = new Uint8Array(Buffer.from(JSON.stringify(list)))
    tensors[name] = { dtype: 'U8', shape: [data.length], data }
  }
  for (const { kind, names, titles, counts, dimensions, vectors } of tables) {
    tensors[kind] = { dtype: 'F32', shape: [names.length, dimensions], data: vectors }
    text(`${kind}.names`, names)
    if (titles) text(`${kind}.titles`, titles)
    if (counts) tensors[`${kind}.counts`] = { dtype: 'U32', shape: [names.length], data: Uint32Array.from(counts) }
  }
  return tensors
}

function joined(tables: readonly VectorTable[]): Omit<VectorTable, 'kind'> {
  const [first] = tables
  if (tables.length === 1) return first
  const vectors = new Float32Array(tables.reduce((sum, table) => sum + table.vectors.length, 0))
  let at = 0
  for (const table of tables) {
    vectors.set(table.vectors, at)
    at += table.vectors.length
  }
  return {
    names: tables.flatMap(({ names }) => names),
    titles: tables.flatMap(({ names, titles }) => titles ?? names.map(() => '')),
    // Labels have none: NaN would be one.
    counts: tables.flatMap(({ names, counts }) => counts ?? names.map(() => 0)),
    dimensions: first.dimensions,
    vectors,
  }
}

/**
 * Beside name and count: which table a row is of, an item's title, how near it is to each target, and to which the nearest. By cosine,
 * and for contexts, which are of another space, by the inner product that training makes a log-odds of.
 */
function columnsOf(tables: readonly VectorTable[], all: Omit<VectorTable, 'kind'>, targets: VectorTable): Column[] {
  const kinds = tables.flatMap(({ kind, names }) => names.map(() => kind))
  const { dimensions, vectors, titles } = all
  const nearTo = (target: number, row: number): number => {
    let [product, own, other] = [0, 0, 0]
    for (let d = 0; d < dimensions; d++) {
      const [x, y] = [vectors[row * dimensions + d], targets.vectors[target * dimensions + d]]
      product += x * y
      own += x * x
      other += y * y
    }
    return kinds[row] === 'contexts' ? product : product / (Math.sqrt(own * other) || 1)
  }
  const nearest = (row: number): string => {
    const scores = targets.names.map((_, target) => nearTo(target, row))
    return targets.names[scores.indexOf(Math.max(...scores))]
  }
  const columns: Column[] = [{ name: 'kind', of: (row) => kinds[row] }]
  if (titles) columns.push({ name: 'title', of: (row) => titles[row] })
  if (targets.names.length > 0) columns.push({ name: 'target', of: nearest })
  return [
    ...columns,
    ...targets.names.map((name, target) => ({ name, of: (row: number) => Number(nearTo(target, row).toFixed(4)) })),
  ]
}

function refuseNames(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (!isWord(name))
      throw new MalgwiError('VECTORS_NAMES', `the name ${JSON.stringify(name.slice(0, 40))} is empty or holds white space`)
    if (seen.has(name)) throw new MalgwiError('VECTORS_NAMES', `${JSON.stringify(name.slice(0, 40))} is the name of two vectors`)
    seen.add(name)
  }
}
