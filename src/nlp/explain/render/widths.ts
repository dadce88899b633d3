const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' })

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
/** Hangul, whole or as jamo that compose, kana, Han and full-width forms. */
const WIDE =
  /[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u

/** In em, about the middle of common sans-serif faces (Noto Sans CJK KR, Apple SD Gothic Neo, Malgun Gothic, Arial). */
const LATIN: readonly (readonly [RegExp, number])[] = [
  [/[.,:;'|!ilIj‘’·]/u, 0.27],
  [/[()[\]{}ftr/\\"“”*-]/u, 0.36],
  [/[mwMW@%]/u, 0.88],
  [/[A-Z&_=+<>~#$^…—]/u, 0.64],
]
const HANGUL = 0.92
const EMOJI_WIDTH = 1.25
const OTHER = 0.55
/** Wider than in most faces: grounds of neighbouring words need room between them. */
export const SPACE = 0.34

/** What a reader sees as one character each: a syllable typed as jamo, an emoji of several code points. */
export const graphemesOf = (text: string): string[] => Array.from(graphemes.segment(text), ({ segment }) => segment)

/** An estimate of how wide a text is set, in em. */
export const widthOf = (text: string): number => graphemesOf(text).reduce((sum, one) => sum + graphemeWidth(one), 0)

function graphemeWidth(one: string): number {
  if (/\s/u.test(one)) return SPACE
  if (EMOJI.test(one)) return EMOJI_WIDTH
  if (WIDE.test(one)) return HANGUL
  return LATIN.find(([pattern]) => pattern.test(one))?.[1] ?? OTHER
}
