import { type Cleaning, wordsOf } from './words.js'

export const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const
export type Special = (typeof SPECIAL)[number]

/** What a piece has before it that does not begin its word. */
export const CONTINUATION = '##'
/** Longer words are unknown. */
export const LONGEST_WORD = 100

/** The pieces of an eojeol: their numbers, and where they stand in it, as UTF-16 offsets, end exclusive. */
export interface Pieces {
  ids: number[]
  starts: number[]
  ends: number[]
}

export interface WordPiece {
  /** Pieces by number. */
  readonly vocabulary: readonly string[]
  readonly cleaning: Cleaning
  /** The number of a special piece. */
  special(piece: Special): number
  /** @param eojeol normalised (see nlp/text/normalise.ts), without spaces */
  encode(eojeol: string): Pieces
}

/**
 * BERT's tokenizer (Wu et al. 2016, section 4.1): from the left, each time the longest piece of the vocabulary that a word goes on with;
 * a word that cannot be made up of pieces is one [UNK].
 *
 * @param vocabulary has all of SPECIAL
 */
export function openWordPiece(vocabulary: readonly string[], cleaning: Cleaning): WordPiece {
  const ids = new Map(vocabulary.map((piece, i) => [piece, i]))
  const unknown = ids.get('[UNK]')!

  const add = (to: Pieces, id: number, start: number, end: number): void => {
    to.ids.push(id)
    to.starts.push(start)
    to.ends.push(end)
  }
  return {
    vocabulary,
    cleaning,
    special: (piece) => ids.get(piece)!,
    encode(eojeol) {
      const pieces: Pieces = { ids: [], starts: [], ends: [] }
      for (const { characters, starts, ends } of wordsOf(eojeol, cleaning)) {
        const found = characters.length > LONGEST_WORD ? null : longestMatches(characters, ids)
        if (found === null) add(pieces, unknown, starts[0], ends[ends.length - 1])
        else for (const { id, from, to } of found) add(pieces, id, starts[from], ends[to - 1])
      }
      return pieces
    },
  }
}

/** The pieces that make up a word, or null. */
function longestMatches(
  characters: readonly string[],
  ids: ReadonlyMap<string, number>,
): { id: number; from: number; to: number }[] | null {
  const found: { id: number; from: number; to: number }[] = []
  for (let from = 0; from < characters.length; ) {
    let to = characters.length
    let id: number | undefined
    for (; to > from; to--) {
      const text = characters.slice(from, to).join('')
      id = ids.get(from > 0 ? CONTINUATION + text : text)
      if (id !== undefined) break
    }
    if (id === undefined) return null
    found.push({ id, from, to })
    from = to
  }
  return found
}
