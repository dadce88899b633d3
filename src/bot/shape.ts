/** What a text is made of, where that alone says that nothing was said. */
export type Shape = 'empty' | 'long' | 'emoji' | 'noise' | 'gibberish' | 'foreign' | 'plain'

const HANGUL = /[가-힣]/g
const JAMO = /[ㄱ-ㆎ]/g
/** Jamo that people write for laughing, crying, trembling and sulking. */
const MOOD = /[ㅋㅎㅠㅜㅡㄷㅇ]/g
const LATIN = /\p{Script=Latin}/gu
const LETTER = /\p{L}/gu

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** @param maxLength UTF-16 code units above which a text is 'long' */
export function shapeOf(text: string, maxLength: number): Shape {
  if (text.trim() === '') return 'empty'
  if (text.length > maxLength) return 'long'
  const letters = count(text, LETTER)
  if (letters === 0) return /\p{Extended_Pictographic}/u.test(text) ? 'emoji' : /\p{N}/u.test(text) ? 'plain' : 'noise'
  const syllables = text.match(HANGUL) ?? []
  const jamo = count(text, JAMO)
  if (syllables.length === 0) {
    if (jamo === letters) return count(text, MOOD) === jamo ? 'noise' : 'gibberish'
    return isKeyboardMashing(text) ? 'gibberish' : 'foreign'
  }
  const words = text.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  if (words.filter((word) => /[가-힣]/.test(word)).length * 3 < words.length) return 'foreign'
  const rare = syllables.filter((syllable) => !COMMON.has(syllable)).length
  return rare * 2 > syllables.length ? 'gibberish' : 'plain'
}

/** One Latin word without a vowel, or a row of the keyboard: 'asdf', 'qwer', 'hjkl'. */
function isKeyboardMashing(text: string): boolean {
  const word = text.trim().toLowerCase()
  if (count(word, LATIN) < 4 || /\s/.test(word)) return false
  return !/[aeiouy]/.test(word) || ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'].some((row) => row.includes(word.slice(0, 4)))
}

/** The 2,350 syllables of KS X 1001, which is what Korean is written with; 뷁 and 쉛 are not among them. */
const COMMON: ReadonlySet<string> = commonSyllables()

function commonSyllables(): Set<string> {
  const rows = 0xc8 - 0xb0 + 1
  const bytes = new Uint8Array(rows * 94 * 2)
  for (let row = 0; row < rows; row++) {
    for (let cell = 0; cell < 94; cell++) bytes.set([0xb0 + row, 0xa1 + cell], (row * 94 + cell) * 2)
  }
  return new Set(new TextDecoder('euc-kr').decode(bytes))
}
