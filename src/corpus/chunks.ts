import { open } from 'node:fs/promises'
import { guarded, isUtf8, openBytes, requirePath } from './lines.js'

const CHUNK_BYTES = 1 << 16

/**
 * A text file (.gz too) in UTF-8, a chunk at a time, each in the place of the last one: new ones would wait for a collection of garbage.
 * One that begins as CP949 is taken for that. Throws as openBytes does.
 */
export function utf8Chunks(path: string): AsyncGenerator<Uint8Array> {
  return guarded(path, inUtf8(/\.t?gz$/i.test(path) ? (openBytes(path) as AsyncIterable<Buffer>) : readInPlace(path)))
}

async function* readInPlace(path: string): AsyncGenerator<Buffer> {
  requirePath(path)
  const file = await open(path)
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length)
      if (bytesRead === 0) return
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function* inUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined
  let first = true
  for await (const chunk of chunks) {
    if (first && !isUtf8(chunk)) decoder = new TextDecoder('euc-kr')
    first = false
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk
  }
  if (decoder) yield Buffer.from(decoder.decode())
}
