import { randomStream } from '../random.js'
import { type BertConfig, INITIAL_RANGE } from './config.js'

/** The three tables below the layers. */
export const WORDS = 'embeddings.word_embeddings.weight'
export const POSITIONS = 'embeddings.position_embeddings.weight'
export const TYPES = 'embeddings.token_type_embeddings.weight'

/**
 * The shape of each parameter by its name in Hugging Face's BertModel, matrices as [outputs, inputs]; but the queries', keys' and
 * values' projections of a layer are one, `attention.self.qkv`, the three [H, H] of a file lying one after the other.
 */
export function bertShapes(config: BertConfig): Record<string, number[]> {
  const { vocabulary, embedding, hidden, layers, intermediate, positions, tokenTypes } = config
  const linear = (name: string, to: number, from: number): Record<string, number[]> => ({
    [`${name}.weight`]: [to, from],
    [`${name}.bias`]: [to],
  })
  const norm = (name: string, width: number): Record<string, number[]> => ({
    [`${name}.weight`]: [width],
    [`${name}.bias`]: [width],
  })
  const shapes: Record<string, number[]> = {
    [WORDS]: [vocabulary, embedding],
    [POSITIONS]: [positions, embedding],
    [TYPES]: [tokenTypes, embedding],
    ...norm('embeddings.LayerNorm', embedding),
    ...(embedding === hidden ? {} : linear('embeddings_project', hidden, embedding)),
  }
  for (let i = 0; i < layers; i++) {
    const name = `encoder.layer.${i}`
    Object.assign(shapes, {
      ...linear(`${name}.attention.self.qkv`, 3 * hidden, hidden),
      ...linear(`${name}.attention.output.dense`, hidden, hidden),
      ...norm(`${name}.attention.output.LayerNorm`, hidden),
      ...linear(`${name}.intermediate.dense`, intermediate, hidden),
      ...linear(`${name}.output.dense`, hidden, intermediate),
      ...norm(`${name}.output.LayerNorm`, hidden),
    })
  }
  return shapes
}

/** What masked-language modelling adds; its output matrix is the word embeddings. */
export function headShapes({ vocabulary, embedding, hidden }: BertConfig): Record<string, number[]> {
  const name = 'cls.predictions.transform'
  return {
    [`${name}.dense.weight`]: [embedding, hidden],
    [`${name}.dense.bias`]: [embedding],
    [`${name}.LayerNorm.weight`]: [embedding],
    [`${name}.LayerNorm.bias`]: [embedding],
    'cls.predictions.bias': [vocabulary],
  }
}

/** Normal numbers beyond two standard deviations are drawn again. */
function truncatedNormal(length: number, deviation: number, random: () => number): Float32Array {
  const draw = (): number => {
    for (;;) {
      const value = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
      if (Math.abs(value) <= 2) return value * deviation
    }
  }
  return Float32Array.from({ length }, draw)
}

/** What a parameter begins with: normal numbers for matrices, ones for the scales of normalisations, zeros for the rest. */
export function initialValue(name: string, shape: readonly number[], random: () => number): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1)
  if (shape.length === 2) return truncatedNormal(length, INITIAL_RANGE, random)
  return new Float32Array(length).fill(name.endsWith('LayerNorm.weight') ? 1 : 0)
}

export function initialise(shapes: Record<string, readonly number[]>, seed: number): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => [name, initialValue(name, shape, randomStream(seed, i))]),
  )
}
