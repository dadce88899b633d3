import { coarseTag, firstTag, lemmaOf } from './ko/tags.js'
import type { Lindera, LinderaToken } from './lindera.js'
import type { CoarseTag } from './morpheme.js'

/** A morpheme inside one normalised eojeol. */
export interface Part {
  surface: string
  lemma: string
  tag: CoarseTag
  /** ko-dic's first tag (NNG, XSN …): what may be glued depends on it. */
  pos: string
}

/** Longest piece handed to Lindera at once: its time can grow faster than length on one word without spaces. */
const LONGEST_PIECE = 120

const EMOJI = /^\p{Extended_Pictographic}$/u
const SYMBOL_ONLY = /^[^\p{L}\p{N}\s]+$/u

/** Eojeols handed to Lindera in one call: a call costs as much as some tokens do. */
const BATCH = 100

/**
 * The morphemes of each eojeol (normalised, no spaces inside). An eojeol is always read between two spaces: Lindera's path
 * through a space is a single node, so the analysis does not depend on the neighbours, and may be remembered.
 */
export function analyseEojeols(lindera: Lindera, eojeols: readonly string[]): Part[][] {
  const analysed: Part[][] = []
  for (let first = 0; first < eojeols.length; first += BATCH) {
    const owners: Part[][] = []
    const batch: string[] = []
    for (const eojeol of eojeols.slice(first, first + BATCH)) {
      const parts: Part[] = []
      analysed.push(parts)
      for (const piece of pieces(eojeol)) {
        batch.push(piece)
        owners.push(parts)
      }
    }
    let spaces = 0
    for (const token of lindera.tokenize(` ${batch.join(' ')} `)) {
      if (token.surface === ' ') spaces++
      else addToken(owners[spaces - 1], token)
    }
  }
  return analysed
}

function addToken(parts: Part[], token: LinderaToken): void {
  const { surface } = token
  if (token.partOfSpeechTag === 'UNK' && SYMBOL_ONLY.test(surface)) {
    for (const symbol of splitEmoji(surface)) addSymbol(parts, symbol)
    return
  }
  const pos = firstTag(token.partOfSpeechTag)
  const tag = coarseTag(pos, surface)
  if (tag === 'symbol') addSymbol(parts, surface)
  else parts.push({ surface, lemma: lemmaOf(surface, pos, token.expression ?? '*', token.type === 'Inflect'), tag, pos })
}

/** A run of one symbol is one token whether or not the dictionary knows the symbol ('..' would come as two). */
function addSymbol(parts: Part[], surface: string): void {
  const before = parts[parts.length - 1]
  const first = String.fromCodePoint(surface.codePointAt(0)!)
  if (before?.tag === 'symbol' && before.surface.replaceAll(first, '') === '' && surface.replaceAll(first, '') === '') {
    before.surface += surface
    before.lemma += surface
  } else parts.push({ surface, lemma: surface, tag: 'symbol', pos: 'SY' })
}

/** Emoji are words of their own (😀😭 is two), other symbols stay together as smileys do (^^;;). */
function splitEmoji(symbols: string): string[] {
  const out: string[] = []
  let joinable = false
  for (const character of symbols) {
    const emoji = EMOJI.test(character)
    if (joinable && !emoji) out[out.length - 1] += character
    else out.push(character)
    joinable = !emoji
  }
  return out
}

/** Cuts an over-long eojeol, after punctuation where there is some in the second half of a piece, never inside a surrogate pair. */
function pieces(eojeol: string): string[] {
  const out: string[] = []
  let rest = eojeol
  while (rest.length > LONGEST_PIECE) {
    let cut = LONGEST_PIECE
    for (let i = LONGEST_PIECE; i > LONGEST_PIECE / 2; i--) {
      if (/[\p{P}\p{S}]/u.test(rest[i - 1])) {
        cut = i
        break
      }
    }
    if (/[\uD800-\uDBFF]/.test(rest[cut - 1])) cut--
    out.push(rest.slice(0, cut))
    rest = rest.slice(cut)
  }
  if (rest) out.push(rest)
  return out
}
