import type { CoarseTag, TokenForm } from './morpheme.js'
import { normalise } from './normalise.js'
import type { Tokenizer } from './tokenizer.js'

const HANGUL = /\p{Script=Hangul}$/u

const CONTENT: ReadonlySet<CoarseTag> = new Set([
  'noun',
  'verb',
  'adjective',
  'adverb',
  'interjection',
  // CG, OST, and the words too new for the dictionary: nouns nearly always.
  'foreign',
  'unknown',
])

/** Whether a form carries meaning of its own: what lexicon and vectors are made of. Particles and endings drown the neighbours. */
export function isContent(form: Pick<TokenForm, 'tag'>): boolean {
  return CONTENT.has(form.tag)
}

/**
 * The vocabulary entry of a form, for lexicon and vectors: its lemma. 뻔한 and 뻔하고 are 뻔하다, CG and cg are cg, and the roots of
 * 하다-adjectives stand without it (진부, 훈훈), as people shorten them. In English loved and loves are love.
 */
export function wordOf(form: Pick<TokenForm, 'lemma'>): string {
  return form.lemma
}

/**
 * The vocabulary entries that a typed word may mean, likeliest first: itself, the one content morpheme in it (뻔한 → 뻔하다,
 * 진부하다 → 진부), itself as a dictionary form (재밌 → 재밌다); where it holds several content morphemes, each of them, longest first.
 */
export function lookupKeys(tokenizer: Tokenizer, word: string): string[] {
  const typed = normalise(word).text.trim()
  if (typed === '') return []
  const found = tokenizer.analyse(typed).morphemes.filter(isContent).map(wordOf)
  const longestFirst = found.toSorted((a, b) => b.length - a.length)
  return [...new Set([typed.toLowerCase(), ...longestFirst, ...(HANGUL.test(typed) ? [`${typed}다`] : [])])]
}
