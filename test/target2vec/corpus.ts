import type { LabelledTokens } from '#src/nlp/target2vec/corpus.js'
import { randomBits } from '#src/nlp/target2vec/random.js'

/** Documents of numbers and labels, packed. */
export function pack(documents: number[][], labels: number[][], words: number, labelCount: number): LabelledTokens {
  const offsets = [0]
  const wordCounts = new Uint32Array(words)
  for (const document of documents) {
    offsets.push(offsets.at(-1)! + document.length)
    for (const word of document) wordCounts[word]!++
  }
  return {
    tokens: Uint32Array.from(documents.flat()),
    offsets: Uint32Array.from(offsets),
    wordCounts,
    labels: Uint32Array.from(labels.flat()),
    labelsPerDocument: labels[0]!.length,
    labelCount,
  }
}

/**
 * Two classes (labels 0 and 1), three films (labels 2, 3, 4). Word 0 stands in every document; words 1–4 are said of class 0, 5–8 of
 * class 1; 9, 10 and 11 each of one film. Film 4 has a handful of documents.
 */
export function planted(documents: number, seed = 5n): LabelledTokens {
  const bits = randomBits(seed)
  const texts: number[][] = []
  const labels: number[][] = []
  for (let n = 0; n < documents; n++) {
    const side = bits() % 2
    const film = n < 5 ? 2 : bits() % 2
    const own = () => 1 + 4 * side + (bits() % 4)
    texts.push([own(), 0, own(), 9 + film, own()])
    labels.push([side, 2 + film])
  }
  return pack(texts, labels, 12, 5)
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let ab = 0
  let aa = 0
  let bb = 0
  for (let d = 0; d < a.length; d++) {
    ab += a[d]! * b[d]!
    aa += a[d]! * a[d]!
    bb += b[d]! * b[d]!
  }
  return ab / Math.sqrt(aa * bb)
}
