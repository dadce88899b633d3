import type { TokenForm } from '../text/morpheme.js'

/** Stands before a form that begins its eojeol, so that '이' of '이 영화' and '이' of '배우이' are different n-grams. */
const INITIAL = '▁'

export const NGRAM_UNITS = ['syllable', 'jamo', 'none'] as const
/** Of what n-grams are made: characters as they are written, their letters (NFD's conjoining jamo), or no n-grams at all. */
export type NgramUnit = (typeof NGRAM_UNITS)[number]

/** Shortest and longest n-gram, and how many of them: enough for a form of seven syllables; longer ones are mostly junk. */
const LENGTHS = {
  syllable: { shortest: 1, longest: 4, most: 22 },
  jamo: { shortest: 3, longest: 6, most: 56 },
} as const

/** No form has more n-grams. */
export const NGRAM_LIMIT = LENGTHS.jamo.most

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** U+AC00 to U+D7A3, which have no case. */
const isSyllable = (unit: number): boolean => unit >= 0xac00 && unit <= 0xd7a3
const isSmall = (unit: number): boolean => unit < 0x80 && (unit < 0x41 || unit > 0x5a)

/** The form's surface as the encoder sees it: Latin in lower case. */
export function encodedSurface({ surface }: Pick<TokenForm, 'surface'>): string {
  // `toLowerCase` of anything beyond Latin-1 is a call out of the engine, and nearly every form is of syllables.
  for (let i = 0; i < surface.length; i++) {
    const unit = surface.charCodeAt(i)
    if (!isSyllable(unit) && !isSmall(unit)) return surface.toLowerCase()
  }
  return surface
}

/** FNV-1a, 32 bits, over UTF-16 code units (not bytes); returns an unsigned integer. */
export function fnv1a(text: string): number {
  let hash = FNV_OFFSET
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
  return hash >>> 0
}

/**
 * Rows of a form's n-grams in a hashed table of `buckets` rows: 1..buckets−1, 0 being the padding row. Position by position, shortest
 * first, those of its beginning where there are too many; an n-gram that occurs twice is there twice.
 */
export function ngramIds(form: Pick<TokenForm, 'surface' | 'initial'>, buckets: number, unit: NgramUnit = 'syllable'): number[] {
  if (unit === 'none') return []
  const { shortest, longest, most } = LENGTHS[unit]
  const written = (form.initial ? INITIAL : '') + encodedSurface(form)
  const text = unit === 'jamo' ? written.normalize('NFD') : written
  const ids: number[] = []
  for (let start = 0; start < text.length; start++) {
    let hash = FNV_OFFSET
    const end = Math.min(start + longest, text.length)
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
      if (i - start + 1 < shortest) continue
      if (ids.push(((hash >>> 0) % (buckets - 1)) + 1) === most) return ids
    }
  }
  return ids
}
