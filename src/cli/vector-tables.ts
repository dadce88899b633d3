import { openBundle } from '../bundle/open.js'
import { reviewsOf } from '../catalog/counts.js'
import { MalgwiError } from '../errors.js'
import type { NamedVectors } from '../nlp/target2vec/formats/named-vectors.js'
import { readVectors } from '../nlp/target2vec/model-files.js'
import { openCatalog } from '../recognizer/open-catalog.js'
import { openVectors } from '../recognizer/open-vectors.js'
import type { VectorKind } from './vector-formats.js'

export interface VectorTable extends NamedVectors {
  kind: VectorKind
  /** Of items, whose names are ids. */
  titles?: readonly string[]
}

export interface VectorTables {
  of(kind: VectorKind): VectorTable
  /** What rows are set beside: the bundle's targets, or the labels of a folder that are named; all of them where they are few. */
  targets(names: readonly string[] | undefined): VectorTable
}

/** More labels than these are no targets: films, users. */
const MOST_TARGETS = 10

/** The vectors of a bundle. Throws as openBundle, openCatalog and openVectors do. */
export function tablesOfBundle(dir: string): VectorTables {
  const bundle = openBundle(dir)
  const { domain, items, counts, numberOf } = openCatalog(bundle)
  const { space, counts: wordCounts, contextVectors, itemVectors } = openVectors(bundle, domain.targets, items.length)
  const { words, dimensions, vectors } = space
  const labels = new Float32Array(domain.targets.length * dimensions)
  for (const [n, name] of domain.targets.entries()) labels.set(space.labels[name], n * dimensions)
  return withTargets({
    words: { kind: 'words', names: words, counts: wordCounts, dimensions, vectors },
    contexts: { kind: 'contexts', names: words, counts: wordCounts, dimensions, vectors: contextVectors },
    labels: { kind: 'labels', names: domain.targets, dimensions, vectors: labels },
    items: {
      kind: 'items',
      names: items.map(({ id }) => id),
      titles: items.map(({ title, year }) => (year === null ? title : `${title} (${year})`)),
      counts: items.map(({ id }) => reviewsOf(counts, numberOf.get(id)!)),
      dimensions,
      vectors: itemVectors,
    },
  })
}

/** The vectors in a folder of `vectors train`. Throws as readVectors does. */
export async function tablesOfFolder(dir: string): Promise<VectorTables> {
  const { words, labels, dimensions, vectors, contexts, labelVectors } = await readVectors(dir)
  const names = words.map(([form]) => form)
  const counts = words.map(([, count]) => count)
  return withTargets({
    words: { kind: 'words', names, counts, dimensions, vectors },
    contexts: { kind: 'contexts', names, counts, dimensions, vectors: contexts },
    labels: { kind: 'labels', names: labels, dimensions, vectors: labelVectors },
  })
}

function withTargets(tables: Partial<Record<VectorKind, VectorTable>> & { labels: VectorTable }): VectorTables {
  const { labels } = tables
  return {
    of(kind) {
      const table = tables[kind]
      if (table === undefined)
        throw new MalgwiError('USAGE', `There are no ${kind} in this folder; its items are labels: say --which labels.`)
      if (table.names.length === 0) throw new MalgwiError('USAGE', `There are no ${kind} here: leave them out of --which.`)
      return table
    },
    targets(wanted) {
      const names = wanted ?? (labels.names.length <= MOST_TARGETS ? labels.names : [])
      const { dimensions } = labels
      const vectors = new Float32Array(names.length * dimensions)
      for (const [n, name] of names.entries()) {
        const at = labels.names.indexOf(name)
        if (at < 0) throw new MalgwiError('UNKNOWN_TARGET', `'${name}'`)
        vectors.set(labels.vectors.subarray(at * dimensions, (at + 1) * dimensions), n * dimensions)
      }
      return { kind: 'labels', names, dimensions, vectors }
    },
  }
}
