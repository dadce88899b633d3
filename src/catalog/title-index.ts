import type { Item } from './items.js'
import { type Name, type NameKind, type NameTable, nameTable } from './names.js'
import { type SlipIndex, slipIndex } from './slips.js'
import { squeezed } from './squeeze.js'
import { NO_HINTS, type TitleHints } from './title-context.js'
import type { TitleUse } from './title-use.js'

export interface RecogniserOptions {
  /** How ordinary each name is as a word, from `countTitleUse`. Without it only length tells. */
  use?: TitleUse
  /** What stands around titles in this domain. */
  hints?: TitleHints
}

/** A catalogue prepared for finding its titles. */
export interface TitleIndex {
  items: readonly Item[]
  table: NameTable
  slips: () => SlipIndex
  popularity: number[]
  use: TitleUse | undefined
  hints: TitleHints
  ordinary: Set<string>
  replies: Set<string>
  /** Names of an item's cast and directors, squeezed; of two letters at least. */
  people(index: number): readonly string[]
}

/**
 * First words of a title count as its name only where the reviews of its own items write them (so many at least, this share of
 * them at least) and reviews of others hardly do (so many times as often at most). One word has more to prove than several.
 */
const BEGINNINGS = { words: { least: 3, share: 0.03, elsewhere: 20 }, word: { least: 3, share: 0.1, elsewhere: 6 } } as const

/** Builds the index; @param mentions reviews of an item: its popularity */
export function buildTitleIndex(
  items: readonly Item[],
  mentions: (id: string) => number,
  options: RecogniserOptions,
): TitleIndex {
  const table = nameTable(items)
  const hints = options.hints ?? NO_HINTS
  keepUsedBeginnings(table, items, options.use)
  const people: string[][] = []
  let slips: SlipIndex | undefined
  return {
    items,
    table,
    // Most talk needs none: built when a sentence first has no title as it stands.
    slips: () => (slips ??= slipIndex(wholeNames(table))),
    popularity: items.map((item) => Math.sqrt(1 + mentions(item.id))),
    use: options.use,
    hints,
    ordinary: new Set(hints.ordinary.map(squeezed)),
    replies: new Set(hints.replies.map(squeezed)),
    people: (index) => (people[index] ??= credits(items[index]).filter((name) => name.length >= 2)),
  }
}

function keepUsedBeginnings({ names }: NameTable, items: readonly Item[], use: TitleUse | undefined): void {
  const kept = new Set<string>()
  for (const [text, { owners }] of names) {
    for (const [index, kind] of owners) {
      if (!isBeginning(kind)) continue
      // Of its own: 'constructor' is a word as well.
      const [own, ownReviews, other] = use && Object.hasOwn(use.names, text) ? use.names[text] : [0, 0, 0]
      const { least, share, elsewhere } = BEGINNINGS[kind]
      if (own < least || own < share * ownReviews || other > elsewhere * own) owners.delete(index)
      else kept.add(text)
    }
    if (owners.size === 0) names.delete(text)
  }
  for (const item of items) {
    for (const person of credits(item)) {
      if (!kept.delete(person)) continue
      const { owners } = names.get(person)!
      for (const [index, kind] of owners) if (isBeginning(kind)) owners.delete(index)
      if (owners.size === 0) names.delete(person)
    }
  }
}

const isBeginning = (kind: NameKind): kind is keyof typeof BEGINNINGS => kind === 'words' || kind === 'word'

function wholeNames(table: NameTable): Name[] {
  return [...table.names.values()].filter(({ owners }) => [...owners.values()].some((kind) => !isBeginning(kind)))
}

const SYLLABLES = /^[가-힣]*$/

// 양조위(진영인) is 양조위 as 진영인.
function credits({ actors, directors }: Item): string[] {
  return [...actors, ...directors].map((credit) =>
    SYLLABLES.test(credit)
      ? credit
      : credit
          .replace(/\(.*$/, '')
          .replace(/[\s.,·-]+/g, '')
          .toLowerCase(),
  )
}
