import { planMemory } from './memory.js'
import { NGRAM_LIMIT } from './ngrams.js'
import { UNKNOWN } from './vocabulary.js'

/** The numbers of each token form: its word's row, and its n-grams' rows as ids[starts[form] .. starts[form + 1]). */
export interface FormTable {
  words: Int32Array
  starts: Int32Array
  ids: Int32Array
}

/** Adam's settings for one step. */
export interface AdamStep {
  learningRate: number
  /** The global step, from 1: it corrects the moments' bias in all rows alike, also in those that were touched seldom. */
  step: number
  beta1: number
  beta2: number
  epsilon: number
  /** Largest L2 norm of all gradients together, beyond which they are scaled down. */
  clip: number
}

export interface Embedding {
  /** The batch's tokens, time-major: form · 2, plus 1 to take its word for an unknown one; −1 for an absent token. */
  readonly keys: Int32Array
  /** Token rows and their gradients, time-major; a batch uses the first tokens × dimensions of them. */
  readonly x: Float32Array
  readonly gx: Float32Array
  readonly words: Float32Array
  readonly ngrams: Float32Array
  readonly parameters: Record<string, Float32Array>
  readonly gradients: Record<string, Float32Array>
  /** Parameters and tables, and (`state`) their moments behind them: views of the same memory. */
  readonly weights: Uint8Array
  readonly state: Uint8Array
  /** Fills x from keys. */
  lookup(tokens: number): void
  /** Takes gx and the parameters' gradients, of the batch last looked up, into parameters and tables. Returns the gradients' norm. */
  update(tokens: number, adam: AdamStep): number
}

type KernelName = 'distinct' | 'compose' | 'spread' | 'collect' | 'wordGradients' | 'ngramGradients' | 'squaredNorm' | 'adam'
/** kernels/embedding.ts has the parameters: pointers and numbers. */
type Kernel = Record<KernelName, (...values: number[]) => number>

/** Dense parameters begin on cache lines. */
const aligned = (length: number): number => Math.ceil(length / 16) * 16

/**
 * Tables, dense parameters, their moments and all scratch space of the training loop in one WebAssembly memory, worked on by the
 * SIMD kernel. All values begin as zeros.
 *
 * @param sizes rows: of the word table; buckets: rows of the n-gram table; dimensions: a multiple of 4; tokens: most tokens of a
 *   batch, padding included; parameters: shapes of the dense parameters
 */
