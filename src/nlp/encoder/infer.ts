import type { EngineName, Session } from '../tensor/engine.js'
import { openEngine } from '../tensor/engines/open.js'
import { fuse } from '../tensor/fuse.js'
import type { TokenForm } from '../text/morpheme.js'
import type { Calibration } from './calibrate.js'
import { stepRules } from './fed-steps.js'
import { readerOf, type ServedConfig, tokensRead } from './reader.js'
import type { Reading } from './readings.js'
import { type IdBuffers, tokenIds } from './token-ids.js'
import type { Vocabulary } from './vocabulary.js'

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
   * Reads any number of documents, of any lengths, empty ones too. Each is read as if it were alone.
   *
   * @returns logits [documents × classes] and, for each document, Grad-CAM heat [classes × tokens], row-major, for all of its
   *   tokens: zero for those beyond maxLength, which were not read
   * @throws MalgwiError MODEL_RUN_FAILED
   */
  run(batch: readonly (readonly TokenForm[])[]): Promise<{ logits: Float32Array; cam: Float32Array[] }>
  /** The logits of `run` alone, for less. @throws MalgwiError MODEL_RUN_FAILED */
  logits(batch: readonly (readonly TokenForm[])[]): Promise<Float32Array>
  /** For each token of a document whether it is read: 0 for those beyond maxLength. */
  isRead(tokens: readonly TokenForm[]): ArrayLike<number>
  release(): Promise<void>
}

/** Rows of one run of the engine; more do not make it faster, and take memory. */
const ROWS = 128

export interface ServingOptions {
  engine: EngineName
  threads: number
}

/** A serving graph as it is run: its inputs are those that `tokenIds` lays out. @throws MalgwiError MODEL_INVALID */
export async function openServing(onnx: Uint8Array, { engine, threads }: ServingOptions): Promise<Session> {
  const model = engine === 'onnxruntime' ? fuse(onnx, stepRules) : onnx
  return (await openEngine(engine)).open(model, { threads })
}

/** @throws MalgwiError MODEL_INVALID */
export async function openEncoder(files: EncoderFiles, options: ServingOptions): Promise<Encoder> {
  const session = await openServing(files.onnx, options)
  const ids = tokenIds(files.vocabulary, files.config.padding ?? 'post')
  const read = readerOf(files.config, files.vocabulary)
  // Runs may overlap: each takes buffers of its own, and leaves them to the next.
  const idle: IdBuffers[] = []
  const classes = files.calibration.bias.length
  const isPre = files.config.padding === 'pre'

  /** Runs documents of alike size and puts what is found into `into`. */
  async function runDocuments(
    docs: readonly number[],
    readings: readonly Reading[],
    buffers: IdBuffers,
    into: { logits: Float32Array; cam?: Float32Array[] },
  ): Promise<void> {
    const count = docs.length
    const rows = Math.max(...docs.map((doc) => readings[doc].rows.length))
    const laid = Array.from({ length: rows * count }, (_, r) => readings[docs[r % count]].rows[Math.floor(r / count)] ?? null)
    const { feeds, steps, lengths } = ids.feeds(laid, buffers)
    if (session.inputs.includes('sentence_counts')) {
      const counts = BigInt64Array.from(docs, (doc) => BigInt(readings[doc].rows.length))
      feeds.sentence_counts = { dtype: 'int64', dims: [count], data: counts }
    }
    const result = await session.run(feeds, into.cam ? ['logits', 'cam'] : ['logits'])
    const logits = result.logits.data as Float32Array
    for (const [b, doc] of docs.entries()) into.logits.set(logits.subarray(b * classes, (b + 1) * classes), doc * classes)
    if (!into.cam) return
    const heat = result.cam.data as Float32Array
    for (const [b, doc] of docs.entries()) {
      const tokens = into.cam[doc].length / classes
      for (let c = 0; c < classes; c++) {
        const own = into.cam[doc].subarray(c * tokens, (c + 1) * tokens)
        for (let s = 0; s < readings[doc].rows.length; s++) {
          const r = s * count + b
          const start = (c * laid.length + r) * steps + (isPre ? steps - lengths[r] : 0)
          readings[doc].spread(s, heat.subarray(start, start + lengths[r]), own)
        }
      }
    }
  }

  /** Runs documents of alike size together. Of one size only where padding stands before the tokens: a recurrent layer reads it. */
  async function runAll(
    batch: readonly (readonly TokenForm[])[],
    into: { logits: Float32Array; cam?: Float32Array[] },
  ): Promise<void> {
    const readings = batch.map(read)
    const longest = readings.map(({ rows }) => Math.max(...rows.map((row) => row.length)))
    const sizes = readings.map(({ rows }, d) => rows.length * longest[d])
    const order = batch.map((_, d) => d).sort((a, b) => sizes[a] - sizes[b] || a - b)
    const buffers = idle.pop() ?? ids.buffers()
    try {
      for (let start = 0; start < order.length; ) {
        let end = start
        let rows = 0
        // A grid has the rows of its tallest document for each of them.
        const fits = (doc: number): boolean =>
          Math.max(rows, readings[doc].rows.length) * (end + 1 - start) <= ROWS &&
          (!isPre || longest[doc] === longest[order[start]])
        while (end < order.length && (end === start || fits(order[end])))
          rows = Math.max(rows, readings[order[end++]].rows.length)
        await runDocuments(order.slice(start, end), readings, buffers, into)
        start = end
      }
    } finally {
      idle.push(buffers)
    }
  }

  /** A document by itself that is read as it stands: what the engine finds is what is asked for. Null: it is read otherwise. */
  async function runAlone(
    batch: readonly (readonly TokenForm[])[],
    wanted: string[],
  ): Promise<Record<string, Float32Array> | null> {
    const [tokens] = batch
    if (batch.length !== 1 || tokens.length === 0 || read(tokens).rows[0] !== tokens) return null
    const buffers = idle.pop() ?? ids.buffers()
    try {
      const { logits, cam } = await session.run(ids.feeds(batch, buffers).feeds, wanted)
      return { logits: logits.data as Float32Array, cam: cam?.data as Float32Array }
    } finally {
      idle.push(buffers)
    }
  }

  return {
    calibration: files.calibration,
    async run(batch) {
      const alone = await runAlone(batch, ['logits', 'cam'])
      if (alone) return { logits: alone.logits, cam: [alone.cam] }
      const logits = new Float32Array(batch.length * classes)
      const cam = batch.map((tokens) => new Float32Array(classes * tokens.length))
      await runAll(batch, { logits, cam })
      return { logits, cam }
    },
    async logits(batch) {
      const alone = await runAlone(batch, ['logits'])
      if (alone) return alone.logits
      const logits = new Float32Array(batch.length * classes)
      await runAll(batch, { logits })
      return logits
    },
    isRead: (tokens) => tokensRead(read, tokens),
    release: () => session.release(),
  }
}
