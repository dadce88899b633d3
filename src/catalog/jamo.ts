/** Jamo of squeezed text, for forgiving typing slips. */

const SYLLABLES = 0xac00
const LAST_SYLLABLE = 0xd7a3

// Vowels that sound or are typed alike in loan words (어벤져스, 어벤저스; 위플래쉬, 위플레쉬) count as one: ㅐㅔㅒㅖ, ㅏㅑ … after ㅈㅊㅉㅅㅆ.
const VOWEL_CLASS = [0, 1, 2, 1, 4, 1, 6, 1, 8, 9, 10, 10, 12, 13, 14, 10, 16, 17, 18, 19, 20]
const GLIDE_FREE: Record<number, number> = { 2: 0, 6: 4, 12: 8, 17: 13 }
const SIBILANTS = new Set([9, 10, 12, 13, 14])

/** The jamo of a text as characters: onset, vowel and coda of each syllable; other letters as they are. */
export function jamo(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < SYLLABLES || code > LAST_SYLLABLE) {
      out += text[i]
      continue
    }
    const index = code - SYLLABLES
    const onset = Math.floor(index / 588)
    const vowel = VOWEL_CLASS[Math.floor((index % 588) / 28)]
    const coda = index % 28
    out += String.fromCharCode(0x1100 + onset, 0x1161 + (SIBILANTS.has(onset) ? (GLIDE_FREE[vowel] ?? vowel) : vowel))
    if (coda) out += String.fromCharCode(0x11a7 + coda)
  }
  return out
}

/** Whether two strings are at most one insertion, deletion, substitution or swap of neighbours apart. */
export function withinOneEdit(a: string, b: string): boolean {
  if (a.length > b.length) return withinOneEdit(b, a)
  if (b.length - a.length > 1) return false
  let i = 0
  while (i < a.length && a[i] === b[i]) i++
  let j = 0
  while (j < a.length - i && a[a.length - 1 - j] === b[b.length - 1 - j]) j++
  const [restA, restB] = [a.slice(i, a.length - j), b.slice(i, b.length - j)]
  if (restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}
