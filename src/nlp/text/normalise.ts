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

const INVISIBLE = /^[\p{Cc}\p{Cf}\p{Cs}\u{115F}\u{1160}\u{FE00}-\u{FE0F}\u{E0100}-\u{E01EF}\u{1F3FB}-\u{1F3FF}]$/u
const BLANK = /^[\s\u{3164}\u{FFA0}\u{2800}\u{0085}]$/u
const COMPOSES = /^[\p{M}\u{1160}-\u{11FF}\u{D7B0}-\u{D7FF}]$/u
/** Invisible, but part of the emoji before it: its span must cover them. */
const EMOJI_TAIL = /^[\u{FE00}-\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]$/u
const PLAIN = /^[ -~가-힣ㄱ-ㅣ]*$/
const DIGIT = /^\p{N}$/u
const LETTER = /^(?![ㄱ-ㆎ])\p{L}$/u

/**
 * Puts a text into the form everything downstream counts on: NFC (never NFKC: it turns ㅋ into a leading consonant), control
 * and zero-width characters, variation selectors and skin tones stripped, any white space one space character, runs folded
 * (ㅋㅋㅋㅋ → ㅋㅋ, !!!! → !!, 와아아아아 → 와아아아). Every unit can be led back to where it was typed.
 */
export function normalise(original: string): Normalised {
  const out: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let last = ''
  let run = 0

  const push = (unit: string, start: number, end: number): void => {
    if (unit === last) run++
    else {
      last = unit
      run = 1
    }
    if (run > longestRun(unit)) {
      for (let k = 1; k <= unit.length; k++) ends[ends.length - k] = end
      return
    }
    out.push(unit)
    for (let k = 0; k < unit.length; k++) {
      starts.push(start)
      ends.push(end)
    }
  }

  if (PLAIN.test(original)) for (let i = 0; i < original.length; i++) push(original[i], i, i + 1)
  else {
    for (const cluster of clusters(original)) {
      if (cluster.kind === 'tail') {
        if (ends.length > 0 && cluster.start === ends[ends.length - 1]) {
          const width = out[out.length - 1].length
          for (let k = 1; k <= width; k++) ends[ends.length - k] = cluster.end
        }
      } else for (const unit of cluster.text) push(unit, cluster.start, cluster.end)
    }
  }
  const offsets = new Uint32Array(starts.length + 1)
  offsets.set(starts)
  offsets[starts.length] = original.length
  return { text: out.join(''), offsets, ends: Uint32Array.from(ends) }
}

function longestRun(unit: string): number {
  if (unit === ' ' || DIGIT.test(unit)) return Number.POSITIVE_INFINITY
  return LETTER.test(unit) ? LETTER_RUN : SYMBOL_RUN
}

interface Cluster {
  kind: 'text' | 'tail'
  text: string
  start: number
  end: number
}

/** Composes each starter with what may compose with it; canonical composition never reaches across such clusters. */
function* clusters(original: string): Generator<Cluster> {
  let pending = ''
  let start = 0
  let end = 0
  let at = 0
  for (const character of original) {
    const next = at + character.length
    if (BLANK.test(character)) {
      if (pending) yield { kind: 'text', text: pending.normalize('NFC'), start, end }
      pending = ''
      yield { kind: 'text', text: ' ', start: at, end: next }
    } else if (INVISIBLE.test(character) && !(COMPOSES.test(character) && /^[\u1160]$/.test(character) && pending)) {
      if (EMOJI_TAIL.test(character)) {
        if (pending) yield { kind: 'text', text: pending.normalize('NFC'), start, end }
        pending = ''
        yield { kind: 'tail', text: '', start: at, end: next }
      }
    } else if (pending && COMPOSES.test(character)) {
      pending += character
      end = next
    } else {
      if (pending) yield { kind: 'text', text: pending.normalize('NFC'), start, end }
      pending = character
      start = at
      end = next
    }
    at = next
  }
  if (pending) yield { kind: 'text', text: pending.normalize('NFC'), start, end }
}
