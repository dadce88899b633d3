import type { EngineName, Session } from '../tensor/engine.js'
import { openEngine } from '../tensor/engines/open.js'
import { fuseRecurrent } from '../tensor/fuse-recurrent.js'
import type { TokenForm } from '../text/morpheme.js'
import { kept } from './batches.js'
import type { Calibration } from './calibrate.js'
import { type IdBuffers, type TokenIds, tokenIds } from './token-ids.js'
import type { Vocabulary } from './vocabulary.js'

export interface EncoderFiles {
  /** The serving graph, see serving-graph.ts. */
  onnx: Uint8Array
  vocabulary: Vocabulary
  /** Tokens of a document that are read: of a longer one the first and the last half of them. */
  maxLength: number
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

/** Documents of one run of the engine; more do not make it faster, and take memory. */
const DOCUMENTS = 128

/** @throws MalgwiError MODEL_INVALID */
export async function openEncoder(files: EncoderFiles, options: { engine: EngineName; threads: number }): Promise<Encoder> {
  const engine = await openEngine(options.engine)
  const onnx = options.engine === 'onnxruntime' ? fuseRecurrent(files.onnx) : files.onnx
  const session = await engine.open(onnx, { threads: options.threads })
  const ids = tokenIds(files.vocabulary)
  // Runs may overlap: each takes buffers of its own, and leaves them to the next.
  const idle: IdBuffers[] = []
  const classes = files.calibration.bias.length

  return {
    calibration: files.calibration,
    async run(batch) {
      const logits = new Float32Array(batch.length * classes)
      const cam = batch.map((tokens) => new Float32Array(classes * tokens.length))
      const order = batch.map((_, d) => d).sort((a, b) => batch[a].length - batch[b].length || a - b)
      const buffers = idle.pop() ?? ids.buffers()
      try {
        for (let start = 0; start < order.length; start += DOCUMENTS) {
          const docs = order.slice(start, start + DOCUMENTS)
          await runDocuments(session, ids, buffers, files.maxLength, batch, docs, { logits, cam, classes })
        }
      } finally {
        idle.push(buffers)
      }
      return { logits, cam }
    },
    release: () => session.release(),
  }
}

async function runDocuments(
  session: Session,
  ids: TokenIds,
  buffers: IdBuffers,
  maxLength: number,
  batch: readonly (readonly TokenForm[])[],
  docs: number[],
  into: { logits: Float32Array; cam: Float32Array[]; classes: number },
): Promise<void> {
  const { classes } = into
  const parts = docs.map((doc) => kept(batch[doc].length, maxLength))
  const read = docs.map((doc, i) => {
    const { head, tail } = parts[i]
    const tokens = batch[doc]
    return tail === 0 ? tokens : [...tokens.slice(0, head), ...tokens.slice(tokens.length - tail)]
  })
  const { feeds, steps } = ids.feeds(read, buffers)
  const result = await session.run(feeds, ['logits', 'cam'])
  const logits = result.logits.data as Float32Array
  const heat = result.cam.data as Float32Array
  for (const [b, doc] of docs.entries()) {
    into.logits.set(logits.subarray(b * classes, (b + 1) * classes), doc * classes)
    const { length } = batch[doc]
    const { head, tail } = parts[b]
    for (let c = 0; c < classes; c++) {
      const row = (c * docs.length + b) * steps
      into.cam[doc].set(heat.subarray(row, row + head), c * length)
      into.cam[doc].set(heat.subarray(row + head, row + head + tail), (c + 1) * length - tail)
    }
  }
}
