import type { EngineName } from '../tensor/engine.js'
import { openEngine } from '../tensor/engines/open.js'
import { fuse } from '../tensor/fuse.js'
import type { TokenForm } from '../text/morpheme.js'
import { readPieces, wordPieceOf } from './bert/fine-tuning.js'
import type { Cleaning } from './bert/words.js'
import type { Calibration } from './calibrate.js'
import type { EncoderConfig } from './kinds/kind.js'
import { type Reader, type Reading, readDocument, readSentences } from './readings.js'
import { type IdBuffers, tokenIds } from './token-ids.js'
import type { Vocabulary } from './vocabulary.js'

/** What serving has to know of an encoder's sizes. */
export type ServedConfig = Pick<EncoderConfig, 'maxLength'> &
  Partial<Pick<EncoderConfig, 'kind' | 'padding' | 'sentences'>> & {
    /** Of the texts before they are cut in word pieces, where a kind reads those. */
    cleaning?: Cleaning
  }

export interface EncoderFiles {
  /** The serving graph, see serving-graph.ts. */
  onnx: Uint8Array
  vocabulary: Vocabulary
  config: ServedConfig
  calibration: Calibration
}

export interface Encoder {
  readonly calibration: Calibration
  /**
   * Reads any number of documents, of any lengths, empty ones too.
   *
   * @returns logits [documents × classes] and, for each document, Grad-CAM heat [classes × tokens], row-major, for all of its
   *   tokens: zero for those beyond maxLength, which were not read
   * @throws MalgwiError MODEL_RUN_FAILED
   */
  run(batch: readonly (readonly TokenForm[])[]): Promise<{ logits: Float32Array; cam: Float32Array[] }>
  release(): Promise<void>
}

/** Rows of one run of the engine; more do not make it faster, and take memory. */
const ROWS = 128

function readerOf({ kind, maxLength, sentences, cleaning }: ServedConfig, vocabulary: Vocabulary): Reader {
  if (kind === 'cnn-document' && sentences) return readSentences({ sentences, words: maxLength })
  return cleaning ? readPieces(wordPieceOf(vocabulary, cleaning), maxLength) : readDocument(maxLength)
}

/** @throws MalgwiError MODEL_INVALID */
export async function openEncoder(files: EncoderFiles, options: { engine: EngineName; threads: number }): Promise<Encoder> {
  const engine = await openEngine(options.engine)
  const onnx = options.engine === 'onnxruntime' ? fuse(files.onnx) : files.onnx
  const session = await engine.open(onnx, { threads: options.threads })
  const ids = tokenIds(files.vocabulary, files.config.padding ?? 'post')
  const read = readerOf(files.config, files.vocabulary)
  // Runs may overlap: each takes buffers of its own, and leaves them to the next.
  const idle: IdBuffers[] = []
  const classes = files.calibration.bias.length

  /** Runs documents of alike size and puts what is found into `into`. */
  async function runDocuments(
    docs: readonly number[],
    readings: readonly Reading[],
    buffers: IdBuffers,
    into: { logits: Float32Array; cam: Float32Array[] },
  ): Promise<void> {
    const count = docs.length
    const rows = Math.max(...docs.map((doc) => readings[doc].rows.length))
    const laid = Array.from({ length: rows * count }, (_, r) => readings[docs[r % count]].rows[Math.floor(r / count)] ?? null)
    const { feeds, steps, lengths } = ids.feeds(laid, buffers)
    if (session.inputs.includes('sentence_counts')) {
      const counts = BigInt64Array.from(docs, (doc) => BigInt(readings[doc].rows.length))
      feeds.sentence_counts = { dtype: 'int64', dims: [count], data: counts }
    }
    const result = await session.run(feeds, ['logits', 'cam'])
    const logits = result.logits.data as Float32Array
    const heat = result.cam.data as Float32Array
    for (const [b, doc] of docs.entries()) {
      into.logits.set(logits.subarray(b * classes, (b + 1) * classes), doc * classes)
      const tokens = into.cam[doc].length / classes
      for (let c = 0; c < classes; c++) {
        const own = into.cam[doc].subarray(c * tokens, (c + 1) * tokens)
        for (let s = 0; s < readings[doc].rows.length; s++) {
          const r = s * count + b
          const start = (c * laid.length + r) * steps + (files.config.padding === 'pre' ? steps - lengths[r] : 0)
          readings[doc].spread(s, heat.subarray(start, start + lengths[r]), own)
        }
      }
    }
  }

  return {
    calibration: files.calibration,
    async run(batch) {
      const logits = new Float32Array(batch.length * classes)
      const cam = batch.map((tokens) => new Float32Array(classes * tokens.length))
      const readings = batch.map(read)
      const size = ({ rows }: Reading): number => rows.length * Math.max(...rows.map((row) => row.length))
      const sizes = readings.map(size)
      const order = batch.map((_, d) => d).sort((a, b) => sizes[a] - sizes[b] || a - b)
      const buffers = idle.pop() ?? ids.buffers()
      try {
        for (let start = 0; start < order.length; ) {
          let end = start
          let rows = 0
          // A grid has the rows of its tallest document for each of them.
          while (
            end < order.length &&
            (end === start || Math.max(rows, readings[order[end]].rows.length) * (end + 1 - start) <= ROWS)
          ) {
            rows = Math.max(rows, readings[order[end++]].rows.length)
          }
          await runDocuments(order.slice(start, end), readings, buffers, { logits, cam })
          start = end
        }
      } finally {
        idle.push(buffers)
      }
      return { logits, cam }
    },
    release: () => session.release(),
  }
}
