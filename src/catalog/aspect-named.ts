import type { Utterance } from '../nlp/text/morpheme.js'
import type { AspectFamily } from './aspects.js'
import { isParticle } from './particles.js'
import { squeezed } from './squeeze.js'

/** What people put after an aspect when they pick it: '그래픽 쪽이요', '그래픽 부분'. */
const TAILS = /(?:쪽|부분|측면|면|얘기|이야기|관련|말이야|문제)$/
const POLITE =
  /(?:이었어요|였어요|이에요|예요|이요|요|임|이야|야|입니다|이죠|죠|이지|지|이고|랑|이랑|도|이|가|은|는|을|를|으로|로|에서|에|의|만|같아요|같아)$/
/** Shortest beginning that may stand for a whole name (시나 is no 시나리오, 시나리 is). */
const PREFIX = 2
/** Longer texts say more than the name of an aspect. */
const LONGEST = 24
/** The same with all that does not count: spaces, signs, decomposed letters. */
const LONGEST_TYPED = 200

/** The aspect that a short answer names, or null. */
export type AspectNames = (answer: string) => AspectFamily | null

/**
 * Prepares the names of aspects. An answer names one (그래픽이요, 그래픽 쪽이요, CG, cg요 → 그래픽) by names and words as they are, then
 * without particles and polite endings, then by its morphemes (배우가 → 배우, 무서웠어요 → 공포), then as the beginning of a name.
 *
 * @param analyse asked where the text alone does not tell
 */
export function openAspectNames(families: readonly AspectFamily[], analyse: (text: string) => Utterance): AspectNames {
  const names = spellings(families)
  const begins = families.map((family) => squeezed(family.name))
  const byWord = new Map(
    families.flatMap((family) => family.words.map((word): [string, AspectFamily] => [word.split('/')[0], family])),
  )

  return (answer) => {
    if (answer.length > LONGEST_TYPED) return null
    const text = squeezed(answer)
    if (text === '' || text.length > LONGEST) return null
    const candidates = [...stripped(text)]
    for (const candidate of candidates) {
      const family = names.get(candidate)
      if (family) return family
    }
    const byLemma = familyOfMorphemes(byWord, analyse(answer))
    if (byLemma) return byLemma
    for (const candidate of candidates) {
      if (candidate.length < PREFIX) continue
      const begun = families.filter((_, number) => begins[number].startsWith(candidate))
      if (begun.length === 1) return begun[0]
    }
    return null
  }
}

function spellings(families: readonly AspectFamily[]): Map<string, AspectFamily> {
  const names = new Map<string, AspectFamily>()
  for (const family of families)
    for (const word of [...family.words.map((word) => word.replace('+', '').split('/')[0]), ...Object.values(family.display)])
      names.set(squeezed(word), family)
  for (const family of families) names.set(squeezed(family.name), family)
  return names
}

/** The text itself, then ever less of its end, as long as what goes is a particle, a polite ending or '쪽'. */
function* stripped(text: string): Generator<string> {
  let rest = text
  for (let round = 0; round < 5 && rest !== ''; round++) {
    yield rest
    const shorter = rest.replace(POLITE, '')
    if (shorter !== rest) {
      yield shorter
      const bare = shorter.replace(TAILS, '')
      if (bare !== shorter) yield bare
    }
    const tailless = rest.replace(TAILS, '')
    rest = shorter === rest ? (tailless === rest ? '' : tailless) : shorter
  }
  for (let end = 2; end < text.length; end++) if (isParticle(text.slice(end))) yield text.slice(0, end)
}

// Only where the content morphemes agree on one family: '그래픽이랑 더빙' is no single answer.
function familyOfMorphemes(byWord: ReadonlyMap<string, AspectFamily>, { morphemes }: Utterance): AspectFamily | null {
  const found = new Set<AspectFamily>()
  for (const { lemma } of morphemes) {
    const family = byWord.get(lemma)
    if (family) found.add(family)
  }
  return found.size === 1 ? [...found][0] : null
}
