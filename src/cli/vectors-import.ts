import { readFileSync, statSync } from 'node:fs'
import { decodeSafetensors } from '../bundle/safetensors.js'
import { MalgwiError } from '../errors.js'
import { collected, type NamedVectors } from '../nlp/target2vec/formats/named-vectors.js'
import { readProjector } from '../nlp/target2vec/formats/projector.js'
import { readWordVectors } from '../nlp/target2vec/formats/word2vec/read.js'
import { writeVectors } from '../nlp/target2vec/model-files.js'
import { makeFolder } from '../pipeline/paths.js'
import { printLine } from './output.js'
import type { VectorKind } from './vector-formats.js'

export interface ImportOptions {
  words: string
  contexts?: string
  labels?: string
  out: string
}

/**
 * Makes a folder as `vectors train` leaves it of vectors in any format that `vectors export` writes; the formats are told apart by
 * looking. Words without a count get 0; without `contexts` the output vectors are zeros, so nothing can be asked of them.
 *
 * @throws MalgwiError FILE_NOT_FOUND, WORD_VECTORS_INVALID, also where the files do not fit together
 */
export async function importVectors({
  words: from,
  contexts: contextsFrom,
  labels: labelsFrom,
  out,
}: ImportOptions): Promise<void> {
  const words = await readNamed(from, 'words')
  const { names, counts, dimensions, vectors } = words
  const contexts = contextsFrom === undefined ? undefined : await readNamed(contextsFrom, 'contexts')
  const labels = labelsFrom === undefined ? undefined : await readNamed(labelsFrom, 'labels')
  for (const other of [contexts, labels])
    if (other && other.dimensions !== dimensions)
      throw new MalgwiError('WORD_VECTORS_INVALID', `words have ${dimensions} dimensions, others ${other.dimensions}`)
  makeFolder(out)
  await writeVectors(out, {
    objective: 'imported',
    options: {},
    dimensions,
    words: names.map((name, n) => [name, counts?.[n] ?? 0]),
    labels: [...(labels?.names ?? [])],
    vectors,
    contexts: contexts ? inOrderOf(names, contexts) : new Float32Array(vectors.length),
    labelVectors: labels?.vectors ?? new Float32Array(0),
  })
  printLine(`wrote ${out}: ${names.length} words, ${labels?.names.length ?? 0} labels, ${dimensions} dimensions`)
}

async function readNamed(path: string, kind: VectorKind): Promise<NamedVectors> {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new MalgwiError('FILE_NOT_FOUND', path)
  if (found.isDirectory()) return readProjector(path)
  if (path.endsWith('.safetensors')) return readSafetensors(path, kind)
  const file = await readWordVectors(path, () => true)
  return collected(file.vectors, file.dimensions)
}

/** What `tensorsOf` of vectors-export.ts lays down. */
function readSafetensors(path: string, kind: VectorKind): NamedVectors {
  const refuse = (why: string) => new MalgwiError('WORD_VECTORS_INVALID', `${path}: ${why}`)
  try {
    const tensors = decodeSafetensors(readFileSync(path), path)
    const { shape, data } = tensors.floats(kind, 2)
    const text = tensors.get(`${kind}.names`)
    const names: unknown = JSON.parse(Buffer.from(text.data as Uint8Array).toString('utf8'))
    if (!Array.isArray(names) || names.length !== shape[0] || !names.every((name) => typeof name === 'string'))
      throw refuse(`${kind}.names is no list of ${shape[0]} names`)
    const named = { names, dimensions: shape[1], vectors: data }
    if (!tensors.names.includes(`${kind}.counts`)) return named
    const counts = Array.from(tensors.get(`${kind}.counts`).data, Number)
    if (counts.length !== names.length) throw refuse(`${kind}.counts has ${counts.length} values, not ${names.length}`)
    return { ...named, counts }
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(`${kind}.names is no JSON`)
    if (!(error instanceof MalgwiError) || error.code !== 'BUNDLE_CORRUPT') throw error
    throw refuse(`no safetensors file with the tensors ${kind} and ${kind}.names`)
  }
}

/** Output vectors in the order of the words, zeros where one has none. */
function inOrderOf(names: readonly string[], { names: own, dimensions, vectors }: NamedVectors): Float32Array {
  const rows = new Map(own.map((name, row) => [name, row]))
  const ordered = new Float32Array(names.length * dimensions)
  for (const [n, name] of names.entries()) {
    const row = rows.get(name)
    if (row !== undefined) ordered.set(vectors.subarray(row * dimensions, (row + 1) * dimensions), n * dimensions)
  }
  return ordered
}
