import { createReadStream, statSync } from 'node:fs'
import { pipeline, type Readable, Transform } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { MalgwiError } from '../errors.js'

/** Longest row that is read, in UTF-16 units; a longer one is broken. */
export const LONGEST_ROW = 1 << 20

/** Most bytes that a compressed file may open to; 680,000 short reviews are 0.25 GB. */
const LARGEST_OPENED = 4 * 2 ** 30

/** @throws MalgwiError FILE_NOT_FOUND */
export function requirePath(path: string): ReturnType<typeof statSync> & object {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new MalgwiError('FILE_NOT_FOUND', path)
  return found
}

/**
 * The bytes of a file, opened if its name ends in .gz or .tgz. A cut archive ends the stream with CORPUS_CUT, one that opens to more
 * than `largest` bytes with CORPUS_TOO_LARGE.
 */
export function openBytes(path: string, largest = LARGEST_OPENED): Readable {
  requirePath(path)
  const file = createReadStream(path)
  if (!/\.t?gz$/i.test(path)) return file
  let bytes = 0
  const capped = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > largest) done(new MalgwiError('CORPUS_TOO_LARGE', `${path}, over ${largest} bytes`))
      else done(null, chunk)
    },
  })
  pipeline(file, createGunzip(), capped, () => {})
  return capped
}

/** Decodes UTF-8, or CP949 (what Excel saves Korean CSV files in) where the first bytes are not UTF-8. */
export async function* decoded(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(isUtf8(chunk) ? 'utf-8' : 'euc-kr')
    yield decoder.decode(chunk, { stream: true })
  }
  const rest = decoder?.decode()
  if (rest) yield rest
}

/** Whether the beginning of a text, which may end within a character, is UTF-8. */
export function isUtf8(chunk: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(chunk, { stream: true })
    return true
  } catch {
    return false
  }
}

export interface Line {
  /** From 1. */
  number: number
  /** Without its line end; null where it was longer than LONGEST_ROW. */
  text: string | null
}

/** The lines of a text, never holding more than LONGEST_ROW of one. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 1
  let held = ''
  let tooLong = false
  for await (const chunk of chunks) {
    let from = 0
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      held += chunk.slice(from, at)
      const text = held.endsWith('\r') ? held.slice(0, -1) : held
      yield { number, text: tooLong || text.length > LONGEST_ROW ? null : text }
      number++
      held = ''
      tooLong = false
      from = at + 1
    }
    held += chunk.slice(from)
    if (held.length > LONGEST_ROW) {
      tooLong = true
      held = ''
    }
  }
  if (held !== '' || tooLong) yield { number, text: tooLong ? null : held }
}

/** Turns the errors of reading a damaged file into one the user can act on. */
export async function* guarded<T>(path: string, rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* rows
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (error instanceof MalgwiError) throw error
    if (code?.startsWith('Z_') || message === 'Unexpected end of data')
      throw new MalgwiError('CORPUS_CUT', `${path} (${message})`)
    throw error
  }
}
