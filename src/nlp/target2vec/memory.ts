import type { LabelledTokens, Numbers } from './corpus.js'
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
  /** Bytes of a token and of a label of a document: 2 where their numbers fit 16 bits, else 4. */
  tokenBytes: 2 | 4
  labelBytes: 2 | 4
  offsets: number
  order: number
  labels: number
  boosts: number
  wordLabels: number
  targets: number
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

/** How much room a corpus takes. */
export interface CorpusShape {
  tokens: number
  documents: number
  /** Tokens of the longest document. */
  longest: number
  words: number
  labelsPerDocument: number
  labelCount: number
  hasWordLabels: boolean
  targets: number
}

/** A corpus that lies where the training threads look for it. */
export interface Reserved {
  corpus: LabelledTokens
  layout: Layout
  memory: WasmMemory
  options: Target2VecOptions
}

function plan(shape: CorpusShape, options: Target2VecOptions): Layout {
  let bytes = CACHE_LINE
  const take = (size: number): number => {
    const at = bytes
    bytes += Math.ceil(size / CACHE_LINE) * CACHE_LINE
    return at
  }
  const { tokens, documents, longest, words, labelsPerDocument, labelCount, hasWordLabels, targets } = shape
  const stride = Math.ceil(options.dimensions / 16) * 64
  const tokenBytes = words <= 0x10000 ? 2 : 4
  // The last number of 16 bits says that there is no label.
  const labelBytes = labelCount < 0x10000 ? 2 : 4
  const mostWordLabels = hasWordLabels ? Math.min(labelCount, 2 * options.window) : 0
  // Objectives of a mean keep that and its change among `changes`.
  const mostInputs = Math.max(2, targets, 2 * options.window + labelsPerDocument + mostWordLabels)
  const mostOutputs = Math.max(targets, options.negatives + 1)
  return {
    stride,
    inputs: take((words + labelCount) * stride),
    contexts: take(words * stride),
    tokens: take(tokens * tokenBytes),
    tokenBytes,
    labelBytes,
    offsets: take((documents + 1) * 4),
    order: take(documents * 4),
    labels: take(documents * labelsPerDocument * labelBytes),
    boosts: take(labelCount * 4),
    wordLabels: take(hasWordLabels ? words * 4 : 0),
    targets: take(targets * 4),
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

export function shapeOf({
  tokens,
  offsets,
  wordCounts,
  labelsPerDocument,
  labelCount,
  wordLabels,
  targets,
}: LabelledTokens): CorpusShape {
  const documents = offsets.length - 1
  let longest = 0
  for (let document = 0; document < documents; document++)
    longest = Math.max(longest, offsets[document + 1]! - offsets[document]!)
  const hasWordLabels = wordLabels !== undefined
  const words = wordCounts.length
  return {
    tokens: tokens.length,
    documents,
    longest,
    words,
    labelsPerDocument,
    labelCount,
    hasWordLabels,
    targets: targets?.length ?? 0,
  }
}

/**
 * One shared memory with room for a corpus, for its caller to fill, and for what is trained on it: so nothing is there twice.
 * Throws RangeError where that is more than 4 GB.
 */
export function reserveCorpus(shape: CorpusShape, wordCounts: Uint32Array | Float64Array, options: Target2VecOptions): Reserved {
  const layout = plan(shape, options)
  const pages = Math.ceil(layout.bytes / PAGE)
  if (pages > 65_536)
    throw new RangeError(
      `Target2Vec: ${Math.ceil(layout.bytes / 2 ** 30)} GB do not fit a memory of 4 GB; take fewer words or dimensions`,
    )
  const memory = new wasm.Memory({ initial: pages, maximum: pages, shared: true })
  const numbers = (at: number, length: number) => new Uint32Array(memory.buffer, at, length)
  const narrow = (bytes: 2 | 4, at: number, length: number): Numbers =>
    bytes === 2 ? new Uint16Array(memory.buffer, at, length) : numbers(at, length)
  const { labelsPerDocument, labelCount } = shape
  const corpus: LabelledTokens = {
    tokens: narrow(layout.tokenBytes, layout.tokens, shape.tokens),
    offsets: numbers(layout.offsets, shape.documents + 1),
    wordCounts,
    labels: narrow(layout.labelBytes, layout.labels, shape.documents * labelsPerDocument),
    labelsPerDocument,
    labelCount,
    ...(shape.targets > 0 ? { targets: numbers(layout.targets, shape.targets) } : {}),
    ...(shape.hasWordLabels ? { wordLabels: numbers(layout.wordLabels, shape.words) } : {}),
  }
  return { corpus, layout, memory, options }
}

/** The same with a copy of the corpus in it. */
export function copyCorpus(corpus: LabelledTokens, options: Target2VecOptions): Reserved {
  const reserved = reserveCorpus(shapeOf(corpus), corpus.wordCounts, options)
  reserved.corpus.tokens.set(corpus.tokens)
  reserved.corpus.offsets.set(corpus.offsets)
  reserved.corpus.labels.set(corpus.labels)
  if (corpus.wordLabels) reserved.corpus.wordLabels!.set(corpus.wordLabels)
  if (corpus.targets) reserved.corpus.targets?.set(corpus.targets)
  return reserved
}

/** Writes the tables and the start values beside a corpus: inputs uniform in ±1/2 / dimensions, contexts zero. */
export function prepare({ corpus, layout, memory, options }: Reserved): Shared {
  const { buffer } = memory
  const numbers = (at: number, length: number) => new Uint32Array(buffer, at, length)
  const floats = (at: number, length: number) => new Float32Array(buffer, at, length)
  const words = corpus.wordCounts.length
  const width = layout.stride / 4
  numbers(layout.keep, words).set(keepThresholds(corpus.wordCounts, options.subsample))
  numbers(layout.aliases, words * 2).set(aliasTable(corpus.wordCounts))
  floats(layout.sigmoids, SIGMOIDS + 1).set(sigmoidTable())
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
    order: numbers(layout.order, corpus.offsets.length - 1),
    progress: numbers(layout.progress, options.threads),
  }
}
