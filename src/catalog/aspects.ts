import type { CoarseTag, TokenForm } from '../nlp/text/morpheme.js'
import { isContent } from '../nlp/text/words.js'

/** What films (or whatever a domain is about) are talked about under: one name and the words that count as it. */
export interface AspectFamily {
  name: string
  /**
   * Lemmas as tokenised (그래픽, cg, 무섭다). `a+b`: the lemma b after the lemma a, only particles and endings between them, or
   * the two glued to one word. `word/tag`: only with that tag.
   */
  words: string[]
  /** The name where people of a target are spoken to: 부정 → 돈이 아까움. */
  display: Record<string, string>
}

/** Finds families in tokenised text. */
export interface AspectMatcher {
  families: readonly AspectFamily[]
  /** Calls `found(family number)` for every mention among the tokens [start, end); a family may be found more than once. */
  mentions(tokens: ArrayLike<number>, start: number, end: number, found: (family: number) => void): void
}

/** The plural counts as the word: 배우들. */
const PLURAL = /^(.{2,})들$/

/** Prepares families for a corpus (or a vocabulary) whose tokens are numbers of these forms. */
export function matchAspects(families: readonly AspectFamily[], forms: readonly TokenForm[]): AspectMatcher {
  const lookup = familyWords(families)
  const familyOf = new Int16Array(forms.length).fill(-1)
  const content = new Uint8Array(forms.length)
  const firsts = new Uint8Array(forms.length)
  forms.forEach((form, number) => {
    content[number] = isContent(form) || form.tag === 'number' ? 1 : 0
    familyOf[number] = lookup.single(form.lemma, form.tag)
    firsts[number] = lookup.pairs.has(form.lemma) ? 1 : 0
  })
  return {
    families,
    mentions(tokens, start, end, found) {
      let before = -1
      for (let i = start; i < end; i++) {
        const token = tokens[i]
        if (!content[token]) continue
        if (familyOf[token] >= 0) found(familyOf[token])
        if (before >= 0 && firsts[before]) {
          const family = lookup.pairs.get(forms[before].lemma)!.get(forms[token].lemma)
          if (family !== undefined) found(family)
        }
        before = token
      }
    },
  }
}

/**
 * Finds families among the morphemes of an utterance, in their order: `found(family number, index of the morpheme, index of the first
 * one)`, the last two the same but for `a+b`.
 */
export function aspectFinder(
  families: readonly AspectFamily[],
): (morphemes: readonly TokenForm[], found: (family: number, at: number, first: number) => void) => void {
  const lookup = familyWords(families)
  return (morphemes, found) => {
    let before = -1
    for (const [at, form] of morphemes.entries()) {
      if (!isContent(form) && form.tag !== 'number') continue
      const family = lookup.single(form.lemma, form.tag)
      if (family >= 0) found(family, at, at)
      const pair = before < 0 ? undefined : lookup.pairs.get(morphemes[before].lemma)?.get(form.lemma)
      if (pair !== undefined) found(pair, at, before)
      before = at
    }
  }
}

/** Whether a family is of what is spent on a film (돈, 시간): to be 아깝다 complains of it, while an actor who is 아깝다 is praised. */
export const isSpent = ({ words }: AspectFamily): boolean => words.some((word) => word.endsWith('+아깝다'))

/** The family number of each word of a vocabulary of lemmas, −1 where it belongs to none. */
export function familyOfWords(families: readonly AspectFamily[], words: readonly string[]): Int32Array {
  const { single } = familyWords(families)
  return Int32Array.from(words, (word) => single(word))
}

interface FamilyWords {
  /** Family of a lemma alone, −1 for none. */
  single(lemma: string, tag?: CoarseTag): number
  /** First lemma → second lemma → family. */
  pairs: Map<string, Map<string, number>>
}

function familyWords(families: readonly AspectFamily[]): FamilyWords {
  const singles = new Map<string, { family: number; tag: string | undefined }>()
  const pairs: FamilyWords['pairs'] = new Map()
  families.forEach(({ words }, family) => {
    for (const word of words) {
      const [first, second] = word.split('+')
      if (second === undefined) {
        const [lemma, tag] = word.split('/')
        singles.set(lemma, { family, tag })
        continue
      }
      const seconds = pairs.get(first) ?? new Map<string, number>()
      pairs.set(first, seconds.set(second, family))
      singles.set(first + second, { family, tag: undefined })
    }
  })
  const exact = (lemma: string, tag: CoarseTag | undefined): number => {
    const entry = singles.get(lemma)
    if (!entry || (entry.tag !== undefined && tag !== undefined && tag !== entry.tag)) return -1
    return entry.family
  }
  return {
    pairs,
    single(lemma, tag) {
      const family = exact(lemma, tag)
      const plural = family < 0 ? PLURAL.exec(lemma) : null
      return plural ? exact(plural[1], tag) : family
    },
  }
}
