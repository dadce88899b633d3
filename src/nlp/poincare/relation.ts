/** In how many documents words stand together. */
export interface Cooccurrence {
  documents: number
  /** [words, words]: documents that hold both; on the diagonal those that hold the word. */
  counts: Uint32Array
}

/**
 * Counts documents by the words in them, each word once a document.
 *
 * @param tokens form numbers, document after document
 * @param offsets where each document begins in `tokens`, [documents + 1]
 * @param wordOf the word of each form, below `words`, or −1 for none of them, [forms]
 */
export function cooccurrence(tokens: Uint32Array, offsets: Uint32Array, wordOf: Int32Array, words: number): Cooccurrence {
  const counts = new Uint32Array(words * words)
  const documents = offsets.length - 1
  for (let document = 0; document < documents; document++) {
    const held: number[] = []
    for (let at = offsets[document]; at < offsets[document + 1]; at++) {
      const word = wordOf[tokens[at]]
      if (word >= 0 && !held.includes(word)) held.push(word)
    }
    for (const a of held) for (const b of held) counts[a * words + b]++
  }
  return { documents, counts }
}

/** χ² of one degree of freedom, p = 0.001. */
const SIGNIFICANT = 10.83
const PARENTS = 5

/** A word, a commoner one that its documents hold oftener than others do, and how surely they do (G²). */
export interface Inclusion {
  word: number
  parent: number
  strength: number
}

/**
 * Which words stand inside the documents of which: u → v where v is in more documents than u and those of u hold it oftener than chance
 * would have it, by the likelihood ratio G² = 2 Σ O ln(O / E) over the four cells of (holds u, holds v) (Dunning 1993), above 10.83
 * (p = 0.001); of each u the five strongest, strongest first. That v is the commoner is what makes it the more general (Sanderson & Croft
 * 1999); their share of 0.8 of u's documents is out of reach where a document is a sentence or two.
 */
export function inclusions({ documents, counts }: Cooccurrence): Inclusion[] {
  const words = Math.sqrt(counts.length)
  const all: Inclusion[] = []
  for (let word = 0; word < words; word++) {
    const own = counts[word * words + word]
    const found: Inclusion[] = []
    for (let parent = 0; parent < words; parent++) {
      const theirs = counts[parent * words + parent]
      if (theirs <= own) continue
      const strength = likelihoodRatio(counts[word * words + parent], own, theirs, documents)
      if (strength >= SIGNIFICANT) found.push({ word, parent, strength })
    }
    all.push(...found.sort((a, b) => b.strength - a.strength).slice(0, PARENTS))
  }
  return all
}

/** G² of a table of documents, signed: negative where both are together less often than chance would have it. */
export function likelihoodRatio(both: number, a: number, b: number, documents: number): number {
  const cells = [
    [both, a * b],
    [a - both, a * (documents - b)],
    [b - both, (documents - a) * b],
    [documents - a - b + both, (documents - a) * (documents - b)],
  ]
  let sum = 0
  for (const [seen, product] of cells) if (seen > 0) sum += seen * Math.log((seen * documents) / product)
  return 2 * sum * (both * documents >= a * b ? 1 : -1)
}
