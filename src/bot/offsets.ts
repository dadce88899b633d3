const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' })

/** A text as it is read, and where each of its UTF-16 units stands in the text that was typed. */
export interface Normalised {
  text: string
  /** The offset in the typed text of an offset in `text`; for its end too. */
  typedAt(offset: number): number
}

/** NFC, without spaces at either end. Syllables typed as jamo (NFD) are each one grapheme, so they compose one by one. */
export function normalise(typed: string): Normalised {
  const whole = typed.normalize('NFC')
  const text = whole.trim()
  const lead = whole.length - whole.trimStart().length
  if (whole === typed) return { text, typedAt: (offset) => offset + lead }
  const places: number[] = []
  for (const { segment, index } of graphemes.segment(typed)) {
    for (let unit = 0; unit < segment.normalize('NFC').length; unit++) places.push(index)
  }
  places.push(typed.length)
  return { text, typedAt: (offset) => places[Math.min(offset + lead, places.length - 1)] }
}
