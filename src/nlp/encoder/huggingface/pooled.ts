import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { toHalf } from '../../tensor/half.js'
import type { TokenForm } from '../../text/morpheme.js'
import { loadCheckpoint, saveCheckpoint } from '../checkpoint.js'
import type { Backbone } from './backbone.js'
import { modelFingerprint } from './folder.js'
import { eojeolsOf } from './morphemes.js'

/** What a head is trained on: a row for each document, in half precision. */
export interface PooledFeatures {
  /** [documents × width], in the order of the documents asked for. */
  rows: Uint16Array
  width: number
}

/** Documents as form numbers: tokens[offsets[d] … offsets[d + 1]) are document d's. */
interface Documents {
  forms: readonly TokenForm[]
  tokens: Uint32Array
  offsets: Uint32Array
}

/** Documents of a file: about a minute's work for a large model, which is what an interruption costs. */
const SHARD = 512
/** Documents whose hidden states are in memory at once. */
const AT_ONCE = 256
/** Changes when the same texts would be pooled differently. */
const VERSION = 1

/** The largest value of each of the columns of [rows × width], or the only row as it is. */
export function maxOfRows(values: Float32Array, width: number): Float32Array {
  const most = values.slice(0, width)
  for (let i = width; i < values.length; i++) if (values[i] > most[i % width]) most[i % width] = values[i]
  return most
}

/**
 * Runs documents through a frozen model and keeps what a head sees of each: the maximum over its pieces of each hidden state, or its
 * logits. It goes to disk shard by shard, so that a run that was killed goes on where it was; a shard is used again for the same texts
 * and the same model only.
 *
 * @param onProgress counts documents
 */
export async function poolDocuments(
  corpus: Documents,
  docs: Uint32Array,
  backbone: Backbone,
  { dir, onProgress }: { dir: string; onProgress?: (done: number, total: number) => void },
): Promise<PooledFeatures> {
  mkdirSync(dir, { recursive: true })
  const { width, maxLength, folder } = backbone
  const model = `${VERSION} ${await modelFingerprint(folder)} ${maxLength}`
  const rows = new Uint16Array(docs.length * width)
  for (let from = 0; from < docs.length; from += SHARD) {
    const shard = Array.from(docs.subarray(from, from + SHARD), (doc) => eojeolsOf(formsOf(corpus, doc)).texts)
    const part = rows.subarray(from * width, (from + shard.length) * width)
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
    const path = join(dir, `features-${String(from / SHARD).padStart(5, '0')}.f16`)
    const fingerprint = createHash('sha256')
      .update(`${model}\n${JSON.stringify(shard)}`)
      .digest('hex')
    if (!loadCheckpoint<{ fingerprint: string }>(path, bytes, (header) => header.fingerprint === fingerprint)) {
      await encodeInto(part, shard, backbone, (done) => onProgress?.(from + done, docs.length))
      saveCheckpoint(path, { fingerprint }, bytes)
    }
    onProgress?.(from + shard.length, docs.length)
  }
  return { rows, width }
}

const formsOf = ({ forms, tokens, offsets }: Documents, doc: number): TokenForm[] =>
  Array.from(tokens.subarray(offsets[doc], offsets[doc + 1]), (form) => forms[form])

/** By length, so that little is padded. */
async function encodeInto(rows: Uint16Array, texts: string[][], backbone: Backbone, onProgress: (done: number) => void) {
  const { width } = backbone
  const characters = texts.map((eojeols) => eojeols.reduce((sum, eojeol) => sum + eojeol.length, 0))
  const order = texts.map((_, d) => d).sort((a, b) => characters[a] - characters[b] || a - b)
  for (let from = 0; from < order.length; from += AT_ONCE) {
    const docs = order.slice(from, from + AT_ONCE)
    const encoded = await backbone.encode(docs.map((doc) => texts[doc]))
    for (const [i, doc] of docs.entries()) rows.set(toHalf(maxOfRows(encoded[i].features, width)), doc * width)
    onProgress(from + docs.length)
  }
}
