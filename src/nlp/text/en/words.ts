import type { CoarseTag } from '../morpheme.js'

/** The universal part-of-speech tags (https://universaldependencies.org/u/pos/), folded. Auxiliaries say nothing of their own. */
export const COARSE: Record<string, CoarseTag> = {
  NOUN: 'noun',
  PROPN: 'noun',
  VERB: 'verb',
  ADJ: 'adjective',
  ADV: 'adverb',
  INTJ: 'interjection',
  NUM: 'number',
  DET: 'determiner',
  PRON: 'determiner',
  AUX: 'particle',
  ADP: 'particle',
  CCONJ: 'particle',
  SCONJ: 'particle',
  PART: 'particle',
  SYM: 'symbol',
  PUNCT: 'symbol',
}

/** Read alone, these would be function words; what is liked and what is not there are what a review is about. */
export const OWN_TAGS: Readonly<Record<string, CoarseTag>> = { like: 'verb', no: 'adverb', nothing: 'noun' }

/** Adverbs and adjectives that bind sentences or count, and say nothing of their own. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set([
  ...['so', 'then', 'there', 'here', 'also', 'too', 'thus', 'hence', 'therefore', 'however', 'otherwise', 'meanwhile'],
  ...['when', 'where', 'why', 'how', 'whenever', 'wherever', 'whatever', 'whether'],
  ...['other', 'such', 'same', 'own', 'more', 'most', 'much', 'many', 'several', 'few'],
  ...['gonna', 'wanna', 'gotta'],
])

/** What stands after an apostrophe at the end of a word, and its lemma. 's is of be, have and the genitive. */
export const CLITICS: Record<string, string> = {
  "'s": "'s",
  "'m": 'be',
  "'re": 'be',
  "'ve": 'have',
  "'ll": 'will',
  "'d": 'would',
}

/** What n't (nt, not) is bound to, as the Penn Treebank cuts it (ca + n't, can + not), and its lemma. */
export const NEGATED: Record<string, string> = {
  ca: 'can',
  can: 'can',
  could: 'could',
  wo: 'will',
  would: 'would',
  sha: 'shall',
  should: 'should',
  might: 'might',
  must: 'must',
  need: 'need',
  do: 'do',
  does: 'do',
  did: 'do',
  is: 'be',
  are: 'be',
  was: 'be',
  were: 'be',
  ai: 'be',
  have: 'have',
  has: 'have',
  had: 'have',
}

/** Words that keep their full stop; no sentence ends with it. Single letters do as well (J. R. R.), all but I. */
export const ABBREVIATIONS = ['mr', 'mrs', 'ms', 'dr', 'st', 'jr', 'sr', 'prof', 'capt', 'lt', 'sgt', 'col', 'gen', 'rev', 'vs']