export function openEmbedding(
  forms: FormTable,
  sizes: { rows: number; buckets: number; dimensions: number; tokens: number; parameters: Record<string, readonly number[]> },
): Embedding {
  const { rows, buckets, dimensions, tokens } = sizes
  const names = Object.keys(sizes.parameters)
  const lengths = names.map((name) => sizes.parameters[name].reduce((product, size) => product * size, 1))
  const dense = lengths.reduce((sum, length) => sum + aligned(length), 0)
  const distinct = Math.min(tokens, 2 * forms.words.length)

  const plan = planMemory()
  const block = () => [plan.reserve(dense), plan.reserve(rows * dimensions), plan.reserve(buckets * dimensions)] as const
  const [parameterBlock, words, ngrams] = block()
  const weightsEnd = plan.reserve(0)
  const [parameterFirst, wordsFirst, ngramsFirst] = block()
  const [parameterSecond, wordsSecond, ngramsSecond] = block()
  const stateEnd = plan.reserve(0)
  const gradientBlock = plan.reserve(dense)
  const denseRow = plan.reserve(1)
  const formWords = plan.reserve(forms.words.length)
  const formStarts = plan.reserve(forms.starts.length)
  const formIds = plan.reserve(forms.ids.length)
  const keys = plan.reserve(tokens)
  const index = plan.reserve(tokens)
  const list = plan.reserve(distinct)
  const keySlots = plan.reserve(2 * forms.words.length)
  const wordSlots = plan.reserve(rows)
  const ngramSlots = plan.reserve(buckets)
  const x = plan.reserve(tokens * dimensions)
  const gx = plan.reserve(tokens * dimensions)
  const distinctRows = plan.reserve(distinct * dimensions)
  const touchedWords = plan.reserve(distinct)
  const wordGradients = plan.reserve(distinct * dimensions)
  const ngramRows = Math.min(buckets, distinct * NGRAM_LIMIT)
  const touchedNgrams = plan.reserve(ngramRows)
  const ngramGradients = plan.reserve(ngramRows * dimensions)
  const { buffer, floats, integers, load } = plan.open()
  integers(formWords).set(forms.words)
  integers(formStarts).set(forms.starts)
  integers(formIds).set(forms.ids)

  const kernel = load(new URL('../../kernels/embedding.wasm', import.meta.url)) as Kernel

  const views = (whole: Float32Array): Record<string, Float32Array> => {
    let start = 0
    return Object.fromEntries(
      names.map((name, i) => {
        const view = whole.subarray(start, start + lengths[i])
        start += aligned(lengths[i])
        return [name, view]
      }),
    )
  }
  const from = parameterBlock.pointer
  let count = 0

  return {
    keys: integers(keys),
    x: floats(x),
    gx: floats(gx),
    words: floats(words),
    ngrams: floats(ngrams),
    parameters: views(floats(parameterBlock)),
    gradients: views(floats(gradientBlock)),
    weights: new Uint8Array(buffer, from, weightsEnd.pointer - from),
    state: new Uint8Array(buffer, from, stateEnd.pointer - from),

    lookup(used) {
      count = kernel.distinct(keys.pointer, used, keySlots.pointer, index.pointer, list.pointer)
      kernel.compose(
        list.pointer,
        count,
        formWords.pointer,
        UNKNOWN,
        formStarts.pointer,
        formIds.pointer,
        words.pointer,
        ngrams.pointer,
        dimensions,
        distinctRows.pointer,
      )
      kernel.spread(index.pointer, used, distinctRows.pointer, dimensions, x.pointer)
    },

    update(used, { learningRate, step, beta1, beta2, epsilon, clip }) {
      kernel.collect(index.pointer, used, gx.pointer, dimensions, count, distinctRows.pointer)
      const wordCount = kernel.wordGradients(
        list.pointer,
        count,
        formWords.pointer,
        UNKNOWN,
        distinctRows.pointer,
        dimensions,
        wordSlots.pointer,
        touchedWords.pointer,
        wordGradients.pointer,
      )
      const ngramCount = kernel.ngramGradients(
        list.pointer,
        count,
        formStarts.pointer,
        formIds.pointer,
        distinctRows.pointer,
        dimensions,
        ngramSlots.pointer,
        touchedNgrams.pointer,
        ngramGradients.pointer,
      )
      const norm = Math.sqrt(
        kernel.squaredNorm(gradientBlock.pointer, dense) +
          kernel.squaredNorm(wordGradients.pointer, wordCount * dimensions) +
          kernel.squaredNorm(ngramGradients.pointer, ngramCount * dimensions),
      )
      const scale = norm > clip ? clip / norm : 1
      const correction = Math.sqrt(1 - beta2 ** step)
      const rate = (learningRate * correction) / (1 - beta1 ** step)
      const apply = (
        touched: number,
        n: number,
        gradients: number,
        table: number,
        first: number,
        second: number,
        width: number,
      ) => kernel.adam(touched, n, gradients, table, first, second, width, rate, beta1, beta2, epsilon * correction, scale)
      apply(
        denseRow.pointer,
        1,
        gradientBlock.pointer,
        parameterBlock.pointer,
        parameterFirst.pointer,
        parameterSecond.pointer,
        dense,
      )
      apply(
        touchedWords.pointer,
        wordCount,
        wordGradients.pointer,
        words.pointer,
        wordsFirst.pointer,
        wordsSecond.pointer,
        dimensions,
      )
      apply(
        touchedNgrams.pointer,
        ngramCount,
        ngramGradients.pointer,
        ngrams.pointer,
        ngramsFirst.pointer,
        ngramsSecond.pointer,
        dimensions,
      )
      return norm
    },
  }
}
