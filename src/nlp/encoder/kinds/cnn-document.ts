import type { Graph, Value } from '../../tensor/graph.js'
import { add, mul } from '../../tensor/ops/arithmetic.js'
import { convolutions } from '../../tensor/ops/convolve.js'
import { maxOverTime } from '../../tensor/ops/max-over-time.js'
import { relu } from '../../tensor/ops/relu.js'
import { splitRows } from '../../tensor/ops/split-rows.js'
import { glorot, zeros } from '../initialise.js'
import { cnn } from './cnn.js'
import type { EncoderConfig, Kind, Parameters, Rows } from './kind.js'

/** Sentences that a window of the upper convolution sees. */
const SENTENCES = 3

/**
 * The hierarchy of Denil et al. 2014: convolutions over the words of each sentence make the sentence's vector, a convolution over
 * the sentences' vectors makes the document's. Where they keep the k largest values of a filter in order, the largest one is kept.
 */
export const cnnDocument: Kind = {
  parameters(config) {
    const width = cnn.features(config)
    const { hidden } = config
    return {
      ...cnn.parameters(config),
      'sentences.W': {
        shape: [width, SENTENCES * hidden],
        start: (random) => glorot(SENTENCES * width, hidden, random, width * SENTENCES * hidden),
      },
      'sentences.b': { shape: [hidden], start: () => zeros(hidden) },
    }
  },
  features: ({ hidden }) => hidden,
  featureMap: cnn.featureMap,
  pool: (graph, map, rows, parameters, config) => document(graph, maxOverTime(graph, map, rows.mask), rows, parameters, config),
  poolsChannels: false,
  pooled: (graph, rows, parameters, config) =>
    document(graph, cnn.pooled!(graph, rows, parameters, config), rows, parameters, config),
}

/** @param vectors [S·B, K], of the sentences */
function document(graph: Graph, vectors: Value, { sentences }: Rows, parameters: Parameters, { hidden }: EncoderConfig): Value {
  if (!sentences) throw new Error('cnn-document reads rows of sentences')
  const inOrder = mul(graph, splitRows(graph, vectors, sentences), sentences)
  const upper = convolutions(graph, inOrder, parameters['sentences.W'], [SENTENCES], hidden)
  // Features are at least 0, so the zeros of padding sentences never win against one.
  return maxOverTime(graph, mul(graph, relu(graph, add(graph, upper, parameters['sentences.b'])), sentences))
}
