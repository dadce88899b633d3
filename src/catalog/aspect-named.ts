import type { Utterance } from '../nlp/text/morpheme.js'
import type { AspectFamily } from './aspects.js'
import { isParticle } from './particles.js'
import { squeeze, squeezed } from './squeeze.js'

/** What people put after an aspect when they pick it: '그래픽 쪽이요', '그래픽 부분'. */
const TAILS = /(?:쪽|부분|측면|면|얘기|이야기|관련|말이야|문제)$/
const POLITE =
  /(?:이었어요|였어요|이에요|예요|이요|요|임|이야|야|입니다|이죠|죠|이지|지|이고|랑|이랑|도|이|가|은|는|을|를|으로|로|에서|에|의|만|같아요|같아)$/
/** Shortest beginning that may stand for a whole name (시나 is no 시나리오, 시나리 is). */
const PREFIX = 2
/** Longer texts say more than the name of an aspect. */
const LONGEST = 24

/**
 * The aspect that a short answer names (그래픽이요, 그래픽 쪽이요, CG, cg요 → 그래픽), or null: names and words as they are, then
 * without particles and polite endings, then as beginnings of names.
 *
 * @param utterance the answer; its morphemes are asked where the text alone does not tell (배우가 → 배우, 무서웠어요 → 공포)
 */
export function aspectNamed(families: readonly AspectFamily[], utterance: Utterance): AspectFamily | null {
  const text = squeeze(utterance.text)
  if (text.text === '' || text.text.length > LONGEST) return null
  const names = spellings(families)
  for (const candidate of stripped(text.text)) {
    const family = names.get(candidate)
    if (family) return family
  }
  const byLemma = familyOfMorphemes(families, utterance)
  if (byLemma) return byLemma
  for (const candidate of stripped(text.text)) {
    if (candidate.length < PREFIX) continue
    const begun = families.filter((family) => squeezed(family.name).startsWith(candidate))
    if (begun.length === 1) return begun[0]
  }
  return null
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
function familyOfMorphemes(families: readonly AspectFamily[], { morphemes }: Utterance): AspectFamily | null {
  const byWord = new Map(
    families.flatMap((family) => family.words.map((word): [string, AspectFamily] => [word.split('/')[0], family])),
  )
  const found = new Set<AspectFamily>()
  for (const { lemma } of morphemes) {
    const family = byWord.get(lemma)
    if (family) found.add(family)
  }
  return found.size === 1 ? [...found][0] : null
}
