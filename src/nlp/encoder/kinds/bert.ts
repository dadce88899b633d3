import { meanOverTime } from '../../tensor/ops/mean-over-time.js'
import type { BertConfig } from '../bert/config.js'
import { type Dropout, firstType, bert as hiddenStates } from '../bert/graph.js'
import { bertShapes, initialValue, WORDS } from '../bert/parameters.js'
import type { EncoderConfig, Kind, ParameterSpec, Rows } from './kind.js'

/** Width of the layer within each layer, over that of the layers: the same in all models of the field. */
export const WIDENING = 4

/** Rows with dropout masks for the places that `bert` asks at; serving has none. */
interface DroppedRows extends Rows {
  dropout?: Dropout
}

/** The sizes of the BERT below a head; its word pieces are the rows that come in, outside of it. */
const sizesOf = ({ embedding, hidden, layers, heads, maxLength, words }: EncoderConfig): BertConfig => ({
  vocabulary: words,
  embedding,
  hidden,
  layers,
  heads,
  intermediate: WIDENING * hidden,
  positions: maxLength,
  tokenTypes: 1,
})

/**
 * A BERT (Devlin et al. 2019) over the rows of word pieces, [CLS] and [SEP] among them; padding stands after. The last hidden states
 * are the feature map, their mean the features: from the state of [CLS] alone no heat would lead to words.
 */
export const bert: Kind = {
  parameters(config) {
    const { [WORDS]: _, ...shapes } = bertShapes(sizesOf(config))
    const specs = Object.entries(shapes).map(([name, shape]): [string, ParameterSpec] => [
      name,
      { shape, start: (random) => initialValue(name, shape, random) },
    ])
    return Object.fromEntries(specs)
  },
  features: ({ hidden }) => hidden,
  featureMap(graph, { x, mask, dropout }: DroppedRows, parameters, config) {
    const types = firstType(graph, parameters)
    return hiddenStates(graph, { words: x, types, mask }, parameters, sizesOf(config), dropout)
  },
  pool: (graph, map, { mask }) => meanOverTime(graph, map, mask),
  poolsChannels: true,
}
