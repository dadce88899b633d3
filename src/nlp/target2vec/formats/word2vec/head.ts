import { MalgwiError } from '../../../../errors.js'
import type { ByteSource } from './byte-source.js'

/** What the beginning of a file of word vectors says. */
export interface WordVectorsHead {
  format: 'text' | 'binary'
  dimensions: number
  /** Words, by the header; undefined for text without one, as GloVe has it. */
  count: number | undefined
}

/** Widest vectors that are read. */
const MOST_DIMENSIONS = 4096
const MOST_WORDS = 1e9
/** Longest word, in bytes. */
export const LONGEST_WORD = 4096
/** Longest line of a text file, in bytes: a word and 4096 numbers of 28 characters. */
export const LONGEST_LINE = LONGEST_WORD + 28 * MOST_DIMENSIONS

export const NEWLINE = 0x0a
export const SPACE = 0x20
const HEADER = /^(\d+)[ \t]+(\d+)[ \t]*\r?$/
/** All that stands in decimal numbers and between them: nan, inf and hexadecimal are none that we take. */
export const NUMBERS = /^[0-9+\-.eE \t]+$/

/** Reads the header, where there is one, and looks at the first word after it: in a text file numbers follow. */
export async function readHead(source: ByteSource, path: string): Promise<WordVectorsHead> {
  const refuse = (why: string) => new MalgwiError('WORD_VECTORS_INVALID', `${path}, line 1: ${why}`)
  const peeked = await source.peek(LONGEST_LINE)
  if (peeked.length === 0) throw new MalgwiError('WORD_VECTORS_INVALID', `${path} is empty`)
  const end = peeked.indexOf(NEWLINE)
  const line = peeked.toString('utf8', 0, end < 0 ? peeked.length : end)
  const header = HEADER.exec(line)
  if (header === null) {
    if (end < 0 && peeked.length === LONGEST_LINE) throw refuse(`it is longer than ${LONGEST_LINE} bytes`)
    return { format: 'text', dimensions: checkedDimensions(fieldsAfterWord(line), refuse), count: undefined }
  }
  const [count, dimensions] = [Number(header[1]), checkedDimensions(Number(header[2]), refuse)]
  if (count < 1 || count > MOST_WORDS) throw refuse(`a header that promises ${header[1]} words`)
  await source.takeUntil(NEWLINE, LONGEST_LINE)
  return { format: (await numbersFollow(source, dimensions)) ? 'text' : 'binary', dimensions, count }
}

/** How many numbers stand after the first word of a line; 0 if something else does. */
function fieldsAfterWord(line: string): number {
  const rest = line
    .trimEnd()
    .split(/[ \t]+/)
    .slice(1)
  return rest.every((field) => NUMBERS.test(field) && Number.isFinite(Number(field))) ? rest.length : 0
}

function checkedDimensions(dimensions: number, refuse: (why: string) => Error): number {
  if (dimensions === 0) throw refuse('neither "words dimensions" nor a word and its numbers')
  if (dimensions > MOST_DIMENSIONS) throw refuse(`${dimensions} dimensions; ${MOST_DIMENSIONS} are the most`)
  return dimensions
}

/** Whether the first word is followed by decimal numbers up to the line's end. Floats in binary hold other bytes soon. */
async function numbersFollow(source: ByteSource, dimensions: number): Promise<boolean> {
  const peeked = await source.peek(LONGEST_WORD + 4 * dimensions)
  const space = peeked.indexOf(SPACE)
  if (space < 0) return true
  const end = peeked.indexOf(NEWLINE, space)
  const bytes = peeked.subarray(space + 1, Math.min(end < 0 ? peeked.length : end, space + 1 + 4 * dimensions))
  const text = bytes.toString('latin1').replace(/\r$/, '')
  // A float in binary may begin as a line of text that ends at once: '-' or a digit, and the newline.
  const endsAtOnce = end >= 0 && end - space <= 4 && text.trim().split(/[ \t]+/).length < Math.min(2, dimensions)
  return /[0-9]/.test(text) && NUMBERS.test(text) && !endsAtOnce
}
