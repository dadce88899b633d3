import { headOnLogitsGraph, headServingGraph, headSpecs } from '../../encoder/huggingface/head-graph.js'
import { headParameters } from '../../encoder/kinds/head.js'
import { featureWidth, initialise } from '../../encoder/model.js'
import { randomStream } from '../../encoder/random.js'
import { readServedHead } from '../../encoder/served-model.js'
import { servingGraph } from '../../encoder/serving-graph.js'
import { TABLE_RANGE } from '../../encoder/start-words.js'
import { fromHalf } from '../../tensor/half.js'
import { modelOf } from '../gradient-session.js'
import type { TrainedModel } from '../method.js'

/**
 * How much of an encoder is random, from the top down (Adebayo et al. 2018, section 3.1: cascading randomisation): the layers behind the
 * pooling; the layers that make the feature map as well; the tables of word and n-gram vectors too.
 */
export const STAGES = ['head', 'layers', 'all'] as const
export type Stage = (typeof STAGES)[number]

/** Stages that change something more than the one before; of a frozen model only the head is ours. @throws MalgwiError MODEL_INVALID */
export function stagesOf(trained: TrainedModel): Stage[] {
  if (trained.record.model) return ['head']
  const { config, parameters } = modelOf(trained)
  const layers = Object.keys(parameters).length > Object.keys(headParameters(featureWidth(config), config)).length
  return STAGES.filter((stage) => stage !== 'layers' || layers)
}

/**
 * An encoder with the parameters of a stage as they are before training; the rest is what it was.
 *
 * @throws MalgwiError MODEL_INVALID
 */
export function reinitialised(trained: TrainedModel, stage: Stage, seed: number): TrainedModel {
  if (trained.record.model) return { ...trained, onnx: frozenHead(trained.onnx, trained.record.model, seed) }
  const { config, parameters, words, ngrams } = modelOf(trained)
  const head = new Set(Object.keys(headParameters(featureWidth(config), config)))
  const fresh = Object.entries(initialise(config, seed)).filter(([name]) => stage !== 'head' || head.has(name))
  const table = (values: Uint16Array, key: number): Float32Array => {
    if (stage !== 'all') return fromHalf(values)
    const random = randomStream(seed, key)
    return Float32Array.from(values, () => (2 * random() - 1) * TABLE_RANGE)
  }
  const tables = [table(words, WORDS_KEY), ngrams ? table(ngrams, NGRAMS_KEY) : new Float32Array(config.embedding)] as const
  return { ...trained, onnx: servingGraph(config, { ...parameters, ...Object.fromEntries(fresh) }, ...tables) }
}

/** `initialise` counts its parameters from 0: these stay away from its streams. */
const WORDS_KEY = -1
const NGRAMS_KEY = -2

function frozenHead(
  onnx: Uint8Array,
  { width, headHidden, classes, features }: NonNullable<TrainedModel['record']['model']>,
  seed: number,
): Uint8Array {
  const config = { width, headHidden, classes }
  const specs = headSpecs(config)
  const trained = readServedHead(onnx, Object.keys(specs))
  const fresh = Object.entries(specs).map(([name, { start }], i) => [name, start(randomStream(seed, i))] as const)
  const graph = features === 'logits' ? headOnLogitsGraph : headServingGraph
  return graph(config, { ...trained, ...Object.fromEntries(fresh) })
}
