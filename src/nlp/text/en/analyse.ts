import { createRequire } from 'node:module'
import type { ItsFunction, WinkMethods } from 'wink-nlp'
import type { Part } from '../eojeol.js'
import type { AnalyseWord } from '../language.js'
import type { CoarseTag } from '../morpheme.js'
import { COARSE, FUNCTION_WORDS, OWN_TAGS } from './words.js'

/** Longer ones are no words, and are left as they are. */
const LONGEST_WORD = 40

let opened: AnalyseWord | undefined

/** Opens winkNLP with its English model: once a thread, a fifth of a second and about 40 MB; later calls give the same. */
export function openAnalyser(): AnalyseWord {
  if (opened) return opened
  // Loaded when English is asked for: Korean is served without it.
  const require = createRequire(import.meta.url)
  const wink = require('wink-nlp') as typeof import('wink-nlp').default
  const nlp = wink(require('wink-eng-lite-web-model') as typeof import('wink-eng-lite-web-model').default, ['pos'])
  opened = (word) => [analyse(nlp, word)]
  return opened
}

/** The likeliest part of speech of a word in lower case, and its dictionary form (loved → love, worst → bad, children → child). */
function analyse(nlp: WinkMethods, word: string): Part {
  if (word.length > LONGEST_WORD) return { surface: word, lemma: word, tag: 'unknown', pos: 'X' }
  const tokens = nlp.readDoc(word).tokens()
  const tags = tokens.out(nlp.its.pos as ItsFunction<string>)
  // What the model would cut (3d, gotta) stays whole; its last piece is its head.
  const pos = tags.at(-1) ?? 'X'
  const lemma = tags.length === 1 ? tokens.out(nlp.its.lemma as ItsFunction<string>)[0] : word
  return { surface: word, lemma: lemma.toLowerCase(), tag: coarseTag(word, lemma, pos), pos }
}

function coarseTag(word: string, lemma: string, pos: string): CoarseTag {
  if (lemma === 'not') return 'adverb'
  if (Object.hasOwn(OWN_TAGS, word)) return OWN_TAGS[word]
  if (FUNCTION_WORDS.has(word)) return 'particle'
  if (!/\p{Script=Latin}/u.test(word)) return /\p{L}/u.test(word) ? 'foreign' : 'number'
  return COARSE[pos] ?? 'unknown'
}
