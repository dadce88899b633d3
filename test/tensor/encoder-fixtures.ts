import { type EncoderConfig, featureWidth, initialise, parameterShapes } from '#src/nlp/encoder/model.js'
import type { Tensor } from '#src/nlp/tensor/engine.js'
import type { Float } from '#src/nlp/tensor/graph.js'
import { integers, real, uniform } from './numbers.js'

export const TINY: EncoderConfig = {
  kind: 'bilstm',
  embedding: 3,
  hidden: 4,
  classes: 3,
  words: 7,
  buckets: 11,
  maxLength: 8,
  padding: 'post',
  headHidden: 0,
  widths: [2, 3],
  layers: 1,
  heads: 2,
}

/** Soft targets whose rows sum to 1 exactly. */
const TARGETS = [0.25, 0.5, 0.25, 0, 0, 1, 0.75, 0.25, 0]

/**
 * What `trainingGraph` is fed: random vectors for documents of the given lengths, padded to `steps`, and seeded parameters.
 *
 * @param lengths of the documents; for a kind that reads sentences, of the sentences: S·B of them, 0 for those that a document lacks
 * @param options sentences: how many each document has, for such a kind
 */
export function trainingFeeds(
  config: EncoderConfig,
  lengths: readonly number[],
  steps: number,
  options: { seed: number; float?: Float; sentences?: readonly number[] },
): Record<string, Tensor> {
  const { embedding, classes } = config
  const float = options.float ?? 'float32'
  const batch = lengths.length
  const { sentences } = options
  const documents = sentences?.length ?? batch
  const random = uniform(options.seed)
  const vectors = lengths.map((length) => Array.from({ length: length * embedding }, random))
  const position = (i: number, width: number): { t: number; b: number; k: number } => ({
    t: Math.floor(i / (batch * width)),
    b: Math.floor(i / width) % batch,
    k: i % width,
  })
  const parameters = initialise(config, options.seed)
  return {
    x: real(
      [steps, batch, embedding],
      (i) => {
        const { t, b, k } = position(i, embedding)
        return t < lengths[b] ? vectors[b][t * embedding + k] : 0
      },
      float,
    ),
    lengths: integers([batch], (b) => Math.max(1, lengths[b])),
    mask: real([steps, batch, 1], (i) => (position(i, 1).t < lengths[i % batch] ? 0 : -1e9), float),
    targets: real([documents, classes], (i) => TARGETS[i % TARGETS.length], float),
    weight: real([documents, 1], () => 1 / documents, float),
    drop: real([documents, featureWidth(config)], () => (random() < 0 ? 0 : 2), float),
    ...(sentences
      ? {
          sentences: real(
            [batch / documents, documents, 1],
            (i) => (Math.floor(i / documents) < sentences[i % documents] ? 1 : 0),
            float,
          ),
        }
      : {}),
    ...Object.fromEntries(
      Object.entries(parameterShapes(config)).map(([name, dims]) => [name, real(dims, (i) => parameters[name][i], float)]),
    ),
  }
}

export const trainingOutputs = (config: EncoderConfig): string[] => [
  'loss',
  'logits',
  'gx',
  ...Object.keys(parameterShapes(config)).map((name) => `grad:${name}`),
]
