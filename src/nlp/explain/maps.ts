import { headExplanationGraph } from '../encoder/explanation-graph.js'
import type { Encoded } from '../encoder/huggingface/backbone.js'
import { headSpecs } from '../encoder/huggingface/head-graph.js'
import { eojeolsOf, layHeat } from '../encoder/huggingface/morphemes.js'
import type { HuggingFaceRecord } from '../encoder/huggingface/record.js'
import { readServedHead } from '../encoder/served-model.js'
import { openEngine } from '../tensor/engines/open.js'
import type { TokenForm } from '../text/morpheme.js'
import { explainBatches, openGradients } from './gradient-session.js'
import { type ExplainOptions, outputGradient, type TrainedModel } from './method.js'

/** Feature maps of documents of alike length: R rows of T steps, time-major; row s·B + b is sentence s of document b. */
export interface Maps {
  documents: number
  steps: number
  rows: number
  channels: number
  lengths: readonly number[]
  /** The first step of each row that has a token. */
  first: readonly number[]
  /** A [T, R, K]. */
  map: Float32Array
  /** ∂y^c/∂A [T, R, K], zeros at padding; empty where it was not asked for. */
  gradient: Float32Array
}

/** Where feature maps come from: an encoder of our own, or a head on the hidden states of a frozen model. */
export interface MapSource {
  /** [K, C], the last layer's weights. */
  readonly weights: Float32Array
  /**
   * Heat of documents, of `heatOf` for some of them at a time: [T, R] of their maps, anything at padding.
   *
   * @throws MalgwiError MODEL_RUN_FAILED
   */
  explain(
    documents: readonly (readonly TokenForm[])[],
    classes: readonly number[],
    heatOf: (maps: Maps, classes: readonly number[]) => Float32Array,
  ): Promise<Float32Array[]>
  release(): Promise<void>
}

/**
 * @param asked whether the gradient by the map is needed
 * @throws MalgwiError MODEL_…
 */
export async function openMaps(trained: TrainedModel, asked: { gradient: boolean }, options: ExplainOptions): Promise<MapSource> {
  if (trained.record.model) return openFrozenMaps(trained, trained.record.model, asked, options)
  const session = await openGradients(trained, { map: true, mapGradient: asked.gradient }, options)
  return {
    weights: session.model.parameters['head.W'],
    explain: (documents, classes, heatOf) =>
      explainBatches(session, documents, classes, async (batch, own) => {
        const { map, mapGradient } = await session.run(batch, own)
        const { steps, rows, lengths, first } = batch
        const channels = map.length / (steps * rows)
        return heatOf({ documents: own.length, steps, rows, channels, lengths, first, map, gradient: mapGradient }, own)
      }),
    release: () => session.release(),
  }
}

/** Documents whose hidden states are in memory at once. */
const DOCUMENTS = 64

async function openFrozenMaps(
  { onnx, folder }: TrainedModel,
  { width, headHidden, classes, maxLength, files }: HuggingFaceRecord,
  asked: { gradient: boolean },
  { engine, threads }: ExplainOptions,
): Promise<MapSource> {
  // Loaded only where it is needed: the library behind it takes half a second.
  const { openBackbone } = await import('../encoder/huggingface/backbone.js')
  const config = { width, headHidden, classes }
  const parameters = readServedHead(onnx, Object.keys(headSpecs(config)))
  const backbone = await openBackbone(folder, { threads, maxLength, only: files })
  const graph = headExplanationGraph(config, parameters, { mapGradient: asked.gradient })
  const session = await (await openEngine(engine)).open(graph, { threads })

  async function mapsOf(encoded: readonly Encoded[], own: readonly number[]): Promise<Maps> {
    const lengths = encoded.map(({ features }) => features.length / width)
    const rows = encoded.length
    const steps = Math.max(...lengths)
    const map = new Float32Array(steps * rows * width)
    const mask = new Float32Array(steps * rows).fill(-1e9)
    for (const [r, { features }] of encoded.entries()) {
      for (let t = 0; t < lengths[r]; t++) {
        map.set(features.subarray(t * width, (t + 1) * width), (t * rows + r) * width)
        mask[t * rows + r] = 0
      }
    }
    const maps = { documents: rows, steps, rows, channels: width, lengths, first: lengths.map(() => 0), map }
    if (!asked.gradient) return { ...maps, gradient: new Float32Array(0) }
    const feeds = {
      map: { dtype: 'float32' as const, dims: [steps, rows, width], data: map },
      mask: { dtype: 'float32' as const, dims: [steps, rows, 1], data: mask },
      dy: { dtype: 'float32' as const, dims: [rows, classes], data: outputGradient(own, classes) },
    }
    const { map_gradient } = await session.run(feeds, ['map_gradient'])
    return { ...maps, gradient: map_gradient.data as Float32Array }
  }

  return {
    weights: parameters['head.W'],
    async explain(documents, wanted, heatOf) {
      const into = documents.map((tokens) => new Float32Array(tokens.length))
      const order = documents.map((_, d) => d).sort((a, b) => documents[a].length - documents[b].length || a - b)
      for (let from = 0; from < order.length; from += DOCUMENTS) {
        const docs = order.slice(from, from + DOCUMENTS)
        const eojeols = docs.map((d) => eojeolsOf(documents[d]))
        const encoded = await backbone.encode(eojeols.map(({ texts }) => texts))
        const own = docs.map((d) => wanted[d])
        const maps = await mapsOf(encoded, own)
        const heat = heatOf(maps, own)
        for (const [r, d] of docs.entries()) {
          const row = encoded[r].pieces.map((_, t) => heat[t * maps.rows + r])
          layHeat(row, encoded[r].pieces, eojeols[r].places, into[d])
        }
      }
      return into
    },
    release: () => Promise.all([session.release(), backbone.release()]).then(() => undefined),
  }
}

/** Calls `visit` for each step that has a token: its place in [T, R], and the document that its row belongs to. */
export function eachStep({ rows, documents, lengths, first }: Maps, visit: (at: number, document: number) => void): void {
  for (let r = 0; r < rows; r++) for (let t = 0; t < lengths[r]; t++) visit((first[r] + t) * rows + r, r % documents)
}
