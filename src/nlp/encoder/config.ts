/** The sizes of an encoder: E, H, C of the shapes elsewhere are `embedding`, `hidden` and `classes`. */
export interface EncoderConfig {
  embedding: number
  /** Units of the LSTM in each direction. */
  hidden: number
  classes: number
  words: number
  buckets: number
  /** Tokens of a document that are read. */
  maxLength: number
  /** Units of a ReLU layer between the pooled features and the logits; 0 or absent: none. */
  headHidden?: number
}
