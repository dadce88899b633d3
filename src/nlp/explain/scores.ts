import { eojeolsOf } from '../encoder/huggingface/morphemes.js'
import type { HuggingFaceRecord } from '../encoder/huggingface/record.js'
import { openEngine } from '../tensor/engines/open.js'
import type { TokenForm } from '../text/morpheme.js'
import type { ExplainOptions, TrainedModel } from './method.js'
import { openServed } from './served.js'

/** Class scores of any encoder. */
export interface Scores {
  readonly classes: number
  /** [documents × classes]. @throws MalgwiError MODEL_RUN_FAILED */
  logits(documents: readonly (readonly TokenForm[])[]): Promise<Float32Array>
  release(): Promise<void>
}

/** @throws MalgwiError MODEL_… */
export async function openScores(trained: TrainedModel, options: ExplainOptions): Promise<Scores> {
  const { model, calibration } = trained.record
  if (model?.features === 'logits') return openFrozenScores(trained, model, options)
  const served = await openServed(trained, options)
  return {
    classes: calibration.bias.length,
    logits: async (documents) => (await served.run(documents)).logits,
    release: () => served.release(),
  }
}

/** As served, such a model explains every text by occlusion of its own: here it is only asked for its logits. */
async function openFrozenScores(
  { onnx, folder }: TrainedModel,
  { width, classes, maxLength, files }: HuggingFaceRecord,
  { engine, threads }: ExplainOptions,
): Promise<Scores> {
  const { openBackbone } = await import('../encoder/huggingface/backbone.js')
  const backbone = await openBackbone(folder, { threads, maxLength, only: files })
  const head = await (await openEngine(engine)).open(onnx, { threads })
  return {
    classes,
    async logits(documents) {
      const encoded = await backbone.encode(documents.map((tokens) => eojeolsOf(tokens).texts))
      const features = new Float32Array(encoded.length * width)
      for (const [d, document] of encoded.entries()) features.set(document.features, d * width)
      const fed = { features: { dtype: 'float32' as const, dims: [encoded.length, width], data: features } }
      return (await head.run(fed, ['logits'])).logits.data as Float32Array
    },
    release: () => Promise.all([head.release(), backbone.release()]).then(() => undefined),
  }
}
