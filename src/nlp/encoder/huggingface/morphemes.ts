import type { TokenForm } from '../../text/morpheme.js'
import type { Span } from './pieces.js'

/** A document's eojeols, and where in them its morphemes stand. */
export interface Eojeols {
  texts: string[]
  /** For each morpheme its eojeol, and UTF-16 offsets into that. */
  places: Piece[]
}

/** A part of a document: an eojeol, and offsets into it. */
export interface Piece extends Span {
  eojeol: number
}

/** The eojeols that morphemes make: their surfaces joined, a new one where a morpheme is `initial`. */
export function eojeolsOf(tokens: readonly TokenForm[]): Eojeols {
  const texts: string[] = []
  const places = tokens.map(({ surface, initial }): Piece => {
    if (initial || texts.length === 0) texts.push('')
    const eojeol = texts.length - 1
    const start = texts[eojeol].length
    texts[eojeol] += surface
    return { eojeol, start, end: start + surface.length }
  })
  return { texts, places }
}

/**
 * Lays the heat of pieces on morphemes, by the characters that they share: the sum stays what it is.
 *
 * @param heat of the pieces
 * @param pieces in order of their eojeols
 * @param places of the morphemes
 * @param into [morphemes], added to
 */
export function layHeat(heat: ArrayLike<number>, pieces: readonly Piece[], places: readonly Piece[], into: Float32Array): void {
  let first = 0
  for (const [p, piece] of pieces.entries()) {
    while (first < places.length && places[first].eojeol < piece.eojeol) first++
    for (let m = first; m < places.length && places[m].eojeol === piece.eojeol; m++) {
      const shared = Math.min(piece.end, places[m].end) - Math.max(piece.start, places[m].start)
      if (shared > 0) into[m] += (heat[p] * shared) / (piece.end - piece.start)
    }
  }
}
