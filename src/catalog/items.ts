/** What reviews are about: one film, book, course … Lists are empty and strings '' where nothing is known. */
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
  /** Where the title comes from, e.g. `listed` or `inferred`. */
  source: string
}

const COLUMNS = ['movie_id', 'title', 'aliases', 'title_en', 'year', 'genres', 'countries', 'directors', 'actors', 'source']

/** The items as the TSV that `--items` reads: a header, one line an item, `|` between several values. Ends with a newline. */
export function itemsTsv(items: readonly Item[]): string {
  const lines = items.map((item) =>
    [
      item.id,
      item.title,
      list(item.aliases),
      item.titleEn,
      item.year === null ? '' : String(item.year),
      list(item.genres),
      list(item.countries),
      list(item.directors),
      list(item.actors),
      item.source,
    ]
      .map(oneCell)
      .join('\t'),
  )
  return `${[COLUMNS.join('\t'), ...lines].join('\n')}\n`
}

// A separator inside a value would read back as two.
const list = (values: readonly string[]): string => values.map((value) => value.replaceAll('|', '/')).join('|')
const oneCell = (value: string): string => value.replace(/[\t\r\n]+/g, ' ')
