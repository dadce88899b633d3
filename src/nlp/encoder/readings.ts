import type { TokenForm } from '../text/morpheme.js'
import { sentenceStarts } from '../text/sentences.js'
import { kept } from './batches/length.js'
import { sentenceRows } from './batches/sentences.js'

/** A document as an encoder reads it. */
export interface Reading {
  /** One row of forms, or one for each sentence; a document without tokens has one empty row. */
  rows: (readonly TokenForm[])[]
  /** Adds a row's heat, a value a form of the row, to that of the document's tokens. */
  spread(row: number, heat: Float32Array, into: Float32Array): void
}

export type Reader = (tokens: readonly TokenForm[]) => Reading

/** Rows that are pieces of the document as it is. */
function pieces(tokens: readonly TokenForm[], places: readonly (readonly [from: number, to: number])[][]): Reading {
  return {
    rows: places.map((parts) => parts.flatMap(([from, to]) => tokens.slice(from, to))),
    spread(row, heat, into) {
      let at = 0
      for (const [from, to] of places[row]) for (let token = from; token < to; token++) into[token] += heat[at++]
    },
  }
}

const whole = (tokens: readonly TokenForm[]): Reading => ({
  rows: [tokens],
  spread(_, heat, into) {
    for (let token = 0; token < tokens.length; token++) into[token] += heat[token]
  },
})

/** The whole document in a row; of one beyond `maxLength` tokens the first and the last half. */
export const readDocument =
  (maxLength: number): Reader =>
  (tokens) => {
    if (tokens.length <= maxLength) return whole(tokens)
    const { head, tail } = kept(tokens.length, maxLength)
    return pieces(tokens, [
      [
        [0, head],
        [tokens.length - tail, tokens.length],
      ],
    ])
  }

/** A row a sentence, of at most `words` tokens; of a document beyond so many sentences the first and the last half. */
export const readSentences =
  (grid: { sentences: number; words: number }): Reader =>
  (tokens) =>
    pieces(
      tokens,
      sentenceRows(tokens.length, sentenceStarts(tokens), grid).map((row) => [row]),
    )
