import { openBundle } from '../../bundle/open.js'
import { MalgwiError } from '../../errors.js'
import { allFinite } from '../../index/types.js'
import { readVectors } from '../../nlp/target2vec/model-files.js'
import { Domain, FILES, Words } from '../../recognizer/files.js'

/** Vectors to be measured, wherever they come from. */
export interface VectorSet {
  /** The folder. */
  name: string
  /** What was trained: target2vec, skip-gram … */
  objective: string
  /** What it was trained with; none are kept of a bundle. */
  options: Readonly<Record<string, unknown>>
  dimensions: number
  /** Most frequent first. */
  words: readonly string[]
  rowOf: ReadonlyMap<string, number>
  /** [words, dimensions]: input vectors. */
  vectors: Float32Array
  /** [words, dimensions]: output vectors. */
  contexts: Float32Array
  /** [dimensions] each, in the space of the words. */
  labels: ReadonlyMap<string, Float32Array>
}

/** What a set is made of, before its words are numbered. */
export type SetParts = Omit<VectorSet, 'rowOf'>

/** @throws MalgwiError VECTORS_INVALID for a value that is no finite number */
export function makeSet(parts: SetParts): VectorSet {
  const matrices = [parts.vectors, parts.contexts, ...parts.labels.values()]
  if (!matrices.every(allFinite)) throw new MalgwiError('VECTORS_INVALID', `${parts.name} has a value that is no finite number`)
  return { ...parts, rowOf: new Map(parts.words.map((word, row) => [word.normalize('NFC'), row])) }
}

/** Reads a folder that `malgwi vectors train` wrote. @throws MalgwiError FILE_NOT_FOUND, VECTORS_INVALID */
export async function openVectorsFolder(dir: string): Promise<VectorSet> {
  const { objective, options, dimensions, words, labels, vectors, contexts, labelVectors } = await readVectors(dir)
  const named = labels.map((label, at) => [label, rowAt(labelVectors, at, dimensions)] as const)
  const forms = words.map(([form]) => form)
  return makeSet({ name: dir, objective, options, dimensions, words: forms, vectors, contexts, labels: new Map(named) })
}

/** Reads the Target2Vec of a bundle, without its films. @throws MalgwiError BUNDLE_MISSING, BUNDLE_CORRUPT, BUNDLE_FORMAT … */
export function openBundleVectors(dir: string): VectorSet {
  const bundle = openBundle(dir)
  const { targets } = bundle.json(FILES.domain, Domain)
  const { words } = bundle.json(FILES.words, Words)
  const tensors = bundle.tensors(FILES.vectors)
  const [vectors, contexts, classes] = (['words', 'contexts', 'targets'] as const).map((name) => tensors.floats(name, 2))
  const [, dimensions] = vectors.shape
  const wanted = [words.length, words.length, targets.length]
  for (const [at, { shape }] of [vectors, contexts, classes].entries())
    if (shape[0] !== wanted[at] || shape[1] !== dimensions)
      throw new MalgwiError('BUNDLE_CORRUPT', `${FILES.vectors} has ${shape.join(' × ')} where ${wanted[at]} rows are expected`)
  return makeSet({
    name: dir,
    objective: 'target2vec',
    options: {},
    dimensions,
    words,
    vectors: vectors.data,
    contexts: contexts.data,
    labels: new Map(targets.map((target, at) => [target, rowAt(classes.data, at, dimensions)])),
  })
}

function rowAt(matrix: Float32Array, row: number, dimensions: number): Float32Array {
  return matrix.subarray(row * dimensions, (row + 1) * dimensions)
}

export function vectorOf(set: VectorSet, row: number): Float32Array {
  return rowAt(set.vectors, row, set.dimensions)
}

/** The vectors of some words, [rows, dimensions]. */
export function gather(set: VectorSet, rows: readonly number[]): Float32Array {
  const gathered = new Float32Array(rows.length * set.dimensions)
  for (const [at, row] of rows.entries()) gathered.set(vectorOf(set, row), at * set.dimensions)
  return gathered
}
