/**
 * Words that ko-dic lacks or breaks, found by setting the corpus's frequent nouns before each particle: film words, and spellings
 * of CG. Lindera's WebAssembly build reads no user dictionary, so such a word is read as a noun that the dictionary knows.
 */
const OWN_WORDS = ['반전', '더빙', '몰입도', '저예산', '씨지', '시지', '씨쥐', '비쥬얼', '스포', '애니']

/** Nouns that take the same forms of the particles as the words they stand in for. */
const STAND_INS = { vowel: '드라마', rieul: '소설', consonant: '음악' }

const BY_LENGTH = OWN_WORDS.toSorted((a, b) => b.length - a.length)

/** The own word that a word begins with, and the same word with a stand-in for it; undefined where it begins with none. */
export function withStandIn(word: string): { own: string; standIn: string; replaced: string } | undefined {
  const own = BY_LENGTH.find((candidate) => word.startsWith(candidate))
  if (own === undefined) return undefined
  const final = (own.charCodeAt(own.length - 1) - 0xac00) % 28
  const standIn = STAND_INS[final === 0 ? 'vowel' : final === 8 ? 'rieul' : 'consonant']
  return { own, standIn, replaced: standIn + word.slice(own.length) }
}
