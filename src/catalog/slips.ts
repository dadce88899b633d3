import { jamo, withinOneEdit } from './jamo.js'
import type { Name } from './names.js'

interface Entry {
  name: Name
  jamo: string
  fixed: string
}

/** Names of four syllables or more, to be found in spite of one slip of a jamo: by the jamo of their first half and of their last. */
export interface SlipIndex {
  heads: Map<string, Entry[]>
  tails: Map<string, Entry[]>
}

/** A text and its jamo: those of character i begin at `at[i]`, and all of them end at `at[text.length]`. */
export interface Spelled {
  text: string
  jamo: string
  at: number[]
}

const SHORTEST = 4
/** Digits and Latin letters must be as they are: 트랜스포머 2 is not 트랜스포머 3. */
const HANGUL = /[가-힣]+/g

/**
 * Indexes names by both halves: one slip leaves one of them whole. Halves are cut in jamo of folded vowels, so that
 * 어벤저스 is 어벤져스 without costing the slip.
 */
export function slipIndex(names: Iterable<Name>): SlipIndex {
  const index: SlipIndex = { heads: new Map(), tails: new Map() }
  for (const name of names) {
    const { text } = name
    if (text.length < SHORTEST || !/[가-힣]{3}/.test(text)) continue
    const entry = { name, jamo: jamo(text), fixed: text.replace(HANGUL, '') }
    // The middle syllable of an odd length belongs to neither half, so that lengths off by one still meet.
    const size = Math.floor(text.length / 2)
    put(index.heads, jamo(text.slice(0, size)), entry)
    put(index.tails, jamo(text.slice(-size)), entry)
  }
  return index
}

function put(buckets: Map<string, Entry[]>, half: string, entry: Entry): void {
  const bucket = buckets.get(half)
  if (bucket) bucket.push(entry)
  else buckets.set(half, [entry])
}

/** Spells a text once for all that is looked up in it. */
export function spell(text: string): Spelled {
  const at = [0]
  let all = ''
  for (let i = 0; i < text.length; i++) {
    all += jamo(text[i])
    at.push(all.length)
  }
  return { text, jamo: all, at }
}

/** Names at most one jamo away from the characters [start, end), and how many away: 0 where only vowels differ that sound alike. */
export function namesNear(index: SlipIndex, spelled: Spelled, start: number, end: number): { name: Name; edits: 0 | 1 }[] {
  if (end - start < SHORTEST) return []
  const { text, at } = spelled
  const part = (from: number, to: number): string => spelled.jamo.slice(at[from], at[to])
  const shorter = Math.floor((end - start - 1) / 2)
  const near = [shorter, shorter + 1].flatMap((size) => [
    ...(index.heads.get(part(start, start + size)) ?? []),
    ...(index.tails.get(part(end - size, end)) ?? []),
  ])
  if (near.length === 0) return []
  const own = part(start, end)
  const fixed = text.slice(start, end).replace(HANGUL, '')
  const found = new Map<Name, 0 | 1>()
  for (const entry of near)
    if (entry.fixed === fixed && withinOneEdit(own, entry.jamo)) found.set(entry.name, own === entry.jamo ? 0 : 1)
  return [...found].map(([name, edits]) => ({ name, edits }))
}
