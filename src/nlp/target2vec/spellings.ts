const SYLLABLES = 0xac00
const LAST_SYLLABLE = 0xd7a3
// What is typed by two keys is two letters.
const ONSETS = [...'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ']
const VOWELS = 'ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ'.split(' ')
const CODAS = ' ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ'.split(' ')

let rows = [new Uint16Array(64), new Uint16Array(64)] as [Uint16Array, Uint16Array]

/**
 * Letters in which two spellings differ (Levenshtein), or `limit` where they are at least that far apart. Of Hangul give it the
 * letters that `lettersOf` makes: on them 뻔안 is one from 뻔한.
 */
export function spellingDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  // Two rows for all calls: thousands of words are compared for one slip.
  if (rows[0].length <= b.length) rows = [new Uint16Array(b.length + 1), new Uint16Array(b.length + 1)]
  let [before, row] = rows
  for (let j = 0; j <= b.length; j++) before[j] = j
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      row[j] = cost
      least = Math.min(least, cost)
    }
    if (least >= limit) return limit
    ;[before, row] = [row, before]
  }
  return Math.min(limit, before[b.length]!)
}

/**
 * Jamo in the order of typing, in lower case. An onset and a coda of one letter are the same (없어 and 업서 are one apart, not two), as
 * are those typed alone (뻔ㅎ한 is one from 뻔한), and 왜 is ㅗ and ㅐ: Unicode's own decomposition has a character for each place.
 */
export function lettersOf(text: string): string {
  let letters = ''
  for (const character of text.normalize('NFC').toLowerCase()) {
    const code = character.charCodeAt(0)
    const n = code - SYLLABLES
    const hangul = code >= SYLLABLES && code <= LAST_SYLLABLE
    letters += hangul ? ONSETS[Math.floor(n / 588)]! + VOWELS[Math.floor((n % 588) / 28)]! + CODAS[n % 28]! : character
  }
  return letters
}

const LONGEST = 60

/** Letters of word lists asked before: thousands of words would be taken apart for each slip otherwise. */
const asked = new WeakMap<readonly string[], string[]>()

function lettersOfAll(words: readonly string[]): string[] {
  let letters = asked.get(words)
  if (letters === undefined) {
    letters = words.map(lettersOf)
    asked.set(words, letters)
  }
  return letters
}

/** The known words spelt most like `word`, nearest first, then in their given order (most frequent first): none farther than two fifths of its jamo. */
export function nearestSpellings(words: readonly string[], word: string, count = 3): string[] {
  const typed = lettersOf(word.slice(0, LONGEST)).slice(0, LONGEST)
  const limit = Math.max(2, Math.floor(typed.length * 0.4)) + 1
  const near: { word: string; distance: number }[] = []
  for (const [n, letters] of lettersOfAll(words).entries()) {
    const distance = spellingDistance(typed, letters, limit)
    if (distance < limit) near.push({ word: words[n]!, distance })
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map((hit) => hit.word)
}
