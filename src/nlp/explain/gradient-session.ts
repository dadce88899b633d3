import { type Asked, explanationGraph } from '../encoder/explanation-graph.js'
import { readServedModel, type ServedModel } from '../encoder/served-model.js'
import type { Session } from '../tensor/engine.js'
import { openEngine } from '../tensor/engines/open.js'
import { fuse } from '../tensor/fuse.js'
import type { TokenForm } from '../text/morpheme.js'
import { type ExplainOptions, outputGradient, type TrainedModel } from './method.js'
import { feedsOf, type RowBatch, rowBatches } from './row-batch.js'

/** What a run of an explanation graph has found; what was not asked for is empty. */
export interface Found {
  /** [B, C] */
  logits: Float32Array
  /** A and ∂y^c/∂A: [T, R, K]. */
  map: Float32Array
  mapGradient: Float32Array
  /** ∂y^c/∂x: [T, R, E]. */
  rowGradient: Float32Array
}

/** The gradients of an encoder of our own. */
export interface GradientSession {
  readonly model: ServedModel
  /** Documents in batches; with `copies` there is room for so many of each in a run. */
  batches(documents: readonly (readonly TokenForm[])[], copies?: number): Iterable<RowBatch>
  /**
   * @param classes of the documents of the batch
   * @throws MalgwiError MODEL_RUN_FAILED
   */
  run(batch: RowBatch, classes: readonly number[]): Promise<Found>
  release(): Promise<void>
}

const NAMES = { map: 'map', mapGradient: 'map_gradient', rowGradient: 'row_gradient' } as const

// Methods of one encoder share its tables.
const read = new WeakMap<Uint8Array, ServedModel>()

/** An encoder of our own taken apart. @throws MalgwiError MODEL_INVALID */
export function modelOf({ record, onnx }: TrainedModel): ServedModel {
  if (!record.config) throw new Error('a frozen model has no token rows')
  const before = read.get(onnx)
  if (before) return before
  const model = readServedModel(onnx, record.config)
  read.set(onnx, model)
  return model
}

/** @throws MalgwiError MODEL_INVALID */
export async function openGradients(
  trained: TrainedModel,
  asked: Asked,
  { engine, threads }: ExplainOptions,
): Promise<GradientSession> {
  const { record } = trained
  if (!record.config) throw new Error('a frozen model has no token rows')
  const model = modelOf(trained)
  const batches = rowBatches(model, record.config, record.vocabulary)
  const graph = explanationGraph(model.config, model.parameters, asked)
  // Where the gradient stops at the feature map, the layers below it are only run.
  const run = engine === 'onnxruntime' ? fuse(graph) : graph
  const session: Session = await (await openEngine(engine)).open(run, { threads })
  const { classes } = model.config
  return {
    model,
    batches,
    async run(batch, wanted) {
      const dy = outputGradient(wanted, classes)
      const feeds = feedsOf(batch, model)
      if (session.inputs.includes('dy')) feeds.dy = { dtype: 'float32', dims: [wanted.length, classes], data: dy }
      const results = await session.run(feeds, session.outputs)
      const floats = (name: string): Float32Array => (results[name]?.data as Float32Array) ?? new Float32Array(0)
      return {
        logits: floats('logits'),
        map: floats(NAMES.map),
        mapGradient: floats(NAMES.mapGradient),
        rowGradient: floats(NAMES.rowGradient),
      }
    },
    release: () => session.release(),
  }
}

/** Heat of documents, batch by batch. */
export async function explainBatches(
  session: Pick<GradientSession, 'batches'>,
  documents: readonly (readonly TokenForm[])[],
  classes: readonly number[],
  heatOf: (batch: RowBatch, classes: readonly number[]) => Promise<Float32Array>,
  copies = 1,
): Promise<Float32Array[]> {
  const into = documents.map((tokens) => new Float32Array(tokens.length))
  for (const batch of session.batches(documents, copies)) {
    const heat = await heatOf(
      batch,
      batch.documents.map((d) => classes[d]),
    )
    batch.lay(heat, into)
  }
  return into
}
