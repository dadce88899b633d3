import type { Morpheme } from '../text/morpheme.js'
import { composedAt } from './composed.js'
import type { Expectation } from './expectations.js'
import { isDontDo, isWished, opinionNegator } from './negation.js'
import { polarAt } from './polarity.js'

/** A word that praises or complains, in its place. */
export interface Opinion {
  /** Morphemes [first, last]. */
  first: number
  last: number
  /** Dictionary form. */
  word: string
  /** What it says here, −1 to 1: turned round where it is negated, denied or wished for. */
  polarity: number
  /**
   * What turns it round in so many words, and the morpheme that does: a negation of its own, advice to others not to (추천하지 마세요), or a
   * denial of what was expected. Of praise where worse was expected, the contrast with that, and its own last morpheme.
   */
  turned?: { by: 'negation' | 'advice' | 'denial' | 'contrast'; at: number }
  /** Stands before a noun that it speaks of: 뻔한 스토리, 최고의 연기. */
  attributive: boolean
  /** The name of an aspect right before it that it is said of: 완성도 높은 각본. */
  subject?: number
}

/** Less sure than what is denied in so many words. */
const IMPLIED = 0.5

/**
 * The opinion words among the morphemes, in their order; `skipped` morphemes are the names of aspects. What was only expected is turned
 * round where it is denied ('뻔할 줄 알았는데 아니었어'), and left out where what follows judges instead ('별로일 줄 알았는데 좋았어'). Where
 * neither is said, who expected the worse means that it was better; who expected the better, nothing that could be relied on.
 */
export function opinionsIn(
  morphemes: readonly Morpheme[],
  skipped: ReadonlySet<number>,
  expectations: readonly Expectation[] = [],
): Opinion[] {
  const found: Opinion[] = []
  const expectedIn = new Map<number, Expectation>()
  const outcomeOf = new Map<number, Expectation>()
  for (const one of expectations) {
    for (let at = one.first; at <= one.last; at++) expectedIn.set(at, one)
    for (let at = one.last + 1; at <= one.to; at++) if (!outcomeOf.has(at)) outcomeOf.set(at, one)
  }
  // What denies an expectation negates nothing inside of it a second time.
  const alone = new Map(expectations.map((one) => [one, morphemes.slice(0, one.last + 1)]))
  /** Expectations of the worse, and those after which something is judged. */
  const worse = new Set<Expectation>()
  const judged = new Set<Expectation>()
  for (let at = 0; at < morphemes.length; at++) {
    const within = expectedIn.get(at)
    if (skipped.has(at) || (within && at > within.expected)) continue
    const opinion = opinionAt(within ? alone.get(within)! : morphemes, at, skipped)
    if (!opinion) continue
    const before = outcomeOf.get(at)
    if (within && opinion.polarity < 0) worse.add(within)
    if (before) judged.add(before)
    found.push(opinion)
    at = opinion.last
  }
  return found.flatMap((opinion) => {
    const within = expectedIn.get(opinion.first)
    if (within) return asTurnedOut(opinion, within, judged.has(within))
    const before = outcomeOf.get(opinion.first)
    const better = opinion.polarity > 0 && before && worse.has(before)
    return better ? { ...opinion, turned: opinion.turned ?? { by: 'contrast', at: opinion.last } } : opinion
  })
}

function asTurnedOut(opinion: Opinion, { own, outcome, to }: Expectation, judged: boolean): Opinion | [] {
  if (outcome === 'denied') return { ...opinion, polarity: -opinion.polarity, turned: { by: 'denial', at: to } }
  if (judged) return []
  if (!own) return opinion
  return opinion.polarity < 0 ? { ...opinion, polarity: -opinion.polarity * IMPLIED } : []
}

/**
 * The opinion word that begins at a morpheme, with what negates it or makes a wish of it.
 * @param named morphemes that name aspects; without them only words of the list are opinions
 */
export function opinionAt(morphemes: readonly Morpheme[], at: number, named?: ReadonlySet<number>): Opinion | null {
  const listed = polarAt(morphemes, at)
  const composed = named ? composedAt(morphemes, at, named) : null
  const polar = composed && (!listed || composed.last > listed.last) ? composed : listed
  if (!polar) return null
  const { word, last } = polar
  // '짧으면 좋겠다' wishes.
  if (word === '좋다' && /면$/u.test(morphemes[at - 1]?.surface ?? '')) return null
  const negator = composed === polar && composed?.settled ? -1 : opinionNegator(morphemes, at, last, polar.polarity > 0)
  const turned = negator >= 0 || (polar.polarity > 0 && isWished(morphemes, last))
  const polarity = turned ? -polar.polarity : polar.polarity
  return {
    first: at,
    last,
    word,
    polarity,
    turned: negator < 0 ? undefined : { by: isDontDo(morphemes, negator) ? 'advice' : 'negation', at: negator },
    attributive: isAttributive(morphemes, last),
    subject: composed === polar ? composed?.subject : undefined,
  }
}

const ADNOMINAL = /^(?:은|는|던|을|ㄴ|ㄹ)$/u
const MODIFIES = /[ㄴ-ㄹ]|(?:한|할|던|운|린|진|난|된|인|친|긴|른|은|는|쁜|큰|픈|싼|런|쩐|딴)$/u
const NOUNS = new Set<Morpheme['tag']>(['noun', 'foreign', 'unknown', 'determiner', 'number', 'adverb', 'adjective', 'verb'])

/** Whether the eojeol of an opinion ends so that it modifies what follows: 뻔한, 허접한, 매력있는, 최고의. */
function isAttributive(morphemes: readonly Morpheme[], last: number): boolean {
  let end = last
  while (end + 1 < morphemes.length && morphemes[end + 1].eojeol === morphemes[last].eojeol) {
    if (!['ending', 'affix', 'particle', 'verb', 'adjective'].includes(morphemes[end + 1].tag)) break
    end++
  }
  const next = morphemes[end + 1]
  if (!next || !NOUNS.has(next.tag)) return false
  const { surface, tag } = morphemes[end]
  if (tag === 'particle') return surface === '의' || surface === '인' || surface === '적인'
  if (tag === 'ending') return ADNOMINAL.test(surface)
  return end > last || tag === 'verb' || tag === 'adjective' ? MODIFIES.test(surface) : false
}
