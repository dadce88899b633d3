import { type Part, symbolParts } from '../eojeol.js'
import type { AnalyseWord } from '../language.js'
import { ABBREVIATIONS, CLITICS, NEGATED } from './words.js'

const IN_ADDRESS = String.raw`[^\s.,;:!?'"()]`
const ADDRESS = String.raw`(?<address>(?:https?:\/\/|www\.)(?:${IN_ADDRESS}|[.,;:!?'"()](?=${IN_ADDRESS}))+)`
/** A sign takes the marks on it along. */
const STOP = String.raw`\.\p{M}*`
/** With their full stops: titles, and letters that stand one by one (U.S., J.R.R.). */
const SHORT = String.raw`(?<short>(?<![\p{L}\p{N}])(?:(?:${ABBREVIATIONS.join('|')})${STOP}|(?:\p{L}${STOP}){2,}|(?!i)\p{L}${STOP}$))`
/** 7/10, 1,000, 2.5, 20:15; but 1980s and 3D are words. */
const NUMBER = String.raw`(?<number>\p{N}+(?:[.,:\/]\p{N}+)*(?![\p{L}\p{M}\p{N}]|'\p{L}))`
const WORD = String.raw`(?<word>[\p{L}\p{N}\p{M}]+(?:'\p{L}[\p{L}\p{M}]*)*)`
const SYMBOLS = String.raw`(?<symbols>(?:[^\p{L}\p{N}\p{M}]\p{M}*)+)`
const RUNS = new RegExp(`${ADDRESS}|${SHORT}|${NUMBER}|${WORD}|${SYMBOLS}`, 'giu')

/** What the ending of a negated auxiliary is typed as. */
const NEGATION = /^(\p{L}+)(n't|nt|not)$/iu
/** I'd've has two. */
const MOST_CLITICS = 3

/**
 * The parts of one normalised eojeol: words, cut before their clitics as in the Penn Treebank (did + n't, it + 's) and at hyphens;
 * numbers, marks out of ten too; signs as in every language. Words are asked for in lower case.
 */
export function partsOfEojeol(eojeol: string, partsOfWord: AnalyseWord): Part[] {
  const parts: Part[] = []
  for (const { 0: surface, groups } of eojeol.matchAll(RUNS)) {
    const { address, short, number, word } = groups as Record<string, string | undefined>
    const lemma = surface.toLowerCase()
    if (word) for (const piece of cut(word)) parts.push(piece.part ?? analysed(piece.surface, partsOfWord))
    else if (address) parts.push({ surface, lemma, tag: 'symbol', pos: 'SYM' })
    else if (short) parts.push({ surface, lemma, tag: 'noun', pos: 'PROPN' })
    else if (number) parts.push({ surface, lemma, tag: 'number', pos: 'NUM' })
    else parts.push(...symbolParts(surface))
  }
  return parts
}

/** The words of an eojeol that `partsOfEojeol` will ask for. */
export function wordsOfEojeol(eojeol: string): string[] {
  const words: string[] = []
  partsOfEojeol(eojeol, (word) => {
    words.push(word)
    return NOTHING
  })
  return words
}

const NOTHING: Part[] = [{ surface: '', lemma: '', tag: 'unknown', pos: 'X' }]

function analysed(surface: string, partsOfWord: AnalyseWord): Part {
  return { ...partsOfWord(surface.toLowerCase())[0], surface }
}

interface Piece {
  surface: string
  /** Missing where the word has to be analysed. */
  part?: Part
}

function cut(word: string): Piece[] {
  const clitics: Piece[] = []
  let rest = word
  while (clitics.length < MOST_CLITICS) {
    const apostrophe = rest.lastIndexOf("'")
    const surface = rest.slice(apostrophe)
    const lemma = apostrophe > 0 ? own(CLITICS, surface) : undefined
    if (!lemma) break
    clitics.unshift({ surface, part: { surface, lemma, tag: 'particle', pos: 'PART' } })
    rest = rest.slice(0, apostrophe)
  }
  return [...cutNegation(rest), ...clitics]
}

function cutNegation(word: string): Piece[] {
  const [, surface, not] = NEGATION.exec(word) ?? []
  const lemma = surface && own(NEGATED, surface)
  if (!lemma) return [{ surface: word }]
  return [
    { surface, part: { surface, lemma, tag: 'particle', pos: 'AUX' } },
    { surface: not, part: { surface: not, lemma: 'not', tag: 'adverb', pos: 'PART' } },
  ]
}

function own(table: Readonly<Record<string, string>>, key: string): string | undefined {
  const lower = key.toLowerCase()
  return Object.hasOwn(table, lower) ? table[lower] : undefined
}
