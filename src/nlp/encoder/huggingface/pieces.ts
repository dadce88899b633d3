/** A token of the model, in UTF-16 offsets into its eojeol. */
export interface Span {
  start: number
  end: number
}

/** What a tokenizer's tokens are written in. */
export interface Notation {
  /** Stands where the vocabulary has nothing. */
  unknown: string | null
  /** Whether tokens are bytes, each written as a character (GPT-2, RoBERTa). */
  bytes: boolean
}

const MARKS = /\p{M}+/gu
const WORD_BEGINS = /▁/gu
const WORD_GOES_ON = '##'
const WORD_ENDS = '</w>'
const utf8 = new TextEncoder()

/** Letters without case, marks and compatibility forms: however a tokenizer normalises, both sides become the same. */
const folded = (text: string): string => text.normalize('NFKD').toLowerCase().normalize('NFKD').replace(MARKS, '')

/** The character that stands for a byte: printable Latin-1 for itself, the others from U+0100 on. */
const BYTES: readonly string[] = (() => {
  let next = 0x100
  const printable = (byte: number): boolean => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(printable(byte) ? byte : next++))
})()

/** A text as byte-level tokenizers write it. */
export const byteCharacters = (text: string): string => Array.from(utf8.encode(text), (byte) => BYTES[byte]).join('')

function written(token: string, notation: Notation): string {
  if (token === notation.unknown) return ''
  if (notation.bytes) return token.replaceAll(BYTES[0x20], '')
  const inner = token.startsWith(WORD_GOES_ON) && token.length > WORD_GOES_ON.length ? token.slice(WORD_GOES_ON.length) : token
  return folded((inner.endsWith(WORD_ENDS) ? inner.slice(0, -WORD_ENDS.length) : inner).replace(WORD_BEGINS, ''))
}

/**
 * Where each token of an eojeol stands in it. A tokenizer may have changed case, marks and widths, and dropped characters; tokens that
 * are found nowhere (unknown ones) share what lies between those that are. A token that covers part of a character has all of it.
 *
 * @param tokens of this eojeol, in order, as the tokenizer writes them
 * @returns spans in the order of `tokens`, none of them empty
 */
export function placePieces(eojeol: string, tokens: readonly string[], notation: Notation): Span[] {
  let text = ''
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (const character of eojeol) {
    const units = notation.bytes ? byteCharacters(character) : folded(character)
    text += units
    for (let i = 0; i < units.length; i++) {
      starts.push(at)
      ends.push(at + character.length)
    }
    at += character.length
  }
  const span = (from: number, to: number): Span => {
    if (text === '') return { start: 0, end: eojeol.length }
    const first = Math.min(from, text.length - 1)
    return { start: starts[first], end: ends[Math.max(first, to - 1)] }
  }

  const spans = new Array<Span>(tokens.length)
  let waiting: number[] = []
  let read = 0
  for (const [i, token] of tokens.entries()) {
    const piece = written(token, notation)
    const found = piece === '' ? -1 : text.indexOf(piece, read)
    if (found < 0) {
      waiting.push(i)
      continue
    }
    for (const w of waiting) spans[w] = span(read, found)
    waiting = []
    read = found + piece.length
    spans[i] = span(found, read)
  }
  for (const w of waiting) spans[w] = span(read, text.length)
  return spans
}
