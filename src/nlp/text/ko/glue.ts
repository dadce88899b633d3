import type { Part } from '../eojeol.js'

/**
 * What may become part of a compound, by ko-dic's tags. Written together by mistake is not a word: adverbs (안, 잘), determiners
 * (이, 한), pronouns and dependent nouns (수, 것, 번) keep their own places, and negation stays visible.
 */
const BODY = new Set(['NNG', 'NNP', 'XR', 'IC', 'SL', 'SH', 'NA', 'UNK', 'UNKNOWN', 'XSN'])
const STEM = new Set(['VV', 'VA'])

/** Nouns and suffixes that go with anything: plural, honorific, each, about, together, when … */
const LOOSE = new Set(['들', '님', '씩', '쯤', '끼리', '때', '후', '전', '중', '분', '뿐', '용', '짜리', '동안', '간'])
/** Verbs that say little of their own: what stands before them is the word, and it is a word with a space between as well. */
const LIGHT = new Set(['있다', '없다', '잇다', '같다', '하다', '되다', '주다', '보다', '가다', '오다', '지다', '받다', '내다'])

/** Whether this may be glued to what follows it. */
export function mayLead({ pos, surface, tag }: Part): boolean {
  if (tag === 'number') return true
  return (BODY.has(pos) && !LOOSE.has(surface)) || pos === 'XPN' || (STEM.has(pos) && surface.length === 1)
}

/**
 * Whether this may be glued to what stands before it. Verbs follow with a stem of one syllable only (짜증+나다; 돈 and 아깝다 are two
 * words), and a number (3+류) or a stem (볼+만, 존+잼) takes one syllable only.
 */
export function mayFollow({ pos, surface, lemma, tag }: Part, leader: Part): boolean {
  if (tag === 'number' || LOOSE.has(surface)) return false
  if (leader.tag === 'number') return surface.length === 1 && BODY.has(pos)
  if (STEM.has(leader.pos)) return surface.length === 1 && (pos === 'NNG' || surface === '만')
  if (STEM.has(pos)) return lemma.length === 2 && !LIGHT.has(lemma)
  return BODY.has(pos)
}
