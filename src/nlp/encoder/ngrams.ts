import type { TokenForm } from '../text/morpheme.js'

/** Stands before a form that begins its eojeol, so that '이' of '이 영화' and '이' of '배우이' are different n-grams. */
const INITIAL = '▁'
const LONGEST_NGRAM = 4
/** Enough for a form of seven characters; longer ones are mostly junk, and keep the n-grams of their beginning. */
export const NGRAM_LIMIT = 22

const FNV_OFFSET = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** The form's surface as the encoder sees it: Latin in lower case. */
export const encodedSurface = (form: Pick<TokenForm, 'surface'>): string => form.surface.toLowerCase()

/** FNV-1a, 32 bits, over UTF-16 code units (not bytes); returns an unsigned integer. */
export function fnv1a(text: string): number {
  let hash = FNV_OFFSET
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
  return hash >>> 0
}

/**
 * Rows of a form's character 1–4-grams in a hashed table of `buckets` rows: 1..buckets−1, 0 being the padding row. Position by
 * position, shortest first, at most NGRAM_LIMIT of them; an n-gram that occurs twice is there twice.
 */
export function ngramIds(form: Pick<TokenForm, 'surface' | 'initial'>, buckets: number): number[] {
  const text = (form.initial ? INITIAL : '') + encodedSurface(form)
  const ids: number[] = []
  for (let start = 0; start < text.length; start++) {
    let hash = FNV_OFFSET
    const end = Math.min(start + LONGEST_NGRAM, text.length)
    for (let i = start; i < end; i++) {
      hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME)
      if (ids.push(((hash >>> 0) % (buckets - 1)) + 1) === NGRAM_LIMIT) return ids
    }
  }
  return ids
}
