import type { Item } from './items.js'
import { squeezed } from './squeeze.js'

/**
 * What a name is of its item: the whole title, another title, the English one, the head before a colon ('반지의 제왕'), the
 * title without its number ('아이언맨' of 아이언맨 2), what follows a colon, or the first words ('해리 포터' of 해리 포터와 불의 잔)
 * or the first word ('007').
 */
export type NameKind = 'title' | 'alias' | 'english' | 'head' | 'series' | 'tail' | 'words' | 'word'

export interface Name {
  /** Squeezed. */
  text: string
  /** Positions in the list of items, with what the name is of each; the best kind where there are several. */
  owners: Map<number, NameKind>
}

/** Names by their squeezed text, and how long a name may be that begins with these two letters. */
export interface NameTable {
  names: Map<string, Name>
  reach: Map<string, number>
}

const ORDER: NameKind[] = ['title', 'alias', 'english', 'head', 'series', 'tail', 'words', 'word']
const SEPARATOR = /\s*[:：~;([<]\s*|\s+[-–]+\s*|[-–]+\s+/
const COMMA = /\s*,\s*/
const EDITION =
  /^극장판\s+|\s*극장판$|^\[[^\]]*\]\s*|\s*-?\s*(?:\d\d년\s*)?TV\s*시리즈$|\s*(?:디렉터스컷|확장판|리마스터링|3D|더 무비|스페셜에디션)$/gi
const NUMBERED = /^(.*\D)\s*(\d{1,2}|[Ⅰ-Ⅹ]|I{1,3}|IV)$/
const LINKING = /[와과의]$/
const PARTICLE = /(?:[와과의은는을를에도]|에서|에게|으로)$/
const LABEL = /^(?:극장판|part|시즌|tv|디렉터스|확장판|무삭제)/i

/** Every name of every item. First words are proposals: `openTitleRecogniser` keeps those that reviews use. */
export function nameTable(items: readonly Item[]): NameTable {
  const table: NameTable = { names: new Map(), reach: new Map() }
  const titles = new Set(items.map((item) => squeezed(item.title)))
  items.forEach((item, index) => {
    namesOf(item, (name, kind) => {
      // Lists of films give some aliases to the wrong film: another film's title is never an alias.
      if (kind !== 'alias' || !titles.has(name)) add(table, name, index, kind)
    })
  })
  nameFirstParts(table)
  return table
}

function namesOf(item: Item, found: (name: string, kind: NameKind) => void): void {
  found(squeezed(item.title), 'title')
  for (const alias of item.aliases) found(squeezed(alias), 'alias')
  for (const part of item.titleEn.split(' , ')) {
    const english = squeezed(part)
    if (english.length >= 5) found(english, 'english')
  }
  const bare = item.title.replace(EDITION, '')
  if (bare !== item.title) found(squeezed(bare), 'head')
  const [head, ...tails] = bare.split(SEPARATOR)
  if (head !== bare) found(squeezed(head), 'head')
  if (tails.length > 0) {
    const tail = tails.join(' ')
    const text = squeezed(tail)
    if (text.length >= 4 && !LABEL.test(tail)) found(text, 'tail')
  }
  const comma = head.split(COMMA)
  if (comma.length > 1 && !/\d$/.test(comma[0])) found(squeezed(comma[0]), 'series')
  const numbered = NUMBERED.exec(head)
  if (numbered) found(squeezed(numbered[1]), 'series')
  const words = (numbered?.[1] ?? head).trim().split(/[\s,]+/)
  for (let count = 1, text = ''; count < words.length; count++) {
    text += squeezed(words[count - 1])
    const name = text.length >= 4 ? text.replace(LINKING, '') : text
    // '하늘에서' of 하늘에서 음식이 내린다면 is no name, whoever writes it.
    if (name.length >= 3 && !PARTICLE.test(name)) found(name, count > 1 ? 'words' : 'word')
  }
}

// '쏘우 1편' is the film called 쏘우, where there is a 쏘우 2.
function nameFirstParts(table: NameTable): void {
  for (const { text, owners } of [...table.names.values()]) {
    const kinds = [...owners.values()]
    if (!kinds.includes('series')) continue
    for (const [index, kind] of owners)
      if (kind === 'title' && !table.names.has(`${text}1`)) add(table, `${text}1`, index, 'alias')
  }
}

function add(table: NameTable, text: string, index: number, kind: NameKind): void {
  if (text === '') return
  let name = table.names.get(text)
  if (!name) {
    name = { text, owners: new Map() }
    table.names.set(text, name)
    const begin = text.slice(0, 2)
    table.reach.set(begin, Math.max(table.reach.get(begin) ?? 0, text.length))
  }
  const known = name.owners.get(index)
  if (known === undefined || ORDER.indexOf(kind) < ORDER.indexOf(known)) name.owners.set(index, kind)
}

/** Calls `found(name, end)` for every name that begins at `start` of a squeezed text, shortest first. */
export function namesAt(table: NameTable, text: string, start: number, found: (name: Name, end: number) => void): void {
  const single = table.names.get(text[start])
  if (single) found(single, start + 1)
  const reach = Math.min(text.length, start + (table.reach.get(text.slice(start, start + 2)) ?? 0))
  for (let end = start + 2; end <= reach; end++) {
    const name = table.names.get(text.slice(start, end))
    if (name) found(name, end)
  }
}
