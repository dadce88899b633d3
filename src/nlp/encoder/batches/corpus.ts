/** What batches are made of; tokens[offsets[d] .. offsets[d + 1]) are the form numbers of document d. */
export interface BatchCorpus {
  tokens: Uint32Array
  offsets: Uint32Array
  /**
   * Where the sentences of document d begin, as places among its tokens: breaks[breakOffsets[d] .. breakOffsets[d + 1]),
   * ascending. A first sentence begins at 0, whether it is listed or not.
   */
  breaks?: Uint32Array
  breakOffsets?: Uint32Array
  /** [documents × classes], rows sum to 1. */
  targets: Float32Array
  labels: Uint8Array
  /** Documents to learn from. */
  train: Uint32Array
  /** The form number that stands in a document without tokens. */
  emptyForm: number
}

const ARRAYS = ['tokens', 'offsets', 'breaks', 'breakOffsets', 'targets', 'labels', 'train'] as const

function shared<T extends Uint32Array | Float32Array | Uint8Array>(array: T): T {
  if (array.buffer instanceof SharedArrayBuffer) return array
  const type = array.constructor as new (buffer: SharedArrayBuffer) => T
  const copy = new type(new SharedArrayBuffer(array.byteLength))
  copy.set(array)
  return copy
}

/** The same in memory that threads share; arrays that lie there already are not copied. */
export function sharedCorpus(corpus: BatchCorpus): BatchCorpus {
  const copies: Record<string, unknown> = { emptyForm: corpus.emptyForm }
  for (const name of ARRAYS) {
    const array = corpus[name]
    if (array) copies[name] = shared(array)
  }
  return copies as unknown as BatchCorpus
}
