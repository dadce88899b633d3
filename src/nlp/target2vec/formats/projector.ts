import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MalgwiError } from '../../../errors.js'
import type { NamedVectors } from './named-vectors.js'
import { openByteSource } from './word2vec/byte-source.js'
import { LONGEST_LINE, NEWLINE, NUMBERS } from './word2vec/head.js'
import { decimals, piecesOfRows, writePieces } from './write-pieces.js'

const VECTORS_FILE = 'vectors.tsv'
const METADATA_FILE = 'metadata.tsv'

/** What is said of each vector, beside its name and count. */
export interface Column {
  name: string
  /** Of a row. Numbers colour the points by a scale, texts by kind. */
  of: (row: number) => string | number
}

/** A cell, a name or a title: what parts cells and lines is a space in it. */
const cell = (value: string | number): string => (typeof value === 'number' ? decimals(value) : value.replace(/\s+/g, ' ').trim())

/**
 * Writes a folder for TensorFlow's Embedding Projector (projector.tensorflow.org, Load): `vectors.tsv`, a line of numbers a vector, and
 * `metadata.tsv`, a header line `name count …` and a line a vector.
 *
 * @param columns beside name and count
 */
export async function writeProjector(dir: string, named: NamedVectors, columns: readonly Column[]): Promise<void> {
  const { names, dimensions, vectors, counts } = named
  const all: Column[] = [
    { name: 'name', of: (row) => names[row]! },
    { name: 'count', of: (row) => counts?.[row] ?? '' },
    ...columns,
  ]
  const line = (cells: readonly string[]) => Buffer.from(`${cells.join('\t')}\n`)
  const numbersOf = (row: number) => Array.from(vectors.subarray(row * dimensions, (row + 1) * dimensions), decimals)
  function* metadata(): Generator<Uint8Array> {
    yield line(all.map(({ name }) => cell(name)))
    yield* piecesOfRows(names.length, (row) => line(all.map(({ of }) => cell(of(row)))))
  }
  await mkdir(dir, { recursive: true })
  await writePieces(
    join(dir, VECTORS_FILE),
    piecesOfRows(names.length, (row) => line(numbersOf(row))),
  )
  await writePieces(join(dir, METADATA_FILE), metadata())
}

/**
 * Reads such a folder: names are the metadata's first column, counts the column `count` where there is one. Metadata of one column has
 * no header line, as the Projector has it.
 *
 * @throws MalgwiError FILE_NOT_FOUND, WORD_VECTORS_INVALID with the line
 */
export async function readProjector(dir: string): Promise<NamedVectors> {
  const about: string[][] = []
  for await (const line of linesOf(join(dir, METADATA_FILE))) about.push(line.split('\t'))
  const header = about[0] !== undefined && about[0].length > 1 ? about.shift()! : []
  const path = join(dir, VECTORS_FILE)
  let vectors = new Float32Array(0)
  let dimensions = 0
  let row = 0
  const refuse = (why: string) => new MalgwiError('WORD_VECTORS_INVALID', `${path}, line ${row + 1}: ${why}`)
  for await (const line of linesOf(path)) {
    if (row === about.length) throw refuse(`${METADATA_FILE} has no line for it`)
    const vector = Float32Array.from(line.split('\t'), Number)
    if (row === 0) {
      dimensions = vector.length
      vectors = new Float32Array(about.length * dimensions)
    }
    if (!NUMBERS.test(line) || !vector.every(Number.isFinite)) throw refuse('its numbers are not all decimal numbers')
    if (vector.length !== dimensions) throw refuse(`${vector.length} numbers, not ${dimensions}`)
    vectors.set(vector, row++ * dimensions)
  }
  if (row === 0 || row < about.length) throw refuse(`it ends, and ${METADATA_FILE} has ${about.length} names`)
  const counts = about.map((cells) => Number.parseInt(cells[header.indexOf('count')] ?? '', 10))
  const names = about.map(([name]) => name!)
  return { names, dimensions, vectors, ...(counts.every(Number.isFinite) ? { counts } : {}) }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const source = openByteSource(path)
  try {
    while (!(await source.atEnd())) {
      const line = await source.takeUntil(NEWLINE, LONGEST_LINE)
      if (line === null) throw new MalgwiError('WORD_VECTORS_INVALID', `${path} has a line longer than ${LONGEST_LINE} bytes`)
      yield line.toString('utf8').replace(/\r$/, '')
    }
  } finally {
    source.close()
  }
}
