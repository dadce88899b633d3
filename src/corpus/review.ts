import { createHash } from 'node:crypto'
import { MalgwiError } from '../errors.js'

/** One review. Labels everywhere: 0 부정, 1 긍정, 2 중립. */
export interface Review {
  id: string
  text: string
  /** As given, on the corpus's own scale. */
  rating: number
  label: 0 | 1 | 2
  /** The id of what is reviewed; null where the corpus does not say. */
  item: string | null
}

export type Scale = '1-10' | '1-5' | '0-1'

export const SCALES: readonly Scale[] = ['1-10', '1-5', '0-1']

interface ScaleRule {
  lowest: number
  highest: number
  /** Ratings up to this are 부정 … */
  negative: number
  /** … and from this on 긍정; 중립 lies between. */
  positive: number
}

const RULES: Record<Scale, ScaleRule> = {
  '1-10': { lowest: 1, highest: 10, negative: 4, positive: 9 },
  '1-5': { lowest: 1, highest: 5, negative: 2, positive: 4 },
  '0-1': { lowest: 0, highest: 1, negative: 0, positive: 1 },
}

/** Words that stand for a rating in 0/1 corpora. */
const RATING_WORDS: Record<string, number> = { 부정: 0, negative: 0, neg: 0, 긍정: 1, positive: 1, pos: 1 }

/** A rating as written: a number, or a word such as 긍정 or negative for 1 or 0. NaN where it is neither. */
export function parseRating(written: unknown): number {
  if (typeof written === 'number') return written
  if (typeof written === 'boolean') return Number(written)
  const word = String(written ?? '').trim()
  return word === '' ? Number.NaN : (RATING_WORDS[word.toLowerCase()] ?? Number(word))
}

/** The label of a rating: 1–4, 5–8, 9–10 on the scale 1-10; 1–2, 3, 4–5 on 1-5; undefined where the rating is off the scale. */
export function labelOf(rating: number, scale: Scale): 0 | 1 | 2 | undefined {
  const { lowest, highest, negative, positive } = RULES[scale]
  if (!(rating >= lowest && rating <= highest)) return undefined
  if (rating <= negative) return 0
  if (rating >= positive) return 1
  return scale === '0-1' ? undefined : 2
}

/** An id for a review that has none: the same row of the same file has the same id in every run. */
export function generatedId(line: number, text: string): string {
  return `row-${createHash('sha1').update(`${line}\n${text}`).digest('hex').slice(0, 16)}`
}

/** FNV-1a over the UTF-8 bytes of a text, 32 bits. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}

/** @throws MalgwiError CORPUS_ONE_CLASS unless there are both negative and positive reviews to learn from. */
export function requireBothClasses(labels: ArrayLike<number>): void {
  const counts = [0, 0, 0]
  for (let i = 0; i < labels.length; i++) counts[labels[i]]++
  if (counts[0] > 0 && counts[1] > 0) return
  throw new MalgwiError('CORPUS_ONE_CLASS', `부정 ${counts[0]}, 긍정 ${counts[1]}, 중립 ${counts[2]}`)
}
