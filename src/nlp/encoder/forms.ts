import type { TokenForm } from '../text/morpheme.js'
import type { FormTable } from './embedding.js'
import { openVocabulary, UNKNOWN, type Vocabulary } from './vocabulary.js'

/**
 * The numbers of a corpus's forms, and as the last one (number forms.length) of a token that stands in an empty document: an
 * unknown word without n-grams.
 */
export function formTable(forms: readonly TokenForm[], vocabulary: Vocabulary): FormTable {
  const numbers = openVocabulary(vocabulary)
  const words = new Int32Array(forms.length + 1)
  const starts = new Int32Array(forms.length + 2)
  const ids: number[] = []
  for (const [i, form] of forms.entries()) {
    words[i] = numbers.wordId(form)
    starts[i] = ids.length
    for (const id of numbers.ngramIds(form)) ids.push(id)
  }
  words[forms.length] = UNKNOWN
  starts.fill(ids.length, forms.length)
  return { words, starts, ids: Int32Array.from(ids) }
}
