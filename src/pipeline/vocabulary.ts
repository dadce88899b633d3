import type { TokenForm } from '../nlp/text/morpheme.js'
import { isContent, wordOf } from '../nlp/text/words.js'

/** The content words that the lexicon and the vectors speak of, most frequent first. */
export interface WordList {
  words: string[]
  counts: Uint32Array
  /** Word number of each token form, −1 where the form is no content word or too rare, `[forms]`. */
  ofForm: Int32Array
}

/** @param minimum occurrences that a word needs */
export function listWords(forms: readonly TokenForm[], formCounts: Uint32Array, minimum: number): WordList {
  const counts = new Map<string, number>()
  forms.forEach((form, at) => {
    if (isContent(form)) counts.set(wordOf(form), (counts.get(wordOf(form)) ?? 0) + formCounts[at])
  })
  const kept = [...counts].filter(([, count]) => count >= minimum).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const numbers = new Map(kept.map(([word], number) => [word, number]))
  return {
    words: kept.map(([word]) => word),
    counts: Uint32Array.from(kept, ([, count]) => count),
    ofForm: Int32Array.from(forms, (form) => (isContent(form) ? (numbers.get(wordOf(form)) ?? -1) : -1)),
  }
}
