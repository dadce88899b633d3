import { jamo, withinOneEdit } from './jamo.js'
import type { Name } from './names.js'

/** Names of four syllables or more, to be found in spite of one slip of a jamo. */
export type SlipIndex = Map<string, { name: Name; jamo: string; fixed: string }[]>

const SHORTEST = 4
/** Digits and Latin letters must be as they are: 트랜스포머 2 is not 트랜스포머 3. */
const HANGUL = /[가-힣]+/g

/**
 * Indexes names by both halves: one slip leaves one of them whole. Halves are cut in jamo of folded vowels, so that
 * 어벤저스 is 어벤져스 without costing the slip.
 */
export function slipIndex(names: Iterable<Name>): SlipIndex {
  const index: SlipIndex = new Map()
  for (const name of names) {
    if (name.text.length < SHORTEST || !/[가-힣]{3}/.test(name.text)) continue
    const entry = { name, jamo: jamo(name.text), fixed: name.text.replace(HANGUL, '') }
    for (const half of halves(name.text)) {
      const bucket = index.get(half)
      if (bucket) bucket.push(entry)
      else index.set(half, [entry])
    }
  }
  return index
}

// The middle syllable of an odd length belongs to neither half, so that lengths off by one still meet.
function halves(text: string): string[] {
  const size = Math.floor(text.length / 2)
  return [`<${jamo(text.slice(0, size))}`, `>${jamo(text.slice(-size))}`]
}

/** Names at most one jamo away from `text`, and how many away: 0 where only vowels differ that sound alike. */
export function namesNear(index: SlipIndex, text: string): { name: Name; edits: 0 | 1 }[] {
  if (text.length < SHORTEST) return []
  const own = jamo(text)
  const fixed = text.replace(HANGUL, '')
  const found = new Map<Name, 0 | 1>()
  for (const size of new Set([Math.floor((text.length - 1) / 2), Math.floor(text.length / 2), Math.floor((text.length + 1) / 2)]))
    for (const key of [`<${jamo(text.slice(0, size))}`, `>${jamo(text.slice(-size))}`])
      for (const entry of index.get(key) ?? [])
        if (entry.fixed === fixed && withinOneEdit(own, entry.jamo)) found.set(entry.name, own === entry.jamo ? 0 : 1)
  return [...found].map(([name, edits]) => ({ name, edits }))
}
