/**
 * What may become part of a compound, by ko-dic's tags. Written together by mistake is not a word: adverbs (안, 잘), determiners
 * (이, 한), pronouns and dependent nouns (수, 것, 번) keep their own places, and negation stays visible.
 */
const BODY = new Set(['NNG', 'NNP', 'XR', 'IC', 'SL', 'SH', 'NA', 'UNK', 'UNKNOWN'])
const STEM = new Set(['VV', 'VA'])

/** Nouns and suffixes that go with anything: plural, honorific, each, about, together, when … */
const LOOSE = new Set(['들', '님', '씩', '쯤', '끼리', '때', '후', '전', '중', '분', '뿐', '용', '짜리', '동안', '간'])
/** Verbs that say little of their own: what stands before them is the word, and it is a word with a space between as well. */
const LIGHT = new Set(['있', '없', '잇', '같', '하', '되', '주', '보', '가', '오', '나오', '지', '받'])

/** Whether something with this tag and surface may be glued to what follows. */
export function mayLead(pos: string, surface: string): boolean {
  return ((BODY.has(pos) || pos === 'XSN') && !LOOSE.has(surface)) || pos === 'XPN' || (STEM.has(pos) && surface.length === 1)
}

/** Whether it may be glued to what stands before it. A stem of one syllable before it takes one syllable only (볼+만, 존+잼). */
export function mayFollow(pos: string, surface: string, leader: { pos: string }): boolean {
  if (STEM.has(leader.pos)) return surface.length === 1 && (pos === 'NNG' || surface === '만') && !LOOSE.has(surface)
  if (STEM.has(pos)) return !LIGHT.has(surface)
  return (BODY.has(pos) || pos === 'XSN') && !LOOSE.has(surface)
}
