import type { LabelledTokens } from './corpus.js'
import type { Target2VecOptions } from './options.js'
import { randomBits, streamSeed } from './random.js'
import { aliasTable, keepThresholds, labelBoosts, SIGMOIDS, sigmoidTable } from './tables.js'
import { type WasmMemory, wasm } from './wasm.js'

const PAGE = 65_536
const CACHE_LINE = 64

/** Where everything lies in the shared memory: byte addresses; the kernel has the shapes. */
export interface Layout {
  stride: number
  inputs: number
  contexts: number
  tokens: number
  offsets: number
  order: number
  labels: number
  boosts: number
  wordLabels: number
  keep: number
  aliases: number
  sigmoids: number
  /** [threads] u32: tokens seen in this round. */
  progress: number
  rooms: { kept: number; rows: number; outs: number; steps: number; changes: number; scales: number; weights: number }[]
  bytes: number
}

export interface Shared {
  memory: WasmMemory
  layout: Layout
  /** [words + labels, stride / 4]: the rows of words, then of labels. */
  inputs: Float32Array
  /** [words, stride / 4] */
  contexts: Float32Array
  order: Uint32Array
  progress: Uint32Array
}

function plan(corpus: LabelledTokens, options: Target2VecOptions): Layout {
  let bytes = CACHE_LINE
  const take = (size: number): number => {
    const at = bytes
    bytes += Math.ceil(size / CACHE_LINE) * CACHE_LINE
    return at
  }
  const words = corpus.wordCounts.length
  const documents = corpus.offsets.length - 1
  const stride = Math.ceil(options.dimensions / 16) * 64
  const { wordLabels } = corpus
  const mostWordLabels = wordLabels ? Math.min(corpus.labelCount, 2 * options.window) : 0
  // Objectives of a mean keep that and its change among `changes`.
  const mostInputs = Math.max(2, 2 * options.window + corpus.labelsPerDocument + mostWordLabels)
  const mostOutputs = options.negatives + 1
  let longest = 0
  for (let document = 0; document < documents; document++) {
    longest = Math.max(longest, corpus.offsets[document + 1]! - corpus.offsets[document]!)
  }
  return {
    stride,
    inputs: take((words + corpus.labelCount) * stride),
    contexts: take(words * stride),
    tokens: take(corpus.tokens.length * 4),
    offsets: take(corpus.offsets.length * 4),
    order: take(documents * 4),
    labels: take(corpus.labels.length * 4),
    boosts: take(corpus.labelCount * 4),
    wordLabels: take((wordLabels?.length ?? 0) * 4),
    keep: take(words * 4),
    aliases: take(words * 8),
    sigmoids: take((SIGMOIDS + 1) * 4),
    progress: take(options.threads * 4),
    rooms: Array.from({ length: options.threads }, () => ({
      kept: take(longest * 4),
      rows: take(mostInputs * 4),
      outs: take(mostOutputs * 4),
      steps: take(mostInputs * mostOutputs * 4),
      changes: take(mostInputs * stride),
      scales: take(mostInputs * 4),
      weights: take(mostInputs * 4),
    })),
    bytes,
  }
}

/** One shared memory with the corpus, the tables and the start values in it: inputs uniform in ±1/2 / dimensions, contexts zero. */
export function shareCorpus(corpus: LabelledTokens, options: Target2VecOptions): Shared {
  const layout = plan(corpus, options)
  const pages = Math.ceil(layout.bytes / PAGE)
  if (pages > 65_536)
    throw new RangeError(
      `Target2Vec: ${Math.ceil(layout.bytes / 2 ** 30)} GB do not fit a memory of 4 GB; take fewer words or dimensions`,
    )
  const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true })
  const { buffer } = memory
  const numbers = (at: number, length: number) => new Uint32Array(buffer, at, length)
  const floats = (at: number, length: number) => new Float32Array(buffer, at, length)
  const words = corpus.wordCounts.length
  const documents = corpus.offsets.length - 1
  const width = layout.stride / 4

  numbers(layout.tokens, corpus.tokens.length).set(corpus.tokens)
  numbers(layout.offsets, corpus.offsets.length).set(corpus.offsets)
  numbers(layout.labels, corpus.labels.length).set(corpus.labels)
  numbers(layout.keep, words).set(keepThresholds(corpus.wordCounts, options.subsample))
  numbers(layout.aliases, words * 2).set(aliasTable(corpus.wordCounts))
  floats(layout.sigmoids, SIGMOIDS + 1).set(sigmoidTable())
  if (corpus.wordLabels) numbers(layout.wordLabels, words).set(corpus.wordLabels)
  floats(layout.boosts, corpus.labelCount).set(labelBoosts(corpus, options.rareLabelTokens))

  const inputs = floats(layout.inputs, (words + corpus.labelCount) * width)
  const bits = randomBits(streamSeed(options.seed, 0))
  for (let row = 0; row < inputs.length; row += width) {
    for (let d = 0; d < options.dimensions; d++) inputs[row + d] = (bits() / 2 ** 32 - 0.5) / options.dimensions
  }
  return {
    memory,
    layout,
    inputs,
    contexts: floats(layout.contexts, words * width),
    order: numbers(layout.order, documents),
    progress: numbers(layout.progress, options.threads),
  }
}
