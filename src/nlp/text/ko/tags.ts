import type { CoarseTag } from '../morpheme.js'

/** The tag set of ko-dic (Sejong), folded. 이다 (VCP) is a particle in school grammar and says nothing of its own; 아니다 (VCN) does. */
const COARSE: Record<string, CoarseTag> = {
  NNG: 'noun',
  NNP: 'noun',
  NNB: 'noun',
  NNBC: 'noun',
  NP: 'noun',
  NR: 'number',
  SN: 'number',
  VV: 'verb',
  VX: 'verb',
  VA: 'adjective',
  VCN: 'adjective',
  XR: 'adjective',
  VCP: 'particle',
  MAG: 'adverb',
  MAJ: 'adverb',
  MM: 'determiner',
  IC: 'interjection',
  XPN: 'affix',
  XSN: 'affix',
  XSV: 'affix',
  XSA: 'affix',
  SL: 'foreign',
  SH: 'foreign',
}

/** The first tag of a ko-dic tag: VA+ETM → VA. */
export function firstTag(tag: string): string {
  const plus = tag.indexOf('+')
  return plus < 0 ? tag : tag.slice(0, plus)
}

/** The coarse tag of a ko-dic tag; what the dictionary does not know is told apart by its characters. */
export function coarseTag(tag: string, surface: string): CoarseTag {
  const known = COARSE[tag]
  if (known) return known
  if (tag.startsWith('J')) return 'particle'
  if (tag.startsWith('E')) return 'ending'
  if (tag.startsWith('S')) return 'symbol'
  return unknownTag(surface)
}

function unknownTag(surface: string): CoarseTag {
  if (/^[\p{N}]+$/u.test(surface)) return 'number'
  // Hangul jamo on their own are what people laugh and cry with (ㅋㅋ, ㅠㅠ), or shorten a cry to (ㄷㄷ).
  if (/^[ㄱ-ㆎ]+$/.test(surface)) return 'interjection'
  if (/\p{Script=Hangul}/u.test(surface)) return 'unknown'
  if (/\p{L}/u.test(surface)) return 'foreign'
  return 'symbol'
}

const STEMS = new Set(['VV', 'VX', 'VA', 'VCN', 'VCP', 'XSV', 'XSA'])
const BODIES = new Set(['NNG', 'NNP', 'NNB', 'NNBC', 'NP', 'NR', 'MAG', 'MM', 'IC'])

/** Stems that ko-dic's costs prefer to the everyday ones of the same form: 가는 is of 가다 rather than 갈다. */
const RARE_STEMS = new Set(['가/갈', '주/줏', '쓰/쓸', '말/맡', '듣/들'])

/**
 * The lemma: the stem with 다 for verbs and adjectives (없 → 없다, 아름다운 → 아름답다), the bare word where a particle has grown into
 * it (난 → 나), Latin in lower case, else the surface. `expression` is ko-dic's (아름답/VA/*+ᆫ/ETM/*), `*` where there is none.
 */
export function lemmaOf(surface: string, tag: string, expression: string, inflected: boolean): string {
  if (STEMS.has(tag)) {
    const stem = inflected ? firstPart(expression, surface) : surface
    return `${RARE_STEMS.has(`${surface}/${stem}`) ? surface : stem}다`
  }
  if (inflected && BODIES.has(tag)) return firstPart(expression, surface)
  return surface.toLowerCase()
}

function firstPart(expression: string, surface: string): string {
  const slash = expression.indexOf('/')
  return slash > 0 ? expression.slice(0, slash) : surface
}
