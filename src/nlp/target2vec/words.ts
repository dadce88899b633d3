/** A corpus as form numbers, as src/nlp/text makes it. */
export interface FormTokens {
  tokens: Uint32Array
  /** [documents + 1] */
  offsets: Uint32Array
}

export interface WordTokens extends FormTokens {
  /** Most frequent first; ties in the order of their first forms. */
  words: string[]
  /** [words] */
  wordCounts: Uint32Array
}

/**
 * Maps forms to the words that get vectors: `wordOfForm[form]` is the word of a form, null where it gets none (particles, endings);
 * several forms may share a word. Words seen fewer than `minCount` times are left out, and all but the `limit` most frequent. Documents
 * keep their numbers, and may end up empty.
 */
export function wordTokens(
  corpus: FormTokens,
  wordOfForm: readonly (string | null)[],
  { minCount = 10, limit = 60_000 }: { minCount?: number; limit?: number } = {},
): WordTokens {
  const formCounts = new Uint32Array(wordOfForm.length)
  for (const form of corpus.tokens) formCounts[form]!++
  const counts = new Map<string, number>()
  wordOfForm.forEach((word, form) => {
    if (word !== null) counts.set(word, (counts.get(word) ?? 0) + formCounts[form]!)
  })
  const kept = [...counts].filter(([, count]) => count >= minCount)
  kept.sort((a, b) => b[1] - a[1])
  kept.length = Math.min(kept.length, limit)

  const numbers = new Map(kept.map(([word], number) => [word, number]))
  const numberOfForm = Int32Array.from(wordOfForm, (word) => (word === null ? -1 : (numbers.get(word) ?? -1)))
  const tokens = new Uint32Array(kept.reduce((sum, [, count]) => sum + count, 0))
  const offsets = new Uint32Array(corpus.offsets.length)
  let length = 0
  for (let document = 0; document + 1 < offsets.length; document++) {
    for (let at = corpus.offsets[document]!; at < corpus.offsets[document + 1]!; at++) {
      const word = numberOfForm[corpus.tokens[at]!]!
      if (word >= 0) tokens[length++] = word
    }
    offsets[document + 1] = length
  }
  return { words: kept.map(([word]) => word), wordCounts: Uint32Array.from(kept, ([, count]) => count), tokens, offsets }
}
