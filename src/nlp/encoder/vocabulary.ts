import type { TokenForm } from '../text/morpheme.js'
import { encodedSurface, type NgramUnit, ngramIds } from './ngrams.js'

export const UNKNOWN = 1
/** Row 0 is padding, row 1 the unknown word. */
const FIRST_WORD = 2

/** What a bundle keeps of the encoder's tables, as JSON: words[i] is 'surface/tag' of word id i + 2. */
export interface Vocabulary {
  words: string[]
  /** Rows of the n-gram table, the padding row included. */
  buckets: number
  /** By default 'syllable'. */
  ngrams?: NgramUnit
}

type Form = Pick<TokenForm, 'surface' | 'tag' | 'initial'>

const wordKey = (form: Form): string => `${encodedSurface(form)}/${form.tag}`

/**
 * The most frequent 'surface/tag' forms of a corpus, most frequent first, ties in the order of their characters.
 *
 * @param counts occurrences of each form
 * @param options words: rows of the word table, the two of padding and unknown included; minimum: fewest occurrences of a word
 */
export function buildVocabulary(
  forms: readonly Form[],
  counts: ArrayLike<number>,
  options: { words: number; buckets: number; ngrams?: NgramUnit; minimum?: number },
): Vocabulary {
  const totals = new Map<string, number>()
  for (const [i, form] of forms.entries()) {
    const key = wordKey(form)
    totals.set(key, (totals.get(key) ?? 0) + counts[i])
  }
  const words = [...totals]
    .filter(([, count]) => count >= (options.minimum ?? 2))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, options.words - FIRST_WORD)
    .map(([word]) => word)
  return { words, buckets: options.buckets, ngrams: options.ngrams }
}

export interface FormNumbers {
  /** Row of the word table: 1 (unknown) or more. */
  wordId(form: Form): number
  /** Rows of the n-gram table, each 1..buckets−1. */
  ngramIds(form: Form): number[]
}

export function openVocabulary(vocabulary: Vocabulary): FormNumbers {
  // By tag and then by surface: no key has to be put together for a look.
  const byTag = new Map<string, Map<string, number>>()
  for (const [i, word] of vocabulary.words.entries()) {
    const slash = word.lastIndexOf('/')
    const tag = word.slice(slash + 1)
    const ids = byTag.get(tag) ?? new Map<string, number>()
    byTag.set(tag, ids.set(word.slice(0, slash), i + FIRST_WORD))
  }
  return {
    wordId: (form) => byTag.get(form.tag)?.get(encodedSurface(form)) ?? UNKNOWN,
    ngramIds: (form) => ngramIds(form, vocabulary.buckets, vocabulary.ngrams),
  }
}

/** Rows of the word table that a vocabulary needs. */
export const wordRows = (vocabulary: Vocabulary): number => vocabulary.words.length + FIRST_WORD
