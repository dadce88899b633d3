import type { Segment } from './segments.js'
import { graphemesOf, SPACE, widthOf } from './widths.js'

/** A part of a segment on one line; neither begins nor ends with a space. */
export interface Piece extends Segment {
  /** From the left of the line, in em. */
  x: number
  width: number
}

/**
 * Sets segments in lines of at most `width` em: broken between words, and within a word only where it is longer than a line. A run of spaces
 * is one space, and none at a break.
 */
export function linesOf(segments: readonly Segment[], width: number): Piece[][] {
  const lines: Piece[][] = [[]]
  let end = 0
  let spaced = false
  let last: { number: number; piece: Piece } | null = null
  const breakLine = () => {
    lines.push([])
    end = 0
    spaced = false
    last = null
  }
  const put = (number: number, score: number, word: string) => {
    const wide = widthOf(word)
    if (end > 0 && end + (spaced ? SPACE : 0) + wide > width) breakLine()
    if (last?.number === number) {
      last.piece.text += `${spaced ? ' ' : ''}${word}`
      last.piece.width += (spaced ? SPACE : 0) + wide
      end = last.piece.x + last.piece.width
    } else {
      const piece = { text: word, score, x: end + (spaced ? SPACE : 0), width: wide }
      lines.at(-1)!.push(piece)
      last = { number, piece }
      end = piece.x + wide
    }
    spaced = false
  }
  segments.forEach(({ text, score }, number) => {
    for (const word of text.match(/\n|[^\S\n]+|\S+/gu) ?? []) {
      if (word === '\n') breakLine()
      else if (/^\s/u.test(word)) spaced = end > 0
      else for (const part of widthOf(word) > width ? partsOf(word, width) : [word]) put(number, score, part)
    }
  })
  return lines
}

/** A word cut between characters as readers see them. */
function partsOf(word: string, width: number): string[] {
  const parts = ['']
  for (const one of graphemesOf(word)) {
    if (parts.at(-1) !== '' && widthOf(parts.at(-1)! + one) > width) parts.push('')
    parts[parts.length - 1] += one
  }
  return parts
}
