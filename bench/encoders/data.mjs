// Documents for the contenders of bench/encoders.mjs: as many tokens as film reviews have, words as often as words are, in the batches
// that training makes of them.
import { writeFileSync } from 'node:fs'
import { documentLayout } from '#src/nlp/encoder/batches/layout.js'
import { epochBatches } from '#src/nlp/encoder/batches/plan.js'
import { ngramIds } from '#src/nlp/encoder/ngrams.js'
import { randomStream } from '#src/nlp/encoder/random.js'

const MEDIAN = 15
/** ln(45 / 15) over the 90th percentile of a normal distribution: a tenth of the documents have 45 tokens or more. */
const SPREAD = Math.log(3) / 1.2816
export const LONGEST = 64
/** By far the most frequent syllables of Korean begin blocks of 588 and 28: words of one to four of them share n-grams as real ones do. */
const SYLLABLES = 600
const [FIRST_SYLLABLE, ALL_SYLLABLES] = [0xac00, 11_172]

/** Log-normal lengths, Zipf's words (1 is the unknown one), three classes at random. */
export function documents({ count, words, classes, seed }) {
  const random = randomStream(seed, 1)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const offsets = new Uint32Array(count + 1)
  for (let doc = 0; doc < count; doc++) {
    const length = Math.round(MEDIAN * Math.exp(SPREAD * normal()))
    offsets[doc + 1] = offsets[doc] + Math.min(LONGEST, Math.max(1, length))
  }
  // Zipf's law by its inverse: ranks 1 … words, each in inverse proportion to its rank.
  const tokens = Uint32Array.from({ length: offsets[count] }, () => Math.min(words - 1, Math.floor(words ** random())))
  const labels = Uint8Array.from({ length: count }, () => Math.floor(random() * classes))
  return { tokens, offsets, labels }
}

/** Made-up words of one to four syllables, the more frequent ones shorter; a fifth begin an eojeol. */
export function forms({ words, seed }) {
  const random = randomStream(seed, 2)
  const syllable = () =>
    String.fromCharCode(FIRST_SYLLABLE + Math.floor((Math.floor(random() ** 2 * SYLLABLES) * ALL_SYLLABLES) / SYLLABLES))
  return Array.from({ length: words }, (_, rank) => {
    const length = 1 + Math.floor(random() * Math.min(4, 1 + Math.log10(1 + rank)))
    return { surface: Array.from({ length }, syllable).join(''), tag: 'NNG', initial: random() < 0.2 }
  })
}

/** n-gram rows of the forms: ids[starts[form] … starts[form + 1]). */
export function ngramTable(made, buckets) {
  const starts = new Int32Array(made.length + 1)
  const ids = made.flatMap((form, i) => {
    const own = ngramIds(form, buckets)
    starts[i + 1] = starts[i] + own.length
    return own
  })
  return { starts, ids: Int32Array.from(ids) }
}

/** A corpus as training knows it, all of it to learn from. */
export function corpusOf({ tokens, offsets, labels }, { words, classes }) {
  const targets = new Float32Array(labels.length * classes)
  for (const [doc, label] of labels.entries()) targets[doc * classes + label] = 1
  return { tokens, offsets, labels, targets, train: Uint32Array.from(labels, (_, doc) => doc), emptyForm: words }
}

/** The batches of the first epochs, in the order in which training takes them. */
export function batchesOf(corpus, { size, seed, epochs }) {
  const layout = documentLayout(corpus, LONGEST)
  return Array.from({ length: epochs }, (_, epoch) => epochBatches(corpus.train, layout, { size, seed, epoch })).flat()
}

/** Everything as int32 one after the other in FILE, and what is where in FILE.json: pytorch.py reads it. */
export function writeData(file, { corpus: { tokens, offsets, labels }, ngrams, batches, words, buckets }) {
  const batchStarts = [0]
  for (const { docs } of batches) batchStarts.push(batchStarts.at(-1) + docs.length)
  const arrays = {
    tokens,
    offsets,
    labels,
    ngramStarts: ngrams.starts,
    ngramIds: ngrams.ids,
    batchStarts,
    batchDocs: batches.flatMap(({ docs }) => [...docs]),
  }
  const all = Object.values(arrays)
  const whole = new Int32Array(all.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const values of all) {
    whole.set(values, at)
    at += values.length
  }
  writeFileSync(file, whole)
  const lengths = Object.entries(arrays).map(([name, { length }]) => [name, length])
  writeFileSync(`${file}.json`, JSON.stringify({ words, buckets, arrays: lengths }))
}
