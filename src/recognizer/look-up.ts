import { unknownWord, type VectorSpace } from '../nlp/target2vec/space.js'
import { lettersOf, nearestSpellings, spellingDistance } from '../nlp/target2vec/spellings.js'
import type { CoarseTag } from '../nlp/text/morpheme.js'
import type { Tokenizer } from '../nlp/text/tokenizer.js'
import { lookupKeys, wordOf } from '../nlp/text/words.js'

/** A slip of one letter is as likely as a word e³, some twenty times, rarer. */
const SLIP = 3
/** What a typed word has beside a known one, in slips: an ending or nothing, a particle, a suffix or number, another word. */
const REST = { ending: 0, particle: 0.5, affix: 1, number: 1, word: 2 } as const
const GRAMMAR = new Set<CoarseTag>(['ending', 'particle', 'affix', 'number', 'symbol'])

/**
 * The row of a typed word in the vocabulary: of the word itself, of the one that it is a form of (뻔한 → 뻔하다), or of a word in it
 * (주연배우 → 주연), unless it is rather another known word with a slip in it: the 스토 of 스토라 is farther than 스토리. By a noisy channel,
 * log count − 3 · slips.
 *
 * @param counts how often each word occurs in the corpus, `[words]`
 * @throws MalgwiError UNKNOWN_WORD with the spellings nearest to it
 */
export function lookUp(space: VectorSpace, counts: ArrayLike<number>, tokenizer: Tokenizer, word: string): number {
  const keys = lookupKeys(tokenizer, word)
  const rowOf = (key: string): number => space.words.indexOf(key.normalize('NFC'))
  const found = keys.find((key) => rowOf(key) >= 0)
  if (found === undefined) throw unknownWord(space, keys[0] ?? '')
  const row = rowOf(found)
  const rest = found === keys[0] ? 'ending' : restBeside(tokenizer, word, found)
  if (rest === 'ending') return row
  const score = (at: number, slips: number): number => Math.log(counts[at]) - SLIP * slips
  const typed = lettersOf(keys[0])
  const isNearer = (spelling: string): boolean =>
    spelling !== found &&
    score(rowOf(spelling), spellingDistance(typed, lettersOf(spelling), typed.length)) > score(row, REST[rest])
  if (nearestSpellings(space.words, keys[0]).some(isNearer)) throw unknownWord(space, keys[0])
  return row
}

/** What stands in a typed word beside the known one. */
function restBeside(tokenizer: Tokenizer, word: string, known: string): keyof typeof REST {
  const { morphemes } = tokenizer.analyse(word.trim())
  const others = morphemes.filter((morpheme) => wordOf(morpheme) !== known).map(({ tag }) => tag)
  if (others.some((tag) => !GRAMMAR.has(tag))) return 'word'
  return (['affix', 'number', 'particle'] as const).find((tag) => others.includes(tag)) ?? 'ending'
}
