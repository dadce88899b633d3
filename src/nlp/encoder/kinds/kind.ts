import type { Graph, Value } from '../../tensor/graph.js'

export const ENCODER_KINDS = ['simple-rnn', 'lstm', 'gru', 'bilstm', 'cnn', 'cnn-document', 'max-pool', 'bert'] as const
export type EncoderKind = (typeof ENCODER_KINDS)[number]

/** Where padding stands: after a document's tokens, or before them. */
export type Padding = 'post' | 'pre'

/** The sizes of an encoder: E, H and C of the shapes elsewhere are `embedding`, `hidden` and `classes`. */
export interface EncoderConfig {
  kind: EncoderKind
  /** Width of the token rows. */
  embedding: number
  /** Units of a recurrent layer (in each direction), filters of each width of a CNN, width of a BERT. */
  hidden: number
  classes: number
  words: number
  buckets: number
  /** Tokens of a document that are read; where documents are read by sentence, of a sentence. */
  maxLength: number
  /** Sentences of a document that are read, by a kind that reads them one by one. */
  sentences?: number
  padding: Padding
  /** Units of a ReLU layer between the pooled features and the logits; 0: none. */
  headHidden: number
  /** Window widths of a CNN, in tokens. */
  widths: readonly number[]
  /** Layers of a BERT, and attention heads in each. */
  layers: number
  heads: number
}

/** The parameters of an encoder by name, as inputs or constants of a graph. */
export type Parameters = Record<string, Value>

/** A trained parameter: its shape, and what it begins with. */
export interface ParameterSpec {
  shape: readonly number[]
  start: (random: () => number) => Float32Array
}

/** What a kind reads: R sequences of T token rows. R is the batch, but for a kind that reads sentence by sentence. */
export interface Rows {
  /** [T, R, E], zeros at padding. */
  x: Value
  /** Steps of each sequence, padding before it included: int64 [R], at least 1. */
  lengths: Value
  /** [T, R, 1]: 0 on tokens, −1e9 on padding. */
  mask: Value
  /** [T, R, 1]: 1 on tokens, 0 on padding; serving has it, where gradients do not go back to the map. */
  valid?: Value
  /** [S, B, 1]: 1 on sentences, 0 on padding, where R = S·B and sequence s·B + b is sentence s of document b. */
  sentences?: Value
}

/** An encoder below its head. */
export interface Kind {
  parameters(config: EncoderConfig): Record<string, ParameterSpec>
  /** Width of the pooled features. */
  features(config: EncoderConfig): number
  /** The feature map A [T, R, K], which Grad-CAM looks at. What it holds at padding means nothing and has to be masked. */
  featureMap(graph: Graph, rows: Rows, parameters: Parameters, config: EncoderConfig): Value
  /** The feature map pooled: [B, features]. */
  pool(graph: Graph, map: Value, rows: Rows, parameters: Parameters, config: EncoderConfig): Value
  /** The same without the map in between, where that is cheaper: training needs no map. */
  pooled?(graph: Graph, rows: Rows, parameters: Parameters, config: EncoderConfig): Value
  /**
   * Whether each feature is pooled from its own channel of the map, by weights that add up to 1 over the steps, as of a maximum or a
   * mean. Then what its gradient is over all steps together is its gradient after pooling, and Grad-CAM needs no more.
   */
  poolsChannels: boolean
}
