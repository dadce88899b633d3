import { MalgwiError } from '../../../errors.js'
import type { EngineName, Session } from '../../tensor/engine.js'
import { openEngine } from '../../tensor/engines/open.js'
import type { TokenForm } from '../../text/morpheme.js'
import type { Calibration } from '../calibrate.js'
import type { Encoder } from '../infer.js'
import { type Backbone, type Encoded, openBackbone } from './backbone.js'
import { headOnLogitsGraph, headServingGraph } from './head-graph.js'
import { type Eojeols, eojeolsOf, layHeat } from './morphemes.js'
import { occlusionHeat } from './occlusion.js'
import type { HuggingFaceRecord } from './record.js'
import type { TrainedHead } from './train-head.js'

/** The head's ONNX model, for the kind of model that it was trained on. */
export const headOnnx = (kind: Backbone['kind'], { config, parameters }: TrainedHead): Uint8Array =>
  (kind === 'features' ? headServingGraph : headOnLogitsGraph)(config, parameters)

export interface HuggingFaceEncoderFiles {
  /** The model's folder: a bundle's own, after the files that the record names were checked. No other of its files is read. */
  folder: string
  /** See `headOnnx`. */
  head: Uint8Array
  record: Pick<HuggingFaceRecord, 'maxLength' | 'width' | 'features' | 'files'>
  calibration: Calibration
}

/** Documents whose hidden states are in memory at once. */
const DOCUMENTS = 64

/**
 * An encoder on a frozen model: eojeols are rebuilt from the morphemes, and the heat of the model's pieces is laid on the morphemes by
 * the characters that they share. With hidden states that is Grad-CAM, exact for the head; with logits it is occlusion, the same for all
 * characters of an eojeol.
 *
 * @param options.engine of the head; the model itself runs in ONNX Runtime
 * @throws MalgwiError as `openBackbone`; MODEL_INVALID for the head; MODEL_SHAPE where head and model do not fit
 */
export async function openHuggingFaceEncoder(
  files: HuggingFaceEncoderFiles,
  options: { engine: EngineName; threads: number },
): Promise<Encoder> {
  const { calibration, record } = files
  const classes = calibration.bias.length
  const engine = await openEngine(options.engine)
  const head = await engine.open(files.head, { threads: options.threads })
  const backbone = await openBackbone(files.folder, {
    threads: options.threads,
    maxLength: record.maxLength,
    only: record.files,
  }).catch(async (error) => {
    await head.release()
    throw error
  })
  if (backbone.kind !== record.features || backbone.width !== record.width) {
    await Promise.all([head.release(), backbone.release()])
    const found = `${backbone.width} ${backbone.kind}`
    throw new MalgwiError('MODEL_SHAPE', `the head reads ${record.width} ${record.features}, the model gives ${found}`)
  }
  const explain = backbone.kind === 'features' ? withGradCam : withOcclusion

  async function run(batch: readonly (readonly TokenForm[])[]): Promise<{ logits: Float32Array; cam: Float32Array[] }> {
    const logits = new Float32Array(batch.length * classes)
    const cam = batch.map((tokens) => new Float32Array(classes * tokens.length))
    const order = batch.map((_, d) => d).sort((a, b) => batch[a].length - batch[b].length || a - b)
    for (let from = 0; from < order.length; from += DOCUMENTS) {
      const docs = order.slice(from, from + DOCUMENTS)
      const results = await explain(
        docs.map((doc) => eojeolsOf(batch[doc] as TokenForm[])),
        { backbone, head, classes },
      )
      for (const [i, doc] of docs.entries()) {
        logits.set(results[i].logits, doc * classes)
        cam[doc].set(results[i].cam)
      }
    }
    return { logits, cam }
  }

  return {
    calibration,
    run,
    async logits(batch) {
      if (backbone.kind === 'features') return (await run(batch)).logits
      return scoresOf(await backbone.encode(batch.map((tokens) => eojeolsOf(tokens).texts)), { backbone, head })
    },
    isRead: (tokens) => new Uint8Array(tokens.length).fill(1),
    async release() {
      await head.release()
      await backbone.release()
    },
  }
}

interface Parts {
  backbone: Backbone
  head: Session
  classes: number
}

interface Explained {
  logits: Float32Array
  /** [classes × morphemes] */
  cam: Float32Array
}

async function withGradCam(documents: readonly Eojeols[], { backbone, head, classes }: Parts): Promise<Explained[]> {
  const encoded = await backbone.encode(documents.map(({ texts }) => texts))
  const { width } = backbone
  const size = encoded.length
  const steps = encoded.reduce((most, { features }) => Math.max(most, features.length / width), 1)
  const map = new Float32Array(steps * size * width)
  const valid = new Float32Array(steps * size)
  for (const [b, { features }] of encoded.entries()) {
    for (let t = 0; t < features.length / width; t++) {
      map.set(features.subarray(t * width, (t + 1) * width), (t * size + b) * width)
      valid[t * size + b] = 1
    }
  }
  const result = await head.run(
    {
      map: { dtype: 'float32', dims: [steps, size, width], data: map },
      valid: { dtype: 'float32', dims: [steps, size], data: valid },
    },
    ['logits', 'cam'],
  )
  const logits = result.logits.data as Float32Array
  const heat = result.cam.data as Float32Array
  return documents.map(({ places }, b) => {
    const cam = new Float32Array(classes * places.length)
    for (let c = 0; c < classes; c++) {
      const row = (c * size + b) * steps
      layHeat(
        heat.subarray(row, row + steps),
        encoded[b].pieces,
        places,
        cam.subarray(c * places.length, (c + 1) * places.length),
      )
    }
    return { logits: logits.subarray(b * classes, (b + 1) * classes), cam }
  })
}

/** What the head makes of the model's own logits, [documents × classes]. */
async function scoresOf(
  encoded: readonly Encoded[],
  { backbone, head }: Pick<Parts, 'backbone' | 'head'>,
): Promise<Float32Array> {
  const { width } = backbone
  const features = new Float32Array(encoded.length * width)
  for (const [d, document] of encoded.entries()) features.set(document.features, d * width)
  const dims = [encoded.length, width]
  return (await head.run({ features: { dtype: 'float32', dims, data: features } }, ['logits'])).logits.data as Float32Array
}

async function withOcclusion(documents: readonly Eojeols[], { backbone, head, classes }: Parts): Promise<Explained[]> {
  const texts = documents.map((document) => document.texts)
  const explained = await occlusionHeat(texts, async (variants) => {
    const encoded = await backbone.encode(variants)
    return { logits: await scoresOf(encoded, { backbone, head }), pieces: encoded.map(({ pieces }) => pieces) }
  })
  return documents.map(({ texts, places }, d) => {
    const { logits, heat } = explained[d]
    const cam = new Float32Array(classes * places.length)
    const whole = texts.map((text, eojeol) => ({ eojeol, start: 0, end: text.length }))
    for (let c = 0; c < classes; c++) {
      const row = heat.subarray(c * texts.length, (c + 1) * texts.length)
      layHeat(row, whole, places, cam.subarray(c * places.length, (c + 1) * places.length))
    }
    return { logits, cam }
  })
}
