import type { LabelledTokens } from './corpus.js'
import { BOOST_LIMIT } from './options.js'

/** Kept in step with kernels/target2vec.ts. */
export const SIGMOIDS = 8192
const SIGMOID_RANGE = 8

/** σ at SIGMOIDS + 1 even steps over [−8, 8]. */
export function sigmoidTable(): Float32Array {
  return Float32Array.from(
    { length: SIGMOIDS + 1 },
    (_, n) => 1 / (1 + Math.exp(SIGMOID_RANGE - (2 * SIGMOID_RANGE * n) / SIGMOIDS)),
  )
}

/**
 * Vose's alias table of counts^power, [words, 2]: a threshold of 32 bits and the alias. A word without a count is never drawn
 * (unless nothing has one).
 */
export function aliasTable(counts: ArrayLike<number>, power = 0.75): Uint32Array {
  const size = counts.length
  const table = new Uint32Array(size * 2)
  const share = Float64Array.from(counts, (count) => (count > 0 ? count ** power : 0))
  const sum = share.reduce((total, value) => total + value, 0)
  const small: number[] = []
  const large: number[] = []
  for (let word = 0; word < size; word++) {
    share[word] = sum > 0 ? (share[word]! * size) / sum : 1
    ;(share[word]! < 1 ? small : large).push(word)
  }
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!
    const more = large.pop()!
    table[2 * less] = Math.floor(share[less]! * 0xffffffff)
    table[2 * less + 1] = more
    share[more] = share[more]! + share[less]! - 1
    ;(share[more]! < 1 ? small : large).push(more)
  }
  for (const word of [...small, ...large]) {
    table[2 * word] = 0xffffffff
    table[2 * word + 1] = word
  }
  return table
}

/** The chance of each word to stay, (√(f/t) + 1)·t/f as in word2vec.c, in 32 bits; `subsample` 0 keeps all. */
export function keepThresholds(counts: ArrayLike<number>, subsample: number): Uint32Array {
  let total = 0
  for (let word = 0; word < counts.length; word++) total += counts[word]!
  return Uint32Array.from(counts, (count) => {
    if (subsample === 0 || count === 0) return 0xffffffff
    const ratio = (subsample * total) / count
    return Math.floor(Math.min(1, Math.sqrt(ratio) + ratio) * 0xffffffff)
  })
}

/** How much longer a label's steps are: `wanted` over the tokens of its documents and words, within 1..BOOST_LIMIT. */
export function labelBoosts(corpus: LabelledTokens, wanted: number): Float32Array {
  const { labels, labelsPerDocument, labelCount, offsets, wordLabels, wordCounts } = corpus
  const tokens = new Float64Array(labelCount)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at]!
    const document = Math.floor(at / labelsPerDocument)
    if (label < labelCount) tokens[label] = tokens[label]! + offsets[document + 1]! - offsets[document]!
  }
  for (const [word, label] of wordLabels?.entries() ?? [])
    if (label < labelCount) tokens[label] = tokens[label]! + wordCounts[word]!
  return Float32Array.from(tokens, (count) => Math.min(BOOST_LIMIT, Math.max(1, wanted / Math.max(1, count))))
}
