import { MalgwiError } from '../../../errors.js'
import { type BertConfig, INITIAL_RANGE, LAYER_NORM_EPSILON } from './config.js'
import { bertShapes, headShapes } from './parameters.js'

/** A parameter as a file has it. */
export interface NamedWeights {
  shape: readonly number[]
  data: Float32Array
}

/** Weights of a file by name; undefined where it has none of that name. */
export type WeightsOf = (name: string) => NamedWeights | undefined

const MODEL = 'bert.'
/** What BertForMaskedLM, ElectraModel and bare models put before the names. */
const PREFIXES = ['bert.', 'electra.', '']
const FUSED = '.attention.self.qkv.'
const PARTS = ['query', 'key', 'value']

const isHead = (name: string): boolean => name.startsWith('cls.')

/** The names of a parameter in a file: one, or three that lie one after the other in it. */
const namesOf = (name: string): string[] =>
  name.includes(FUSED) ? PARTS.map((part) => name.replace(FUSED, `.attention.self.${part}.`)) : [name]

/** Parameters under the names of Hugging Face's BertForMaskedLM; those of the head are left out where they are not given. */
export function toHuggingFace(config: BertConfig, parameters: Record<string, Float32Array>): Record<string, NamedWeights> {
  const entries = Object.entries({ ...bertShapes(config), ...headShapes(config) }).flatMap(([name, [rows, ...rest]]) => {
    const values = parameters[name]
    if (values === undefined) return []
    const names = namesOf(name)
    const size = values.length / names.length
    return names.map((each, i): [string, NamedWeights] => [
      isHead(each) ? each : MODEL + each,
      { shape: [rows / names.length, ...rest], data: values.slice(i * size, (i + 1) * size) },
    ])
  })
  return Object.fromEntries(entries)
}

/**
 * Parameters from the weights of a BERT or ELECTRA, whichever prefix their names have. Those of the head for masked-language modelling
 * come along where the file has all of them in BERT's form.
 *
 * @param file what errors call it
 * @throws MalgwiError MODEL_SHAPE for weights that are missing or of another shape than config.json says
 */
export function fromHuggingFace(config: BertConfig, weights: WeightsOf, file: string): Record<string, Float32Array> {
  const prefix = PREFIXES.find((each) => weights(`${each}embeddings.word_embeddings.weight`) !== undefined)
  if (prefix === undefined)
    throw new MalgwiError('MODEL_SHAPE', `${file} has no embeddings.word_embeddings.weight of a BERT or ELECTRA`)
  const body = Object.entries(bertShapes(config)).map(
    ([name, shape]) => [name, take(name, shape, prefix, weights, file)] as const,
  )
  const head = Object.entries(headShapes(config))
  const whole = head.every(([name]) => weights(name) !== undefined)
  const rest = whole ? head.map(([name, shape]) => [name, take(name, shape, '', weights, file)] as const) : []
  return Object.fromEntries([...body, ...rest])
}

function take(name: string, [rows, ...rest]: readonly number[], prefix: string, weights: WeightsOf, file: string): Float32Array {
  const names = namesOf(name)
  const shape = [rows / names.length, ...rest]
  const parts = names.map((each) => {
    // TensorFlow's names of the two parameters of a normalisation are still about.
    const old = each.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')
    const found = weights(prefix + each) ?? weights(prefix + old)
    if (found === undefined) throw new MalgwiError('MODEL_SHAPE', `${file} has no ${prefix}${each}, which config.json asks for`)
    if (String(found.shape) !== String(shape))
      throw new MalgwiError('MODEL_SHAPE', `${prefix}${each} in ${file} is [${found.shape}], config.json says [${shape}]`)
    return found.data
  })
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    values.set(part, at)
    at += part.length
  }
  return values
}

/** config.json of a BertForMaskedLM, given the number of [PAD]. */
export function configFile(config: BertConfig, padding: number): Record<string, unknown> {
  return {
    architectures: ['BertForMaskedLM'],
    model_type: 'bert',
    vocab_size: config.vocabulary,
    hidden_size: config.hidden,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    intermediate_size: config.intermediate,
    max_position_embeddings: config.positions,
    type_vocab_size: config.tokenTypes,
    hidden_act: 'gelu',
    hidden_dropout_prob: 0.1,
    attention_probs_dropout_prob: 0,
    initializer_range: INITIAL_RANGE,
    layer_norm_eps: LAYER_NORM_EPSILON,
    pad_token_id: padding,
    position_embedding_type: 'absolute',
  }
}

const TYPES = ['bert', 'electra']

/**
 * The sizes that a config.json of a BERT or ELECTRA gives.
 *
 * @throws MalgwiError MODEL_KIND for another kind of model, MODEL_SHAPE where a size is missing
 */
export function readConfig(json: Record<string, unknown>, file: string): BertConfig {
  const type = String(json.model_type)
  if (!TYPES.includes(type)) throw new MalgwiError('MODEL_KIND', `${file} says model_type ${type}`)
  const activation = json.hidden_act ?? 'gelu'
  if (activation !== 'gelu') throw new MalgwiError('MODEL_KIND', `${file} says hidden_act ${activation}`)
  const epsilon = json.layer_norm_eps ?? LAYER_NORM_EPSILON
  if (epsilon !== LAYER_NORM_EPSILON) throw new MalgwiError('MODEL_KIND', `${file} says layer_norm_eps ${epsilon}`)
  const size = (name: string, otherwise?: number): number => {
    const value = json[name] ?? otherwise
    if (!Number.isSafeInteger(value) || (value as number) < 1) throw new MalgwiError('MODEL_SHAPE', `${file} has no ${name}`)
    return value as number
  }
  const hidden = size('hidden_size')
  const config: BertConfig = {
    vocabulary: size('vocab_size'),
    embedding: type === 'electra' ? size('embedding_size', hidden) : hidden,
    hidden,
    layers: size('num_hidden_layers'),
    heads: size('num_attention_heads'),
    intermediate: size('intermediate_size'),
    positions: size('max_position_embeddings'),
    tokenTypes: size('type_vocab_size', 2),
  }
  if (hidden % config.heads !== 0)
    throw new MalgwiError('MODEL_SHAPE', `${file} says hidden_size ${hidden}, which ${config.heads} heads do not divide`)
  return config
}
