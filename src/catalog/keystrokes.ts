/** Text as the keys that type it on a Korean keyboard: what is typed so far is then the beginning of what will be typed. */

const SYLLABLES = 0xac00
const LAST_SYLLABLE = 0xd7a3
const ONSETS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ'
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ')
const CODAS = ' ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(' ')
/** Two keys that an input method shows as one letter while the next syllable is not begun: ㅄ in 인셊 on the way to 인셉션. */
const DOUBLE: Record<string, string> = {
  ㄳ: 'ㄱㅅ',
  ㄵ: 'ㄴㅈ',
  ㄶ: 'ㄴㅎ',
  ㄺ: 'ㄹㄱ',
  ㄻ: 'ㄹㅁ',
  ㄼ: 'ㄹㅂ',
  ㄽ: 'ㄹㅅ',
  ㄾ: 'ㄹㅌ',
  ㄿ: 'ㄹㅍ',
  ㅀ: 'ㄹㅎ',
  ㅄ: 'ㅂㅅ',
}
const KEPT = /[\p{L}\p{N}]/u

/** Keys of the letters and digits of a text, in lower case; spaces and punctuation are left out. */
export function keystrokes(text: string): string {
  let keys = ''
  for (const character of text.normalize('NFC').toLowerCase()) {
    const code = character.charCodeAt(0)
    if (code >= SYLLABLES && code <= LAST_SYLLABLE) {
      const index = code - SYLLABLES
      keys += ONSETS[Math.floor(index / 588)] + VOWELS[Math.floor((index % 588) / 28)] + CODAS[index % 28]
    } else if (KEPT.test(character)) keys += DOUBLE[character] ?? character
  }
  return keys
}

/** The first consonants of the syllables of a text (인셉션 → ㅇㅅㅅ), other letters and digits as they are. */
export function initials(text: string): string {
  let out = ''
  for (const character of text.normalize('NFC').toLowerCase()) {
    const code = character.charCodeAt(0)
    if (code >= SYLLABLES && code <= LAST_SYLLABLE) out += ONSETS[Math.floor((code - SYLLABLES) / 588)]
    else if (KEPT.test(character)) out += character
  }
  return out
}

/** Whether a query is initials only: ㅇㅅㅅ. */
export const isInitials = (query: string): boolean => /^[ㄱ-ㅎ][ㄱ-ㅎ\d]+$/.test(query)
