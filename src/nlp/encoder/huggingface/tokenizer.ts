import type { PreTrainedTokenizer } from '@huggingface/transformers'
import type { Piece } from './morphemes.js'
import { byteCharacters, type Notation, placePieces, type Span } from './pieces.js'

/** Eojeols remembered before the memory is begun anew. */
const REMEMBERED = 100_000
const PROBE = '가'

/** A model's tokenizer, eojeol by eojeol. */
export interface EojeolTokenizer {
  /** Special tokens before and after a document's own, by number. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly padding: number
  /** The highest number of a token. */
  readonly highest: number
  /** The tokens of a document without special ones: the same numbers as of the eojeols joined by spaces. */
  encode(eojeols: readonly string[]): { ids: number[]; pieces: Piece[] }
}

interface Known {
  ids: readonly number[]
  spans: readonly Span[]
}

/**
 * transformers.js tells no offsets, so each eojeol is tokenised by itself, all but the first with a space before it: WordPiece drops
 * that, Metaspace and byte-level tokenizers keep it as the mark of a new word.
 */
export function eojeolTokenizer(tokenizer: PreTrainedTokenizer): EojeolTokenizer {
  const notation: Notation = {
    unknown: tokenizer.unk_token ?? null,
    bytes: tokenizer.tokenize(PROBE).join('').endsWith(byteCharacters(PROBE)),
  }
  const bare = { add_special_tokens: false }
  const own = tokenizer.encode(PROBE, bare)
  const all = tokenizer.encode(PROBE)
  const start = all.findIndex((_, i) => own.every((id, k) => all[i + k] === id))

  const memory = (space: string): ((eojeol: string) => Known) => {
    let known = new Map<string, Known>()
    return (eojeol) => {
      const found = known.get(eojeol)
      if (found) return found
      const text = space + eojeol
      const made = { ids: tokenizer.encode(text, bare), spans: placePieces(eojeol, tokenizer.tokenize(text), notation) }
      if (known.size >= REMEMBERED) known = new Map()
      known.set(eojeol, made)
      return made
    }
  }
  const first = memory('')
  const later = memory(' ')

  return {
    before: all.slice(0, start),
    after: all.slice(start + own.length),
    padding: tokenizer.pad_token_id ?? 0,
    highest: highestOf(tokenizer.get_vocab()),
    encode(eojeols) {
      const ids: number[] = []
      const pieces: Piece[] = []
      for (const [eojeol, text] of eojeols.entries()) {
        const known = (ids.length === 0 ? first : later)(text)
        for (const [i, { start, end }] of known.spans.entries()) {
          ids.push(known.ids[i])
          pieces.push({ eojeol, start, end })
        }
      }
      return { ids, pieces }
    },
  }
}

function highestOf(vocabulary: ReadonlyMap<string, number>): number {
  let highest = 0
  for (const id of vocabulary.values()) highest = Math.max(highest, id)
  return highest
}
