import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { MalgwiError } from '../errors.js'

const opened = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const
const CONTENT_TYPE = /^application\/json(?:\s*;\s*charset\s*=\s*"?utf-8"?)?\s*;?\s*$/i

/**
 * The bytes of a JSON body, out of gzip or deflate. At most `limit` bytes are taken from the wire and out of the compression,
 * within `timeout` ms.
 *
 * @throws MalgwiError BODY_TYPE, BODY_TOO_LARGE, BODY_SLOW, BODY_INVALID
 */
export async function readBody(
  request: IncomingMessage,
  { limit, timeout }: { limit: number; timeout: number },
): Promise<Buffer> {
  const type = request.headers['content-type']
  if (type === undefined) throw new MalgwiError('BODY_TYPE', 'it has no Content-Type')
  if (!CONTENT_TYPE.test(type)) throw new MalgwiError('BODY_TYPE', `its Content-Type is ${shown(type)}`)
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'deflate')
    throw new MalgwiError('BODY_TYPE', 'its Content-Encoding is neither gzip nor deflate')
  const raw = await receive(request, limit, timeout)
  if (encoding === 'identity') return raw
  try {
    return await opened[encoding](raw, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new MalgwiError('BODY_INVALID', `it is no whole ${encoding} stream`)
  }
}

const shown = (type: string): string => (/^[\x20-\x7e]{1,60}$/.test(type) ? type : 'another')

const tooLarge = (limit: number) => new MalgwiError('BODY_TOO_LARGE', `at most ${limit.toLocaleString('en')} bytes are taken`)

function receive(request: IncomingMessage, limit: number, timeout: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const late = setTimeout(() => settle(() => reject(new MalgwiError('BODY_SLOW', `${timeout / 1000} s are given`))), timeout)
    const take = (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) settle(() => reject(tooLarge(limit)))
      else chunks.push(chunk)
    }
    const end = () => settle(() => resolve(Buffer.concat(chunks, length)))
    const cut = () => settle(() => reject(new MalgwiError('BODY_INVALID', 'the connection was closed before its end')))
    const settle = (answer: () => void) => {
      clearTimeout(late)
      request.off('data', take).off('end', end).off('close', cut)
      // What still comes is read and dropped, so that the client gets to reading the answer.
      request.resume()
      answer()
    }
    request.on('data', take).on('end', end).on('close', cut).on('error', cut)
  })
}
