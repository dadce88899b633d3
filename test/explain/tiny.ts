import { pieceVocabulary } from '#src/nlp/encoder/bert/fine-tuning.js'
import { type EncoderConfig, initialise } from '#src/nlp/encoder/model.js'
import type { ServedConfig } from '#src/nlp/encoder/reader.js'
import { servingGraph } from '#src/nlp/encoder/serving-graph.js'
import { type Vocabulary, wordRows } from '#src/nlp/encoder/vocabulary.js'
import type { TrainedModel } from '#src/nlp/explain/method.js'
import type { CoarseTag, TokenForm } from '#src/nlp/text/morpheme.js'
import { tinyWordPiece } from '../encoder/bert/tiny.js'
import { TINY } from '../tensor/encoder-fixtures.js'
import { uniform } from '../tensor/numbers.js'

export const OPTIONS = { engine: 'onnxruntime', threads: 1 } as const
export const CLASSES = 3
const CLEANING = { lowercase: true, stripAccents: false }

export const form = (surface: string, initial = true, tag: CoarseTag = 'noun'): TokenForm => ({
  surface,
  lemma: surface,
  tag,
  initial,
})

const [film, subject, best, actor, very, dull, unknown] = [
  form('영화'),
  form('가', false),
  form('최고'),
  form('배우'),
  form('정말'),
  form('지루하'),
  form('뷁'),
]
const stop = form('.', false, 'symbol')

/** Two sentences, one word, nothing, words more than once, an unknown word, and more tokens than are read. */
export const DOCUMENTS: TokenForm[][] = [
  [film, subject, best, stop, actor, subject, dull, stop],
  [best],
  [],
  [very, dull, very, very, dull],
  [unknown, film, subject],
  [film, subject, very, best, actor, subject, very, dull, film, subject, best, best, actor, very],
]
export const WANTED = DOCUMENTS.map((_, d) => d % CLASSES)

export interface Tiny {
  trained: TrainedModel
  config: EncoderConfig
  parameters: Record<string, Float32Array>
}

/** An encoder with random weights of a size that shows in what it says, and no bias at zero. */
export function tinyEncoder(options: Partial<EncoderConfig>, seed = 5): Tiny {
  const bert = options.kind === 'bert'
  const vocabulary: Vocabulary = bert
    ? pieceVocabulary(tinyWordPiece())
    : { words: ['영화/noun', '가/noun', '최고/noun', '배우/noun', '정말/noun', '지루하/noun', './symbol'], buckets: 33 }
  const sizes = { words: wordRows(vocabulary), buckets: vocabulary.buckets, embedding: 8, hidden: 8, maxLength: 12 }
  const sentences = options.kind === 'cnn-document' ? { sentences: 3 } : {}
  const config: EncoderConfig = { ...TINY, ...sizes, ...sentences, ...options }
  const random = uniform(seed)
  const grown = (name: string, value: number): number => (bert && !name.includes('Norm') ? 4 * value : value)
  const parameters = Object.fromEntries(
    Object.entries(initialise(config, seed)).map(([name, values]) => [
      name,
      values.map((value) => grown(name, value) + 0.2 * random()),
    ]),
  )
  const table = (rows: number): Float32Array => Float32Array.from({ length: rows * config.embedding }, random)
  const onnx = servingGraph(config, parameters, table(config.words), table(config.buckets))
  const record = {
    calibration: { temperature: 1, bias: [0, 0, 0], priors: [0.3, 0.4, 0.3] },
    vocabulary,
    config: { ...config, ...(bert ? { cleaning: CLEANING } : {}) } as ServedConfig,
  }
  return { trained: { record, onnx, folder: '' }, config, parameters }
}

export const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)

/** y^c of row `d` of logits [documents × classes]: the logit of class c, the mean of all taken away. */
export function centred(logits: Float32Array, d: number, c: number): number {
  const row = logits.subarray(d * CLASSES, (d + 1) * CLASSES)
  return row[c] - sum(row) / CLASSES
}
