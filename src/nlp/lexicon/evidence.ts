/** What the reviews say of each word, summed one review at a time; all arrays are `[words × POLES]`, pole 0 부정 and 1 긍정, unless said otherwise. */
export interface Evidence {
  words: number
  /** Reviews of each of the three classes that hold the word, `[words × 3]`. */
  documents: Float64Array
  /** Occurrences. */
  occurrences: Float64Array
  /** Grad-CAM heat, each review's heat scaled to sum to 1. */
  heat: Float64Array
  /** Reviews seen of each class, `[3]`, and reviews with heat of each pole, `[2]`. */
  reviews: Float64Array
  heated: Float64Array
}

export const POLES = 2
const CLASSES = 3

export function emptyEvidence(words: number): Evidence {
  return {
    words,
    documents: new Float64Array(words * CLASSES),
    occurrences: new Float64Array(words * POLES),
    heat: new Float64Array(words * POLES),
    reviews: new Float64Array(CLASSES),
    heated: new Float64Array(POLES),
  }
}

/**
 * Adds one review's words.
 *
 * @param words word number of each morpheme, −1 where the morpheme is no content word (`[morphemes]`)
 * @param label class of the review, 0–2
 */
export function addReview(evidence: Evidence, words: Int32Array, label: number): void {
  evidence.reviews[label] += 1
  const seen = new Set<number>()
  for (const word of words) {
    if (word < 0) continue
    if (label < POLES) evidence.occurrences[word * POLES + label] += 1
    if (seen.has(word)) continue
    seen.add(word)
    evidence.documents[word * CLASSES + label] += 1
  }
}

/**
 * Adds the Grad-CAM heat of one review that the encoder read rightly as 부정 or 긍정.
 *
 * @param heat one value ≥ 0 per morpheme (`[morphemes]`); a review without heat adds nothing
 * @param pole 0 or 1
 */
export function addHeat(evidence: Evidence, words: Int32Array, heat: Float32Array, pole: number): void {
  let total = 0
  for (const value of heat) total += value
  if (!(total > 0)) return
  evidence.heated[pole] += 1
  words.forEach((word, at) => {
    if (word < 0) return
    evidence.heat[word * POLES + pole] += heat[at] / total
  })
}

const ARRAYS = ['documents', 'occurrences', 'heat', 'reviews', 'heated'] as const

/** The evidence as one block of numbers, for a checkpoint; `unpackEvidence` is its inverse. */
export function packEvidence(evidence: Evidence): Float64Array {
  const parts = ARRAYS.map((name) => evidence[name])
  const packed = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    packed.set(part, at)
    at += part.length
  }
  return packed
}

export function unpackEvidence(packed: Float64Array, words: number): Evidence {
  const evidence = emptyEvidence(words)
  let at = 0
  for (const name of ARRAYS) {
    evidence[name].set(packed.subarray(at, at + evidence[name].length))
    at += evidence[name].length
  }
  return evidence
}
