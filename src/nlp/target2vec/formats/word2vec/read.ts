import { MalgwiError } from '../../../../errors.js'
import { type ByteSource, openByteSource } from './byte-source.js'
import { LONGEST_LINE, LONGEST_WORD, NEWLINE, NUMBERS, readHead, SPACE, type WordVectorsHead } from './head.js'

export interface WordVector {
  word: string
  /** [dimensions], finite. */
  vector: Float32Array
}

/** An opened file of word vectors. `vectors` can be read once; leave it early, or call `close`, and the file is closed. */
export interface WordVectors extends WordVectorsHead {
  /** Those that are wanted, in the order of the file. */
  vectors: AsyncIterable<WordVector>
  close(): void
}

const TAB = 0x09
const RETURN = 0x0d

/**
 * Reads word vectors as word2vec, gensim, fastText and GloVe write them: text with or without a header line, or binary with or without
 * a newline after each vector; gunzipped where the name ends in .gz. A file of gigabytes is read as a stream, and only the numbers
 * of wanted words are looked at.
 *
 * @param wanted asked once for each word of the file
 * @throws MalgwiError FILE_NOT_FOUND, WORD_VECTORS_INVALID with line (text) or number of the word (binary), also while reading
 */
export async function readWordVectors(path: string, wanted: (word: string) => boolean): Promise<WordVectors> {
  const source = openByteSource(path)
  try {
    const head = await readHead(source, path)
    const read = head.format === 'text' ? textVectors : binaryVectors
    return { ...head, vectors: closing(source, read(source, head, path, wanted)), close: source.close }
  } catch (error) {
    source.close()
    throw error
  }
}

async function* closing<T>(source: ByteSource, items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items
  } finally {
    source.close()
  }
}

async function* textVectors(
  source: ByteSource,
  { dimensions, count }: WordVectorsHead,
  path: string,
  wanted: (word: string) => boolean,
): AsyncGenerator<WordVector> {
  let number = count === undefined ? 0 : 1
  let words = 0
  const refuse = (why: string) => new MalgwiError('WORD_VECTORS_INVALID', `${path}, line ${number}: ${why}`)
  while (!(await source.atEnd())) {
    number++
    const line = await source.takeUntil(NEWLINE, LONGEST_LINE)
    if (line === null) throw refuse(`it is longer than ${LONGEST_LINE} bytes`)
    const end = trimmedEnd(line)
    if (end === 0) continue
    if (++words > (count ?? words)) throw refuse(`more words than the ${count} that the first line promises`)
    const space = beforeNumbers(line, end, dimensions)
    if (space <= 0) throw refuse(`no word and ${dimensions} numbers`)
    if (space > LONGEST_WORD) throw refuse(`a word of more than ${LONGEST_WORD} bytes`)
    const word = line.toString('utf8', 0, space)
    if (!wanted(word)) continue
    const text = line.toString('latin1', space + 1, end)
    if (!NUMBERS.test(text)) throw refuse(`the numbers of ${quoted(word)} are not all decimal numbers`)
    const vector = Float32Array.from(text.trimStart().split(/[ \t]+/), Number)
    if (vector.length !== dimensions) throw refuse(`${vector.length} numbers for ${quoted(word)}, not ${dimensions}`)
    if (!vector.every(Number.isFinite)) throw refuse(`a number of ${quoted(word)} is not finite`)
    yield { word, vector }
  }
  if (words < (count ?? 1)) throw refuse(`the file ends after ${words} of ${count ?? 1} words`)
}

/** Where a line ends without its spaces, tabs and carriage return. */
function trimmedEnd(line: Buffer): number {
  let end = line.length
  while (end > 0 && isBlank(line[end - 1])) end--
  return end
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB || byte === RETURN

/** Where the word of a line ends: before its last `dimensions` fields, so that a word may hold spaces. −1 where there are fewer. */
function beforeNumbers(line: Buffer, end: number, dimensions: number): number {
  let at = end
  for (let field = 0; field < dimensions; field++) {
    while (at > 0 && !isBlank(line[at - 1])) at--
    while (at > 0 && isBlank(line[at - 1])) at--
  }
  return at === 0 ? -1 : at
}

async function* binaryVectors(
  source: ByteSource,
  { dimensions, count = 0 }: WordVectorsHead,
  path: string,
  wanted: (word: string) => boolean,
): AsyncGenerator<WordVector> {
  for (let number = 1; number <= count; number++) {
    const refuse = (why: string) => new MalgwiError('WORD_VECTORS_INVALID', `${path}, word ${number} of ${count}: ${why}`)
    // word2vec.c ends each vector with a newline, gensim does not.
    if ((await source.peek(1))[0] === NEWLINE) await source.take(1)
    if (await source.atEnd()) throw refuse('the file ends before it')
    const bytes = await source.takeUntil(SPACE, LONGEST_WORD)
    if (bytes === null) throw refuse(`no space within ${LONGEST_WORD} bytes, which would end it`)
    const word = bytes.toString('utf8')
    const row = await source.take(4 * dimensions)
    if (row.length < 4 * dimensions) throw refuse(`the file ends within the numbers of ${quoted(word)}`)
    if (!wanted(word)) continue
    const vector = new Float32Array(dimensions)
    for (let i = 0; i < dimensions; i++) vector[i] = row.readFloatLE(4 * i)
    if (!vector.every(Number.isFinite)) throw refuse(`a number of ${quoted(word)} is not finite`)
    yield { word, vector }
  }
  if ((await source.peek(1))[0] === NEWLINE) await source.take(1)
  if (!(await source.atEnd())) throw new MalgwiError('WORD_VECTORS_INVALID', `${path} goes on after its ${count} words`)
}

/** A word for a one-line message. */
const quoted = (word: string): string => JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word)
