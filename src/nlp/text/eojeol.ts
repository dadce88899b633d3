import { withStandIn } from './ko/own-words.js'
import { coarseTag, firstTag, lemmaOf } from './ko/tags.js'
import type { Lindera } from './lindera.js'
import type { CoarseTag } from './morpheme.js'
import { COMPOSES } from './normalise.js'

/** A morpheme inside one normalised eojeol. */
export interface Part {
  surface: string
  lemma: string
  tag: CoarseTag
  /** ko-dic's first tag (NNG, XSN …), SYMBOL or JAMO: what may be glued depends on it. */
  pos: string
}

const SYMBOL = 'SYMBOL'
const JAMO = 'JAMO'

/** Longest word handed to Lindera at once: its time can grow faster than length on one word without spaces. */
const LONGEST_WORD = 120

/** An eojeol falls into runs of jamo, of letters and digits, and of anything else. */
const RUNS = /(?<jamo>(?:[ㄱ-ㆎ]\p{M}*)+)|(?<symbols>(?:[^\p{L}\p{N}\p{M}]\p{M}*)+)|(?<word>(?:(?![ㄱ-ㆎ])[\p{L}\p{N}\p{M}])+)/gu
/** Laughing and crying come in any mixture; ㄷㄷ, ㅂㄹ and the like are words. */
const JAMO_WORDS = /(?:ㅋ+|ㅎ+|[ㅠㅜ]+)\p{M}*|[^ㅋㅎㅠㅜ]+/gu
/** Emoji and long runs of one sign are words of their own; other signs stay together, as smileys do (^^;;). */
const SYMBOL_WORDS = /(?:(\p{Extended_Pictographic})\1*|\.+|!+|\?+|~+|,+|(?:(?![.!?~,])\P{Extended_Pictographic})+)\p{M}*/gu

/**
 * The parts of one normalised eojeol. Words are read one by one, whatever stands around them: an analysis may be remembered, and
 * 최고!! and 최고 are the same word. (Lindera takes a space, a jamo or a sign for a word that says something about its neighbours.)
 *
 * @param partsOfWord the analysis of a run of letters and digits: `analyseWord`, or a memory of it
 */
export function partsOfEojeol(eojeol: string, partsOfWord: (word: string) => readonly Part[]): Part[] {
  const parts: Part[] = []
  for (const { groups } of eojeol.matchAll(RUNS)) {
    const { jamo, word, symbols } = groups as Record<string, string | undefined>
    if (word) for (const piece of pieces(word)) parts.push(...partsOfWord(piece))
    else if (jamo) for (const [surface] of jamo.matchAll(JAMO_WORDS)) parts.push(jamoPart(surface))
    else parts.push(...symbolParts(symbols!))
  }
  return parts
}

/** A run of signs, cut into those that mean something of their own: stops, emoji, smileys. */
export function symbolParts(signs: string): Part[] {
  return Array.from(signs.matchAll(SYMBOL_WORDS), ([surface]) => ({ surface, lemma: surface, tag: 'symbol', pos: SYMBOL }))
}

/** The words of an eojeol that `partsOfEojeol` will ask for. */
export function wordsOfEojeol(eojeol: string): string[] {
  const words: string[] = []
  for (const { groups } of eojeol.matchAll(RUNS)) if (groups!.word) words.push(...pieces(groups!.word))
  return words
}

/**
 * The parts of a run of letters and digits, read as the beginning of a sentence with a space after it: nothing before it lets
 * particles begin a word, and the end of the sentence would make 최고의 a 최 and a 고의.
 */
export function analyseWord(lindera: Lindera, word: string): Part[] {
  const stood = withStandIn(word)
  if (stood) {
    const [first, ...rest] = tokenise(lindera, stood.replaced)
    if (first.surface === stood.standIn && (rest.length === 0 || FOLLOWS_NOUN.has(rest[0].tag)))
      return [{ ...first, surface: stood.own, lemma: stood.own }, ...rest]
  }
  return tokenise(lindera, word)
}

/** What shows that the stand-in was a word of its own, and not the beginning of a longer one. */
const FOLLOWS_NOUN: ReadonlySet<CoarseTag> = new Set(['particle', 'affix', 'verb', 'adjective', 'adverb'])

function tokenise(lindera: Lindera, word: string): Part[] {
  const parts: Part[] = []
  for (const { surface, partOfSpeechTag, expression, type } of lindera.tokenize(`${word} `)) {
    if (surface === ' ') continue
    const before = parts[parts.length - 1]
    if (before && COMPOSES.test(surface)) {
      parts[parts.length - 1] = { ...before, surface: before.surface + surface, lemma: before.lemma + surface }
      continue
    }
    const pos = firstTag(partOfSpeechTag)
    parts.push({
      surface,
      lemma: lemmaOf(surface, pos, expression ?? '*', type === 'Inflect'),
      tag: coarseTag(pos, surface),
      pos,
    })
  }
  return parts
}

function jamoPart(surface: string): Part {
  const lemma = /^[ㅠㅜ]{2,}$/.test(surface) ? 'ㅠㅠ' : surface
  return { surface, lemma, tag: 'interjection', pos: JAMO }
}

/** Cuts an over-long word, never inside a surrogate pair or between a letter and its marks. */
function pieces(word: string): string[] {
  if (word.length <= LONGEST_WORD) return [word]
  const out: string[] = []
  let from = 0
  while (from < word.length) {
    let to = Math.min(word.length, from + LONGEST_WORD)
    while (to < word.length && (word.codePointAt(to - 1)! > 0xffff || COMPOSES.test(word.slice(to, to + 2)))) to--
    out.push(word.slice(from, to))
    from = to
  }
  return out
}
