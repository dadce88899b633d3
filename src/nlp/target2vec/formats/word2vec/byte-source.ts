import { createReadStream, statSync } from 'node:fs'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { MalgwiError } from '../../../../errors.js'

/** The bytes of a file in order, never holding more than a chunk and what one call asks for. */
export interface ByteSource {
  /** The next bytes, left where they are: `length` of them, fewer where the file ends. */
  peek(length: number): Promise<Buffer>
  /** The next bytes, taken: `length` of them, fewer where the file ends. */
  take(length: number): Promise<Buffer>
  /**
   * The bytes before the next `end`, which is taken as well; what is left of the file where there is none. Returns null, and takes
   * nothing, where more than `limit` bytes come before it, or where nothing is left.
   */
  takeUntil(end: number, limit: number): Promise<Buffer | null>
  atEnd(): Promise<boolean>
  close(): void
}

const CHUNK = 1 << 20

/**
 * Opens a file, gunzipped where its name ends in .gz.
 * @throws MalgwiError FILE_NOT_FOUND at once; WORD_VECTORS_INVALID while reading what cannot be read, or is a damaged archive
 */
export function openByteSource(path: string): ByteSource {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new MalgwiError('FILE_NOT_FOUND', path)
  if (found.isDirectory()) throw new MalgwiError('WORD_VECTORS_INVALID', `${path} is a folder`)
  const file = createReadStream(path, { highWaterMark: CHUNK })
  let bytes: Readable = file
  if (/\.gz$/i.test(path)) {
    const opened = createGunzip({ chunkSize: CHUNK })
    pipeline(file, opened, () => {})
    bytes = opened
  }
  const chunks = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let held: Buffer = Buffer.alloc(0)
  let at = 0

  const more = async (): Promise<boolean> => {
    const { value, done } = await next(chunks, path)
    if (done === true) return false
    held = at === held.length ? value : Buffer.concat([held.subarray(at), value])
    at = 0
    return true
  }
  const peek = async (length: number): Promise<Buffer> => {
    while (held.length - at < length && (await more()));
    return held.subarray(at, Math.min(held.length, at + length))
  }
  return {
    peek,
    async take(length) {
      const part = await peek(length)
      at += part.length
      return part
    },
    async takeUntil(end, limit) {
      let searched = 0
      for (;;) {
        const found = held.indexOf(end, at + searched)
        const length = (found < 0 ? held.length : found) - at
        if (length > limit) return null
        if (found < 0) {
          searched = length
          if (await more()) continue
          if (length === 0) return null
        }
        const part = held.subarray(at, at + length)
        at += found < 0 ? length : length + 1
        return part
      }
    },
    atEnd: async () => (await peek(1)).length === 0,
    close: () => {
      file.destroy()
      bytes.destroy()
    },
  }
}

async function next(chunks: AsyncIterator<Buffer>, path: string): Promise<IteratorResult<Buffer>> {
  try {
    return await chunks.next()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const what = code.startsWith('Z_') ? 'is cut short or damaged' : 'cannot be read'
    throw new MalgwiError('WORD_VECTORS_INVALID', `${path} ${what} (${code})`)
  }
}
