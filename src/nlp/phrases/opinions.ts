import type { Morpheme } from '../text/morpheme.js'
import { composedAt } from './composed.js'
import { isOpinionNegated, isWished } from './negation.js'
import { polarAt } from './polarity.js'

/** A word that praises or complains, in its place. */
export interface Opinion {
  /** Morphemes [first, last]. */
  first: number
  last: number
  /** Dictionary form. */
  word: string
  /** What it says here, −1 to 1: turned round where it is negated or wished for. */
  polarity: number
  /** Stands before a noun that it speaks of: 뻔한 스토리, 최고의 연기. */
  attributive: boolean
  /** The name of an aspect right before it that it is said of: 완성도 높은 각본. */
  subject?: number
}

/** The opinion words among the morphemes, in their order; `skipped` morphemes are the names of aspects. */
export function opinionsIn(morphemes: readonly Morpheme[], skipped: ReadonlySet<number>): Opinion[] {
  const found: Opinion[] = []
  for (let at = 0; at < morphemes.length; at++) {
    const opinion = skipped.has(at) ? null : opinionAt(morphemes, at, skipped)
    if (!opinion) continue
    found.push(opinion)
    at = opinion.last
  }
  return found
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
  const negated = !(composed === polar && composed?.settled) && isOpinionNegated(morphemes, at, last)
  const turned = negated || (polar.polarity > 0 && isWished(morphemes, last))
  const polarity = turned ? -polar.polarity : polar.polarity
  return {
    first: at,
    last,
    word,
    polarity,
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
