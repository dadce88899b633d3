import { existsSync, readFileSync } from 'node:fs'
import { type Calibration, probabilities } from '../nlp/encoder/calibrate.js'
import type { Encoder } from '../nlp/encoder/infer.js'
import { addHeat, addReview, type Evidence, emptyEvidence, POLES, packEvidence, unpackEvidence } from '../nlp/lexicon/evidence.js'
import type { TokenisedCorpus } from '../nlp/text/tokenised-corpus.js'
import type { Corpus } from './corpus.js'
import { type Report, writeFileAtomic } from './workspace.js'

/** Reviews between two checkpoints; a few seconds of work. */
const CHUNK = 16_384
const BATCH = 256
const CLASSES = 3

interface Explained {
  corpus: Pick<Corpus, 'labels'>
  tokens: TokenisedCorpus
  /** Word number of each token form, −1 for none. */
  wordOfForm: Int32Array
  words: number
  encoder: Encoder
  calibration: Calibration
  /** Every how many-th review is read. */
  stride: number
}

/**
 * Runs Grad-CAM over the reviews and sums what it says of each word. Heat counts where the encoder read the review rightly as 부정 or
 * 긍정: an explanation of a wrong reading would teach the lexicon the mistake.
 *
 * @param path checkpoint; the same call goes on from it
 */
export async function explainCorpus(given: Explained, path: string, report: Report): Promise<Evidence> {
  const { corpus, tokens } = given
  const reviews = Math.ceil(corpus.labels.length / given.stride)
  let { done, evidence } = readCheckpoint(path, given.words)
  while (done < reviews) {
    const end = Math.min(reviews, done + CHUNK)
    await explainChunk(given, evidence, done, end)
    done = end
    writeCheckpoint(path, done, evidence)
    report(done, reviews)
  }
  return evidence

  function length(review: number): number {
    return tokens.offsets[review + 1] - tokens.offsets[review]
  }

  async function explainChunk(from: Explained, into: Evidence, start: number, stop: number): Promise<void> {
    // Alike lengths in one batch: little padding.
    const order = Array.from({ length: stop - start }, (_, at) => (start + at) * from.stride).sort(
      (a, b) => length(a) - length(b),
    )
    for (let at = 0; at < order.length; at += BATCH) await explainBatch(from, into, order.slice(at, at + BATCH))
  }
}

async function explainBatch(given: Explained, evidence: Evidence, reviews: number[]): Promise<void> {
  const { tokens, corpus, encoder, calibration, wordOfForm } = given
  const formsOf = (review: number) => tokens.tokens.subarray(tokens.offsets[review], tokens.offsets[review + 1])
  const { logits, cam } = await encoder.run(reviews.map((review) => Array.from(formsOf(review), (form) => tokens.forms[form])))
  const likely = probabilities(logits, calibration, 'balanced')
  reviews.forEach((review, at) => {
    const label = corpus.labels[review]
    const words = Int32Array.from(formsOf(review), (form) => wordOfForm[form])
    addReview(evidence, words, label)
    const read = likely[at * CLASSES + 1] >= likely[at * CLASSES] ? 1 : 0
    if (label >= POLES || read !== label) return
    addHeat(evidence, words, cam[at].subarray(label * words.length, (label + 1) * words.length), label)
  })
}

function readCheckpoint(path: string, words: number): { done: number; evidence: Evidence } {
  if (!existsSync(path)) return { done: 0, evidence: emptyEvidence(words) }
  const bytes = readFileSync(path)
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  return { done: numbers[0], evidence: unpackEvidence(numbers.subarray(1), words) }
}

function writeCheckpoint(path: string, done: number, evidence: Evidence): void {
  const packed = packEvidence(evidence)
  const numbers = new Float64Array(packed.length + 1)
  numbers[0] = done
  numbers.set(packed, 1)
  writeFileAtomic(path, new Uint8Array(numbers.buffer))
}
