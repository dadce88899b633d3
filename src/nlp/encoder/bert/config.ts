/** The sizes of a BERT (Devlin et al. 2019), named as in Hugging Face's config.json where they differ from the paper. */
export interface BertConfig {
  vocabulary: number
  /** Width of the embeddings: that of the layers, but for an ELECTRA that projects them. */
  embedding: number
  hidden: number
  layers: number
  heads: number
  intermediate: number
  positions: number
  tokenTypes: number
}

export const LAYER_NORM_EPSILON = 1e-12
/** Standard deviation of the weights that training begins with. */
export const INITIAL_RANGE = 0.02
