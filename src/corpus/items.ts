import { MalgwiError } from '../errors.js'
import { guarded } from './lines.js'
import { mapColumns, openTable, tableForm } from './tables.js'

/** Something that is reviewed: a film. */
export interface Item {
  id: string
  title: string
  aliases: string[]
  titleEn: string
  year: number | null
  genres: string[]
  countries: string[]
  directors: string[]
  actors: string[]
  /** Where the title is from; what the file says. */
  source: string
}

/** The columns of an items file, each with the names it goes by. */
const COLUMNS = {
  movie_id: ['movie_id', 'item_id', 'id', 'item', 'product_id'],
  title: ['title', 'name', '제목'],
  aliases: ['aliases', 'alias'],
  title_en: ['title_en', 'titleen', 'english_title'],
  year: ['year'],
  genres: ['genres', 'genre'],
  countries: ['countries', 'country'],
  directors: ['directors', 'director'],
  actors: ['actors', 'actor'],
  source: ['source'],
} as const satisfies Record<string, readonly string[]>

type Column = keyof typeof COLUMNS

const BETWEEN = '|'
/** Left over where somebody has printed a list: ['드라마'. */
const PRINTED_LIST = /^\['?|'?\]$|^'|'$/g

/**
 * Reads an items file: TSV, CSV or JSONL (gzipped or not) with the columns movie_id, title, aliases, title_en, year, genres,
 * countries, directors, actors, source; several values in one are separated by `|` (in JSON, arrays do as well). Only the title
 * must be there; without an id column the title is the id. Rows without a title are skipped, of rows with one id the first counts.
 *
 * @throws MalgwiError FILE_NOT_FOUND, CORPUS_FORM, ITEMS_EMPTY, CORPUS_CUT
 */
export async function readItems(path: string): Promise<Item[]> {
  const form = tableForm(path)
  if (!form) throw new MalgwiError('CORPUS_FORM', path)
  const table = await openTable(path, form)
  const map = mapColumns<Column>(table.columns, {}, COLUMNS)
  const items = new Map<string, Item>()
  for await (const { cells } of guarded(path, table.rows)) {
    if (!cells) continue
    const one = (column: Column): string => first(valuesOf(map[column] === undefined ? undefined : cells[map[column]]))
    const many = (column: Column): string[] => valuesOf(map[column] === undefined ? undefined : cells[map[column]])
    const title = one('title')
    const id = one('movie_id') || title
    if (title === '' || items.has(id)) continue
    const year = Number(one('year'))
    items.set(id, {
      id,
      title,
      aliases: many('aliases'),
      titleEn: one('title_en'),
      year: Number.isInteger(year) && year > 0 ? year : null,
      genres: many('genres'),
      countries: many('countries'),
      directors: many('directors'),
      actors: many('actors'),
      source: one('source'),
    })
  }
  if (items.size === 0) throw new MalgwiError('ITEMS_EMPTY', `${path}, columns ${table.columns.slice(0, 20).join(', ')}`)
  return [...items.values()]
}

function first(values: readonly string[]): string {
  return values[0] ?? ''
}

function valuesOf(cell: unknown): string[] {
  if (Array.isArray(cell)) return cell.flatMap(valuesOf)
  if (typeof cell !== 'string' && typeof cell !== 'number') return []
  return String(cell)
    .split(BETWEEN)
    .map((value) => value.trim().replace(PRINTED_LIST, ''))
    .filter((value) => value !== '')
}
