import { CONTINUATION, SPECIAL } from './wordpiece.js'
import { type Cleaning, wordsOf } from './words.js'

/** The rarest characters, at the begin of words or within them, stay unknown: together this share of all. */
const UNKNOWN_CHARACTERS = 1e-3
/** Words that occur once say little about what belongs together, and are most of all words. */
const RAREST_WORD = 2
/** Numbers of two pieces in one key. */
const SHIFT = 2 ** 24

/**
 * A vocabulary of word pieces from the counts of eojeols: single characters, then the pair of neighbouring pieces that is most frequent
 * made into one, again and again (Sennrich et al. 2016), which is how Hugging Face trains WordPiece as well. Ties are decided by the
 * order in which pieces came to be, so that the same counts give the same vocabulary.
 *
 * @param eojeols normalised, without spaces, and how often each occurs
 * @param size of the vocabulary, SPECIAL included; it can come out smaller where there is nothing left to merge
 */
export function trainWordPiece(eojeols: Iterable<readonly [string, number]>, size: number, cleaning: Cleaning): string[] {
  const counts = new Map<string, number>()
  for (const [eojeol, count] of eojeols)
    for (const { characters } of wordsOf(eojeol, cleaning)) {
      const word = characters.join('')
      counts.set(word, (counts.get(word) ?? 0) + count)
    }
  const alphabet = alphabetOf(counts).slice(0, size - SPECIAL.length)
  const pieces = [...SPECIAL, ...alphabet]
  const numbers = new Map(pieces.map((piece, i) => [piece, i]))
  const words: Int32Array[] = []
  const weights: number[] = []
  for (const [word, count] of counts) {
    if (count < RAREST_WORD) continue
    const symbols = unitsOf(word).map((unit) => numbers.get(unit) ?? -1)
    if (symbols.length < 2 || symbols.includes(-1)) continue
    words.push(Int32Array.from(symbols))
    weights.push(count)
  }
  merge(words, weights, pieces, size)
  return pieces
}

const unitsOf = (word: string): string[] => Array.from(word, (character, i) => (i > 0 ? CONTINUATION + character : character))

/** Characters as pieces, most frequent first. */
function alphabetOf(counts: ReadonlyMap<string, number>): string[] {
  const units = new Map<string, number>()
  for (const [word, count] of counts) for (const unit of unitsOf(word)) units.set(unit, (units.get(unit) ?? 0) + count)
  const sorted = [...units].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  let known = 0
  const kept = sorted.filter(([, count]) => {
    const wanted = known < total * (1 - UNKNOWN_CHARACTERS)
    known += count
    return wanted
  })
  return kept.map(([unit]) => unit)
}

/** Merges pairs until `pieces` has `size` of them. */
function merge(words: Int32Array[], weights: readonly number[], pieces: string[], size: number): void {
  const pairs = new Map<number, { count: number; words: number[] }>()
  const heap: Candidate[] = []
  const change = (left: number, right: number, by: number, word: number, changed: Set<number> | null): void => {
    const key = left * SHIFT + right
    const pair = pairs.get(key) ?? { count: 0, words: [] }
    if (pair.words.length === 0) pairs.set(key, pair)
    pair.count += by
    if (by > 0 && pair.words[pair.words.length - 1] !== word) pair.words.push(word)
    changed?.add(key)
  }
  for (const [w, symbols] of words.entries())
    for (let i = 0; i + 1 < symbols.length; i++) change(symbols[i], symbols[i + 1], weights[w], w, null)
  for (const [key, { count }] of pairs) push(heap, { count, key })

  while (pieces.length < size) {
    const best = pop(heap)
    if (best === undefined) return
    const pair = pairs.get(best.key)
    if (pair === undefined || pair.count <= 0) continue
    if (pair.count !== best.count) {
      push(heap, { count: pair.count, key: best.key })
      continue
    }
    const left = Math.floor(best.key / SHIFT)
    const right = best.key % SHIFT
    const made = pieces.length
    pieces.push(pieces[left] + pieces[right].slice(CONTINUATION.length))
    const changed = new Set<number>()
    for (const w of pair.words)
      words[w] = mergeWord(words[w], left, right, made, (a, b, by) => change(a, b, by * weights[w], w, changed))
    pairs.delete(best.key)
    for (const key of changed) {
      const count = pairs.get(key)?.count ?? 0
      if (count > 0 && key !== best.key) push(heap, { count, key })
    }
  }
}

/** One word with a pair made into one piece; `change` hears of the pairs that are gone and of those that are new. */
function mergeWord(
  symbols: Int32Array,
  left: number,
  right: number,
  made: number,
  change: (left: number, right: number, by: number) => void,
): Int32Array {
  const next: number[] = []
  for (let i = 0; i < symbols.length; i++) {
    if (symbols[i] === left && symbols[i + 1] === right) {
      next.push(made)
      i++
    } else next.push(symbols[i])
  }
  if (next.length === symbols.length) return symbols
  for (let i = 0; i + 1 < symbols.length; i++) change(symbols[i], symbols[i + 1], -1)
  for (let i = 0; i + 1 < next.length; i++) change(next[i], next[i + 1], 1)
  return Int32Array.from(next)
}

interface Candidate {
  count: number
  key: number
}

const before = (a: Candidate, b: Candidate): boolean => a.count > b.count || (a.count === b.count && a.key < b.key)

function push(heap: Candidate[], item: Candidate): void {
  let at = heap.length
  heap.push(item)
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!before(item, heap[parent])) break
    heap[at] = heap[parent]
    at = parent
  }
  heap[at] = item
}

function pop(heap: Candidate[]): Candidate | undefined {
  const best = heap[0]
  const last = heap.pop()
  if (last === undefined || heap.length === 0) return best
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && before(heap[child + 1], heap[child])) child++
    if (!before(heap[child], last)) break
    heap[at] = heap[child]
    at = child
  }
  heap[at] = last
  return best
}
