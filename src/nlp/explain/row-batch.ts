import { readerOf, type ServedConfig } from '../encoder/reader.js'
import type { Reading } from '../encoder/readings.js'
import type { ServedModel } from '../encoder/served-model.js'
import { openVocabulary, UNKNOWN, type Vocabulary } from '../encoder/vocabulary.js'
import type { Tensor } from '../tensor/engine.js'
import { fromHalf } from '../tensor/half.js'
import type { TokenForm } from '../text/morpheme.js'

/** Documents of alike length as an encoder reads them: R rows of T steps, time-major; row s·B + b is sentence s of document b. */
export interface RowBatch {
  /** Their numbers among those that were given. */
  documents: readonly number[]
  steps: number
  rows: number
  /** Tokens of each row, 0 for a padding sentence; and the first step that has one. */
  lengths: readonly number[]
  first: readonly number[]
  /** Token vectors [T, R, E], zeros at padding. */
  x: Float32Array
  /** 1 where a step holds no word: padding, [CLS] and [SEP]; [T, R]. */
  wordless: Uint8Array
  /** Lays heat [T, R] on the tokens of each of the documents. */
  lay(heat: Float32Array, into: readonly Float32Array[]): void
}

/** Rows of one run of the engine. */
export const ROWS = 128
const PADDING = -1e9

/** A token's vector: its word's row, and the mean of its n-grams' rows. `null` is the unknown word that stands in an empty document. */
function vectorsOf({ config, words, ngrams }: ServedModel, vocabulary: Vocabulary): (form: TokenForm | null) => Float32Array {
  const { embedding } = config
  const numbers = openVocabulary(vocabulary)
  const known = new WeakMap<TokenForm, Float32Array>()
  const rowOf = (table: Uint16Array, id: number, into?: Float32Array<ArrayBuffer>): Float32Array =>
    fromHalf(table.subarray(id * embedding, (id + 1) * embedding), into)
  const row = new Float32Array(embedding)
  return (form) => {
    const before = form && known.get(form)
    if (before) return before
    const vector = rowOf(words, form ? numbers.wordId(form) : UNKNOWN)
    const ids = form && ngrams ? numbers.ngramIds(form) : []
    if (ngrams && ids.length > 0) {
      const sum = new Float32Array(embedding)
      for (const id of ids) {
        rowOf(ngrams, id, row)
        for (let k = 0; k < embedding; k++) sum[k] += row[k]
      }
      for (let k = 0; k < embedding; k++) vector[k] += sum[k] / ids.length
    }
    if (form) known.set(form, vector)
    return vector
  }
}

/** Makes batches of documents. Where padding stands before the tokens, and is read, a batch has documents of one length only: no padding. */
export function rowBatches(
  model: ServedModel,
  record: ServedConfig,
  vocabulary: Vocabulary,
): (documents: readonly (readonly TokenForm[])[], copies?: number) => Generator<RowBatch> {
  const read = readerOf(record, vocabulary)
  const vectorOf = vectorsOf(model, vocabulary)
  const { embedding, padding } = model.config
  const special = record.cleaning !== undefined

  function lay(readings: readonly Reading[], documents: readonly number[]): RowBatch {
    const count = documents.length
    const most = Math.max(...readings.map(({ rows }) => rows.length))
    const laid = Array.from({ length: most * count }, (_, r) => readings[r % count].rows[Math.floor(r / count)] ?? null)
    const lengths = laid.map((row) => (row === null ? 0 : Math.max(1, row.length)))
    const steps = Math.max(...lengths)
    const rows = laid.length
    const first = lengths.map((length) => (padding === 'pre' ? steps - length : 0))
    const x = new Float32Array(steps * rows * embedding)
    const wordless = new Uint8Array(steps * rows).fill(1)
    for (const [r, row] of laid.entries()) {
      for (let t = 0; t < lengths[r]; t++) {
        const at = (first[r] + t) * rows + r
        x.set(vectorOf(row?.[t] ?? null), at * embedding)
        wordless[at] = special && (t === 0 || t === lengths[r] - 1) ? 1 : 0
      }
    }
    return {
      documents,
      steps,
      rows,
      lengths,
      first,
      x,
      wordless,
      lay(heat, into) {
        for (const [b, document] of documents.entries()) {
          for (let s = 0; s < readings[b].rows.length; s++) {
            const r = s * count + b
            const own = Float32Array.from({ length: lengths[r] }, (_, t) => heat[(first[r] + t) * rows + r])
            readings[b].spread(s, own, into[document])
          }
        }
      },
    }
  }

  return function* batches(documents, copies = 1) {
    const readings = documents.map(read)
    const steps = readings.map(({ rows }) => Math.max(...rows.map((row) => row.length)))
    const order = documents.map((_, d) => d).sort((a, b) => steps[a] - steps[b] || a - b)
    for (let from = 0, to = 0; from < order.length; from = to) {
      let rows = 0
      for (to = from; to < order.length; to++) {
        rows = Math.max(rows, readings[order[to]].rows.length)
        if (
          to > from &&
          (rows * (to + 1 - from) * copies > ROWS || (padding === 'pre' && steps[order[to]] !== steps[order[from]]))
        )
          break
      }
      const some = order.slice(from, to)
      yield lay(
        some.map((d) => readings[d]),
        some,
      )
    }
  }
}

/** What the explanation graph is fed for a batch. */
export function feedsOf(batch: RowBatch, { config }: ServedModel): Record<string, Tensor> {
  const { steps, rows, lengths, first, x, documents } = batch
  const mask = new Float32Array(steps * rows).fill(PADDING)
  for (let r = 0; r < rows; r++) for (let t = 0; t < lengths[r]; t++) mask[(first[r] + t) * rows + r] = 0
  const read = BigInt64Array.from(lengths, (length) => BigInt(config.padding === 'pre' ? steps : Math.max(1, length)))
  const sentences = Float32Array.from(lengths, (length) => (length > 0 ? 1 : 0))
  const count = documents.length
  return {
    x: { dtype: 'float32', dims: [steps, rows, config.embedding], data: x },
    lengths: { dtype: 'int64', dims: [rows], data: read },
    mask: { dtype: 'float32', dims: [steps, rows, 1], data: mask },
    ...(config.kind === 'cnn-document'
      ? { sentences: { dtype: 'float32', dims: [rows / count, count, 1], data: sentences } }
      : {}),
  }
}

/** Σ_e g_e·x_e of each step: [T, R] of a gradient [T, R, E]. */
export function alongVectors({ x, steps, rows }: RowBatch, gradient: Float32Array): Float32Array {
  const heat = new Float32Array(steps * rows)
  const width = x.length / heat.length
  for (let i = 0; i < heat.length; i++) {
    let sum = 0
    for (let k = i * width; k < (i + 1) * width; k++) sum += gradient[k] * x[k]
    heat[i] = sum
  }
  return heat
}
