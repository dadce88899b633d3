import { MalgwiError } from '../../errors.js'
import { readOnnx } from '../tensor/onnx-read.js'
import type { EncoderConfig } from './kinds/kind.js'
import { parameterShapes } from './model.js'
import type { ServedConfig } from './reader.js'

/** A served encoder taken apart again. */
export interface ServedModel {
  config: EncoderConfig
  /** As `parameterShapes` names them. */
  parameters: Record<string, Float32Array>
  /** [words × E], half precision. */
  words: Uint16Array
  /** [buckets × E], half precision; none where tokens have no n-grams. */
  ngrams: Uint16Array | null
}

/** What a record says of an encoder's sizes beyond what serving asks for, and its tensors do not tell. */
type Sizes = ServedConfig & Partial<Pick<EncoderConfig, 'widths' | 'heads'>>

/** Bundles of the first version do not name it. */
const FIRST_KIND = 'bilstm'

const invalid = (detail: string): MalgwiError => new MalgwiError('MODEL_INVALID', detail)

/** The tensors of a graph by name, with their number types checked. */
function tensorsOf(onnx: Uint8Array) {
  const { initializers } = readOnnx(onnx)
  return {
    dims: (name: string): readonly number[] => initializers.get(name)?.dims ?? [],
    floats(name: string): Float32Array {
      const data = initializers.get(name)?.data
      if (!(data instanceof Float32Array)) throw invalid(`it has no parameter "${name}"`)
      return data
    },
    halves(name: string): Uint16Array | null {
      const data = initializers.get(name)?.data
      return data instanceof Uint16Array ? data : null
    },
  }
}

type Tensors = ReturnType<typeof tensorsOf>

/** The width of what an encoder of a kind has inside, by the shapes of its tensors. */
function hiddenOf(kind: EncoderConfig['kind'], { dims }: Tensors, widths: readonly number[]): number {
  switch (kind) {
    case 'cnn':
    case 'cnn-document':
      return dims('convolution.b')[0] / widths.length
    case 'bert':
      return (dims('hidden.W')[0] ?? dims('head.W')[0]) as number
    case 'max-pool':
      return dims('words')[1]
    default:
      return dims('forward.U')[0]
  }
}

/**
 * The parameters and sizes of an encoder by its serving graph, see serving-graph.ts, and its record: from these the graph can be
 * written again, to be explained, or with other weights.
 *
 * @throws MalgwiError MODEL_INVALID where graph and record do not fit
 */
export function readServedModel(onnx: Uint8Array, record: ServedConfig): ServedModel {
  const { kind = FIRST_KIND, maxLength, sentences, padding = 'post', widths, heads } = record as Sizes
  if (kind.startsWith('cnn') && !widths?.length) throw invalid('its record names no window widths')
  if (kind === 'bert' && !heads) throw invalid('its record does not say how many attention heads it has')
  const tensors = tensorsOf(onnx)
  const { dims, floats, halves } = tensors
  const words = halves('words')
  if (!words) throw invalid('it has no table of words')
  const layers = kind === 'bert' ? countLayers(dims) : 1
  const config: EncoderConfig = {
    kind,
    embedding: dims('words')[1],
    hidden: hiddenOf(kind, tensors, widths ?? []),
    classes: dims('head.b')[0],
    words: dims('words')[0],
    buckets: dims('ngrams')[0] ?? 1,
    maxLength,
    sentences,
    padding,
    headHidden: dims('hidden.b')[0] ?? 0,
    widths: widths ?? [],
    layers,
    heads: heads ?? 1,
  }
  const shapes = Object.entries(parameterShapes(config))
  for (const [name, shape] of shapes) {
    if (shape.join() !== dims(name).join()) throw invalid(`"${name}" is [${dims(name)}], its record makes it [${shape}]`)
  }
  const parameters = Object.fromEntries(shapes.map(([name]) => [name, floats(name)]))
  return { config, parameters, words, ngrams: halves('ngrams') }
}

function countLayers(dims: (name: string) => readonly number[]): number {
  let layers = 0
  while (dims(`encoder.layer.${layers}.output.LayerNorm.bias`).length > 0) layers++
  return layers
}

/** The parameters of a head on a frozen model, see headServingGraph. @throws MalgwiError MODEL_INVALID */
export function readServedHead(onnx: Uint8Array, names: readonly string[]): Record<string, Float32Array> {
  const { floats } = tensorsOf(onnx)
  return Object.fromEntries(names.map((name) => [name, floats(name)]))
}
