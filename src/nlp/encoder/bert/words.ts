/** What BERT's pre-tokenisation takes for punctuation: Unicode's, and ASCII symbols that are none there. */
const PUNCTUATION = '\\p{P}\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E'
const WORD = new RegExp(`[^\\s${PUNCTUATION}]+|[${PUNCTUATION}]`, 'gu')
const PUNCTUATION_ONLY = new RegExp(`^[${PUNCTUATION}]$`, 'u')
const DROPPED = /[\0\uFFFD\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u
const ACCENTS = /\p{Mn}/gu

/** How BERT's tokenizer changes a text before it looks for words; without a flag set it leaves it as it is. */
export interface Cleaning {
  lowercase: boolean
  stripAccents: boolean
}

/** A word of an eojeol: its characters as they are looked up, and for each where it stood, as UTF-16 offsets. */
export interface Word {
  characters: string[]
  starts: number[]
  ends: number[]
}

/** Han ideographs, each a word of its own; those beyond 16 bits are not recognised by the tokenizers that are followed here. */
const isHan = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0xf900 && code <= 0xfaff)

/**
 * The words that BERT's normaliser and pre-tokenizer find in an eojeol (a text without spaces): invisible characters left out, Han
 * ideographs and punctuation one by one, in lower case where `cleaning` says so.
 */
export function wordsOf(eojeol: string, cleaning: Cleaning): Word[] {
  const source: { text: string; start: number; end: number }[] = []
  const lowered = cleaning.lowercase ? eojeol.toLowerCase() : eojeol
  // The lower case of a few letters has another length; then each letter is taken by itself.
  const whole = lowered.length === eojeol.length
  let at = 0
  for (const character of eojeol) {
    const end = at + character.length
    const text = whole ? lowered.slice(at, end) : cleaning.lowercase ? character.toLowerCase() : character
    if (!DROPPED.test(character)) source.push({ text, start: at, end })
    at = end
  }
  const words: Word[] = []
  let word: Word | null = null
  for (const { text, start, end } of source) {
    const bare = cleaning.stripAccents ? text.normalize('NFD').replace(ACCENTS, '') : text
    const alone = isHan(bare.charCodeAt(0))
    for (const match of bare.match(WORD) ?? []) {
      const apart = alone || (match.length === bare.length && PUNCTUATION_ONLY.test(match))
      if (word === null || apart) {
        word = { characters: [], starts: [], ends: [] }
        words.push(word)
      }
      for (const character of match) {
        word.characters.push(character)
        word.starts.push(start)
        word.ends.push(end)
      }
      if (apart) word = null
    }
  }
  return words
}
