/** A normalised text and the way back: unit i came from the original's units [offsets[i], ends[i]). */
export interface Normalised {
  text: string
  /** Where each UTF-16 unit of `text` began in the original, and the original's length last; length text.length + 1. */
  offsets: Uint32Array
  /** Where the source of each unit ends in the original (exclusive); a folded run belongs to its last kept unit. */
  ends: Uint32Array
}

/** Longest run of one letter or syllable (너무우우우우 → 너무우우우); jamo, punctuation and emoji keep two, digits all. */
const LETTER_RUN = 3
const SYMBOL_RUN = 2

/** ASCII, Hangul syllables and jamo: already composed, nothing to strip. */
const PLAIN = /^[ -~가-힣ㄱ-ㅣ]*$/
/** White space, and the Hangul and Braille characters that show as nothing but take up room. */
const BLANK = /^(?:(?!\uFEFF)\s|[\u0085\u2800\u3164\uFFA0])$/
/** Control, format and lone surrogate characters, and the fillers of half-typed syllables. */
const INVISIBLE = /^(?:[\p{Cc}\p{Cf}\p{Cs}]|[\u115F\u1160])$/u
/** Canonical composition reaches back from these only: combining marks, and the vowels and finals of decomposed Hangul. */
export const COMPOSES = /^(?:\p{M}|[\u1160-\u11FF\uD7B0-\uD7FB])/u
const DIGIT = /^\p{N}$/u
const LETTER = /^(?![ㄱ-ㆎ])\p{L}$/u
const ZERO_WIDTH_JOINER = 0x200d
/** Longest cluster of a letter and its marks, in UTF-16 units; no script needs as many, further marks are dropped. */
const LONGEST_CLUSTER = 8

/** Variation selectors, skin tones and joiners: stripped, but an emoji's span must cover those that belong to it. */
function isEmojiTail(code: number): boolean {
  return (
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === ZERO_WIDTH_JOINER ||
    (code >= 0x1f3fb && code <= 0x1f3ff) ||
    (code >= 0xe0100 && code <= 0xe01ef)
  )
}

/**
 * Puts a text into the form everything downstream counts on: NFC (never NFKC: it turns ㅋ into a leading consonant), control
 * and zero-width characters, variation selectors and skin tones stripped, any white space one space character, runs folded
 * (ㅋㅋㅋㅋ → ㅋㅋ, !!!! → !!, 와아아아아 → 와아아아). Every unit can be led back to where it was typed.
 */
export function normalise(original: string): Normalised {
  const out = new Folded()
  if (PLAIN.test(original)) for (let i = 0; i < original.length; i++) out.push(original[i], i, i + 1)
  else pushComposed(out, original)
  return out.finish(original.length)
}

/** Composes each starter with what may compose with it; canonical composition never reaches across such clusters. */
function pushComposed(out: Folded, original: string): void {
  let cluster = ''
  let start = 0
  let end = 0
  const flush = (): void => {
    for (const unit of cluster.normalize('NFC')) out.push(unit, start, end)
    cluster = ''
  }
  let at = 0
  for (const character of original) {
    const next = at + character.length
    if (BLANK.test(character)) {
      flush()
      out.push(' ', at, next)
    } else if (isEmojiTail(character.codePointAt(0)!)) {
      if (cluster && at === end) end = next
    } else if (!INVISIBLE.test(character)) {
      if (!cluster || !COMPOSES.test(character)) {
        flush()
        start = at
      }
      if (cluster.length < LONGEST_CLUSTER) cluster += character
      end = next
    }
    at = next
  }
  flush()
}

/** Collects units, folding runs as they come. */
class Folded {
  private text = ''
  private readonly starts: number[] = []
  private readonly ends: number[] = []
  private last = ''
  private run = 0

  push(unit: string, start: number, end: number): void {
    this.run = unit === this.last ? this.run + 1 : 1
    this.last = unit
    const folded = this.run > SYMBOL_RUN && this.run > longestRun(unit)
    if (!folded) this.text += unit
    for (let k = 0; k < unit.length; k++) {
      if (folded) this.ends[this.ends.length - 1 - k] = end
      else {
        this.starts.push(start)
        this.ends.push(end)
      }
    }
  }

  finish(length: number): Normalised {
    const offsets = new Uint32Array(this.starts.length + 1)
    offsets.set(this.starts)
    offsets[this.starts.length] = length
    return { text: this.text, offsets, ends: Uint32Array.from(this.ends) }
  }
}

function longestRun(unit: string): number {
  if (unit === ' ' || DIGIT.test(unit)) return Number.POSITIVE_INFINITY
  return LETTER.test(unit) ? LETTER_RUN : SYMBOL_RUN
}
