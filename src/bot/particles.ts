import { josa } from 'es-hangul'

const DIGITS = ['영', '일', '이', '삼', '사', '오', '육', '칠', '팔', '구']
/** A number is read to its end: 10 is 십, 300 삼백, 2000 이천. Zeros at its end, counted, up to 억. */
const TENS = ['', '십', '백', '천', '만', '만', '만', '만', '억']
const LETTERS: Record<string, string> = { L: '엘', M: '엠', N: '엔', R: '알' }
const ROMAN = ['원', '투', '쓰리', '포', '파이브', '식스', '세븐', '에잇', '나인', '텐', '일레븐', '트웰브']
const SYMBOLS: Record<string, string> = { '%': '트', '+': '스', '&': '드', '°': '도', '№': '버', '∞': '대' }
/** Short words in capitals that are read as words (업), not letter by letter (유피). */
const SHOUTED = new Set(['UP', 'IT', 'HER', 'WAR', 'CAR', 'POP', 'CAT'])

/** How an English word sounds at its end, first match wins: 'ㄹ' and 'ㄴ' stand for any syllable closed so, '' for an open one. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/[aeiou]le$|l$|ble$|ple$|tle$|dle$|gle$|fle$/, '을'],
  [/[aeiou][mn]e$|m$|n$|ng$/, '은'],
  [/(^|[^aeiou])[aeiou](ck|[bckpt])$|[aeiou][aeiou](k|p)$/, '윽'],
]

/**
 * A Korean syllable that ends as the word does when it is read aloud: 용가리 → 리, 2012 → 이, 300 → 백, Her → 어, R2B → 비.
 * Quotes, punctuation and what stands in brackets at the end are not read. Empty where nothing can be read.
 */
export function lastSound(word: string): string {
  const typed = word.normalize('NFC')
  const bracket = typed.endsWith(')') ? typed.lastIndexOf('(') : -1
  const read = (bracket > 0 ? typed.slice(0, bracket) : typed).replace(/[^\p{L}\p{N}%+&°№∞]+$/u, '')
  const last = read.at(-1)
  if (last === undefined) return ''
  if (/[가-힣]/.test(last)) return last
  if (/[0-9]/.test(last)) return numberSound(read)
  if (/[A-Za-z]/.test(last)) return latinSound(read)
  const roman = 'ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ'.indexOf(last)
  if (roman >= 0) return ROMAN[roman]
  if (/[\u3040-\u30ff]/.test(last)) return last === 'ん' || last === 'ン' ? '은' : '아'
  return SYMBOLS[last] ?? ''
}

function numberSound(read: string): string {
  const digits = /[0-9][0-9,]*$/.exec(read)?.[0].replaceAll(',', '') ?? ''
  const zeros = digits.length - digits.replace(/0+$/, '').length
  if (zeros === digits.length) return DIGITS[0]
  return zeros === 0 ? DIGITS[Number(digits.at(-1))] : TENS[Math.min(zeros, 8)]
}

function latinSound(read: string): string {
  const word = /[A-Za-z'.]+$/.exec(read)?.[0] ?? ''
  const letters = word.replace(/[^A-Za-z]/g, '')
  const capitals = letters === letters.toUpperCase()
  const spelt = letters.length === 1 || (capitals && (letters.length <= 3 || !/[AEIOU]/.test(letters)) && !SHOUTED.has(letters))
  if (spelt) return LETTERS[letters.at(-1)!.toUpperCase()] ?? '이'
  const lower = letters.toLowerCase()
  return ENDINGS.find(([ending]) => ending.test(lower))?.[1] ?? '아'
}

type Josa = Parameters<typeof josa.pick>[1]
/** Pairs as a text writes them ('은/는'), and those that es-hangul knows by another name, with what follows. */
const PAIRS: Record<string, readonly [Josa, string]> = {
  '은/는': ['은/는', ''],
  '이/가': ['이/가', ''],
  '을/를': ['을/를', ''],
  '과/와': ['와/과', ''],
  '으로/로': ['으로/로', ''],
  '이에요/예요': ['이에요/예요', ''],
  '이라/라': ['이라/라', ''],
  '이라는/라는': ['이라/라', '는'],
  '이라고/라고': ['이라/라', '고'],
  '이라니/라니': ['이라/라', '니'],
  '이라면/라면': ['이라/라', '면'],
  '이나/나': ['이나/나', ''],
  '이랑/랑': ['이랑/랑', ''],
}

/** The pairs of particles that a text may ask for. */
export const particlePairs = Object.keys(PAIRS)

/**
 * The word with the particle that fits its sound. Where the sound is not known, both forms: '氏은(는)'.
 * @param pair one of `particlePairs`, the form after a closed syllable first
 */
export function withParticle(word: string, pair: string): string {
  const [known, rest] = PAIRS[pair]
  const sound = lastSound(word)
  if (sound === '') {
    const [closed, open] = pair.split('/')
    return closed.startsWith('이') && closed.slice(1) === open ? `${word}(이)${open}` : `${word}${closed}(${open})`
  }
  return `${word}${josa.pick(sound, known)}${rest}`
}
