import type { Item } from './items.js'
import { withinOneEdit } from './jamo.js'
import { initials, isInitials, keystrokes } from './keystrokes.js'
import { squeezed } from './squeeze.js'

/** Finds items by what somebody is typing. */
export interface ItemSearch {
  /** Numbers of the items that fit, best first, at most `limit`. */
  search(query: string, limit: number): number[]
}

/** How well a name fits, best first; what fits alike is ordered by popularity. */
const WHOLE = 0
const BEGINNING = 1
const WORD = 2
const INSIDE = 3
const SLIP = 4
const NOT = 5
/** Aliases and English titles come after titles that fit as well; what fits but for an unfinished syllable (파이 in 파인딩) a little later. */
const OTHER_NAME = 0.5
const UNFINISHED = 0.25
/** Keys from which one slip is forgiven: two syllables and a half. */
const SLIP_KEYS = 6
const SEPARATORS = /[\s:：,~()-]+/

interface Name {
  letters: string
  keys: string
  /** Where in the keys its words begin, but the first. */
  words: number[]
  initials: string
  penalty: number
}

/**
 * Prepares a catalogue: names by the keys that type them, so that spaces, punctuation and an unfinished syllable do not count.
 *
 * @param popularity of the item with this number: among items that fit alike the more popular comes first
 */
export function openItemSearch(items: readonly Item[], popularity: (item: number) => number): ItemSearch {
  let names: Name[][] | undefined
  return {
    search(query, limit) {
      const keys = keystrokes(query)
      if (keys === '' || limit <= 0) return []
      // A second's tenth of work that a process without searches is spared.
      names ??= items.map(namesOf)
      const letters = squeezed(query)
      const short = query.replace(/\s/g, '')
      const places = isInitials(short)
        ? (name: Name) => placeOfInitials(name, short)
        : (name: Name) => placeOf(name, keys, letters)
      const found = ranked(names, places)
      // Slips are worth a look only where little is spelt as it was typed.
      if (found.length < limit && keys.length >= SLIP_KEYS) {
        const known = new Set(found.map(({ item }) => item))
        const slipped = ranked(names, (name) => (beginsNearly(name.keys, keys) ? SLIP : NOT))
        found.push(...slipped.filter(({ item }) => !known.has(item)))
      }
      return found
        .sort((a, b) => a.rank - b.rank || popularity(b.item) - popularity(a.item) || a.item - b.item)
        .slice(0, limit)
        .map(({ item }) => item)
    },
  }
}

function ranked(names: readonly (readonly Name[])[], place: (name: Name) => number): { item: number; rank: number }[] {
  const found: { item: number; rank: number }[] = []
  for (let item = 0; item < names.length; item++) {
    let rank = NOT
    for (const name of names[item]) rank = Math.min(rank, place(name) + name.penalty)
    if (rank < NOT) found.push({ item, rank })
  }
  return found
}

function namesOf({ title, aliases, titleEn }: Item): Name[] {
  const others = [...aliases, ...titleEn.split(' , ')].filter(Boolean)
  return [nameOf(title, 0), ...others.map((name) => nameOf(name, OTHER_NAME))]
}

function nameOf(text: string, penalty: number): Name {
  const words: number[] = []
  let keys = ''
  for (const part of text.split(SEPARATORS)) {
    if (keys !== '') words.push(keys.length)
    keys += keystrokes(part)
  }
  return { letters: squeezed(text), keys, words, initials: initials(text), penalty }
}

function placeOf({ letters: text, keys: name, words }: Name, keys: string, letters: string): number {
  if (name === keys) return WHOLE
  const late = letters !== '' && text.includes(letters) ? 0 : UNFINISHED
  if (name.startsWith(keys)) return BEGINNING + late
  if (words.some((start) => name.startsWith(keys, start))) return WORD + late
  return late === 0 ? INSIDE : NOT
}

function placeOfInitials({ initials: name }: Name, query: string): number {
  if (name === query) return WHOLE
  if (name.startsWith(query)) return BEGINNING
  return name.includes(query) ? INSIDE : NOT
}

// One slip in what is typed so far: a name's beginning that is as long, one shorter or one longer.
function beginsNearly(name: string, keys: string): boolean {
  const [first, second] = [name[0] === keys[0], name[1] === keys[1]]
  if (!first && !second && name[0] !== keys[1] && name[1] !== keys[0]) return false
  return [keys.length - 1, keys.length, keys.length + 1].some(
    (length) => length <= name.length && withinOneEdit(name.slice(0, length), keys),
  )
}
