import { recent } from '../recognizer/once.js'

const EDGE = /^[ㅋㅎㅠㅜ]+|[ㅋㅎㅠㅜ]+$/g

/** The medial vowels of a syllable (Unicode, Hangul Syllables) that sound alike, ㅐ ㅒ ㅖ: as ㅔ, however they were spelt. */
const AS_E = new Set([1, 3, 7])
const E = 5
function asHeard(letter: string): string {
  const place = letter.charCodeAt(0) - 0xac00
  const medial = Math.floor(place / 28) % 21
  return place >= 0 && place < 11_172 && AS_E.has(medial) ? String.fromCharCode(0xac00 + place + (E - medial) * 28) : letter
}

/** Past tenses as they are often typed, with ㅅ for ㅆ (봣는데, 재밋다); syllables that are words by themselves (갓, 앗) are not among them. */
const TYPED = '봣햇됏겟왓잇밋졋렷셧엿'
const MEANT = '봤했됐겠왔있밌졌렸셨였'
const asMeant = (letter: string): string => MEANT[TYPED.indexOf(letter)] ?? letter

/** Texts and words whose comparable form is remembered: one turn asks many things of the same ones. */
const REMEMBERED = 512

/** A text as it is compared: NFC, lower case, letters, numbers and emoji alone, without the ㅋㅋ and ㅠㅠ around it, ㅐ as ㅔ. */
export const fold = recent(REMEMBERED, foldAnew)

/** The same, not remembered: for lists, which are gone through once. */
export function foldAnew(text: string): string {
  const letters = text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{Extended_Pictographic}]/gu, '')
  return [...(letters.replace(EDGE, '') || letters)].map(asMeant).map(asHeard).join('')
}
