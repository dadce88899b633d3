import { existsSync, readFileSync, rmSync } from 'node:fs'
import { NO_LABEL } from '../nlp/target2vec/corpus.js'
import type { Target2VecOptions } from '../nlp/target2vec/options.js'
import { trainTarget2Vec } from '../nlp/target2vec/train.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import type { Corpus } from './corpus.js'
import type { WordList } from './vocabulary.js'
import { type Report, writeFileAtomic } from './workspace.js'

/** Labels 0–2 are the classes; label 3 + i is item i of the corpus. */
export const FIRST_ITEM_LABEL = 3
const LABELS_PER_REVIEW = 2

export interface Vectors {
  dimensions: number
  words: Float32Array
  contexts: Float32Array
  /** `[3 + items of the corpus, dimensions]`. */
  labels: Float32Array
}

/** Trains Target2Vec on the content words of every review, its class and its item as labels, and leaves the vectors in `path`. */
export async function trainVectors(
  corpus: Corpus,
  tokens: TokenisedCorpus,
  list: WordList,
  options: Partial<Target2VecOptions>,
  path: string,
  report: Report,
): Promise<void> {
  const reviews = corpus.labels.length
  const content = new Uint32Array(tokens.tokens.length)
  const offsets = new Uint32Array(reviews + 1)
  const labels = new Uint32Array(reviews * LABELS_PER_REVIEW)
  let length = 0
  for (let review = 0; review < reviews; review++) {
    for (let at = tokens.offsets[review]; at < tokens.offsets[review + 1]; at++) {
      const word = list.ofForm[tokens.tokens[at]]
      if (word >= 0) content[length++] = word
    }
    offsets[review + 1] = length
    labels[review * LABELS_PER_REVIEW] = corpus.labels[review]
    labels[review * LABELS_PER_REVIEW + 1] = corpus.items[review] < 0 ? NO_LABEL : FIRST_ITEM_LABEL + corpus.items[review]
  }
  const checkpoint = `${path}.checkpoint`
  const model = await trainTarget2Vec(
    {
      tokens: content.slice(0, length),
      offsets,
      wordCounts: list.counts,
      labels,
      labelsPerDocument: LABELS_PER_REVIEW,
      labelCount: FIRST_ITEM_LABEL + corpus.itemIds.length,
    },
    options,
    { checkpoint, onProgress: report },
  )
  const parts = [model.words, model.contexts, model.labels]
  writeFileAtomic(path, Buffer.concat(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength))))
  if (existsSync(checkpoint)) rmSync(checkpoint)
}

export function readVectors(path: string, words: number, dimensions: number): Vectors {
  const bytes = readFileSync(path)
  const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  const size = words * dimensions
  return {
    dimensions,
    words: numbers.subarray(0, size),
    contexts: numbers.subarray(size, 2 * size),
    labels: numbers.subarray(2 * size),
  }
}
