import { type Evidence, POLES } from './evidence.js'

/** One line of the dictionary of driving words. Pairs are 부정, 긍정; triples add 중립. */
export interface LexiconEntry {
  word: string
  /** Reviews that hold the word, by class. */
  documents: [number, number, number]
  /** Occurrences per 1,000 reviews of the class, times ln(reviews / reviews with the word). */
  tfidf: [number, number]
  /** Grad-CAM heat per 1,000 reviews of the class, each review's heat summing to 1. */
  gradcam: [number, number]
  /** E(w): 0 부정, 1 긍정, 2 중립. A word that drives both is 중립. */
  label: 0 | 1 | 2
}

/** A word belongs to a pole if at least this share of its heat does: chosen on half of the words that were marked by hand (docs/lexicon.md). */
const POLAR_SHARE = 0.85
/** Heat of reviews that is added, shared by the poles as their reviews are: a word that was hardly ever hot is not polar. */
const SMOOTHING = 0.1

/**
 * Makes the dictionary from what was summed over the reviews.
 *
 * @param words the vocabulary; `words[i]` is word number i of the evidence
 */
export function makeLexicon(words: readonly string[], evidence: Evidence): LexiconEntry[] {
  const reviews = evidence.reviews.reduce((sum, count) => sum + count, 0)
  return words.map((word, at) => {
    const documents = [...evidence.documents.subarray(at * 3, at * 3 + 3)] as [number, number, number]
    const idf = Math.log(reviews / Math.max(1, documents[0] + documents[1] + documents[2]))
    const perThousand = (count: number, of: number) => (of > 0 ? (1000 * count) / of : 0)
    const pair = (value: (pole: number) => number): [number, number] => [value(0), value(1)]
    return {
      word,
      documents,
      tfidf: pair((pole) => idf * perThousand(evidence.occurrences[at * POLES + pole], evidence.reviews[pole])),
      gradcam: pair((pole) => perThousand(evidence.heat[at * POLES + pole], evidence.heated[pole])),
      label: labelOf(evidence, at),
    }
  })
}

function labelOf({ heat, heated }: Evidence, word: number): 0 | 1 | 2 {
  const prior = SMOOTHING / Math.max(1, heated[0] + heated[1])
  const rate = (pole: number) => heat[word * POLES + pole] / Math.max(1, heated[pole]) + prior
  const share = rate(0) / (rate(0) + rate(1))
  if (share >= POLAR_SHARE) return 0
  if (1 - share >= POLAR_SHARE) return 1
  return 2
}

/** The words that drive a pole most, weighed by how much more they drive it than the other; best first. */
export function drivingWords(
  lexicon: readonly LexiconEntry[],
  pole: 0 | 1,
  column: 'tfidf' | 'gradcam',
  limit: number,
): LexiconEntry[] {
  const score = (entry: LexiconEntry) => {
    const [mine, other] = [entry[column][pole], entry[column][1 - pole]]
    return column === 'tfidf' ? mine : mine * Math.max(0, (mine - other) / (mine + other + 1e-9))
  }
  return [...lexicon].sort((a, b) => score(b) - score(a)).slice(0, limit)
}
