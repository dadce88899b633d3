import { MalgwiError } from '../errors.js'
import { guarded, requirePath } from './lines.js'
import { NSMC_COLUMNS, rawFiles, rowsOfArchive, rowsOfFiles } from './nsmc.js'
import { fnv1a, generatedId, labelOf, parseRating, type Review, SCALES, type Scale } from './review.js'
import { type ColumnMap, mapColumns, openTable, type Row, tableForm } from './tables.js'

const FIELDS = ['text', 'rating', 'item', 'id'] as const
type Field = (typeof FIELDS)[number]

const USUAL: Record<Field, readonly string[]> = {
  text: ['text', 'review', 'document', 'content', 'comment', 'body', '리뷰', '내용'],
  rating: ['rating', 'score', 'stars', 'star', 'label', '별점', '평점'],
  item: ['item', 'item_id', 'movie', 'movie_id', 'product', 'product_id', 'business_id', 'asin', 'title'],
  id: ['id', 'review_id', 'reviewid'],
}

/** Column names whose scale goes without saying. */
const OBVIOUS_SCALES: Record<string, Scale> = { label: '0-1', stars: '1-5', star: '1-5' }

/** Nobody says the scale: of a rating and a label the label is read. */
const USUAL_WITHOUT_SCALE: typeof USUAL = {
  ...USUAL,
  rating: USUAL.rating.toSorted((a, b) => Number(b in OBVIOUS_SCALES) - Number(a in OBVIOUS_SCALES)),
}

/** Broken rows that are described; the others are only counted. */
const DESCRIBED = 5

export interface ReadReviewsOptions {
  /** The column of each field (text, rating, item, id); column numbers from 1 for a file without a header line. */
  columns?: Readonly<Record<string, string>>
  scale?: Scale
  /** Ids of reviews to leave out. */
  exclude?: ReadonlySet<string>
}

/** What became of the rows; read = kept + broken + excluded + duplicates. */
export interface ReadCounts {
  read: number
  kept: number
  /** Rows that are no review: unreadable, without a text, or with a rating that is off the scale. */
  broken: number
  excluded: number
  /** Rows with the id of an earlier one; in a table, where ids may number the reviews of a class or a file, with its text as well. */
  duplicates: number
  /** Kept ones by label: 부정, 긍정, 중립. */
  labels: [number, number, number]
  /** The scale that the ratings are on; known once the first row is read. */
  scale: Scale | undefined
  /** What was wrong with the first broken rows; never their text. */
  examples: { line: number; file?: string; reason: string }[]
}

/** A stream of reviews. `counts` grows as it is read. */
export interface ReviewStream extends AsyncGenerator<Review> {
  readonly counts: ReadCounts
  /** Whose texts the bot speaks with: `movie` for the raw NSMC form, else `default`. */
  readonly domainHint: 'movie' | 'default'
}

/**
 * Reads reviews from the NSMC raw archive or its unpacked folder, an NSMC ratings file (id, document, label), TSV, CSV or JSONL,
 * gzipped or not. Broken rows are counted and skipped.
 *
 * @throws MalgwiError at once: FILE_NOT_FOUND, CORPUS_FORM; while reading: CORPUS_COLUMNS, CORPUS_SCALE, CORPUS_CUT, and
 *   CORPUS_EMPTY at the end where nothing was kept.
 */
export function readReviews(path: string, options: ReadReviewsOptions = {}): ReviewStream {
  const counts: ReadCounts = {
    read: 0,
    kept: 0,
    broken: 0,
    excluded: 0,
    duplicates: 0,
    labels: [0, 0, 0],
    scale: undefined,
    examples: [],
  }
  if (options.scale !== undefined && !SCALES.includes(options.scale))
    throw new MalgwiError('USAGE', `The scale "${options.scale}" is none of ${SCALES.join(', ')}.`)
  const source = openSource(path, options)
  return Object.assign(reviewsOf(path, source.open, options.exclude ?? new Set(), counts), {
    counts,
    domainHint: source.domainHint,
  })
}

interface OpenedRows {
  columns: readonly string[]
  map: ColumnMap<Field>
  scale: Scale
  /** Whether the scale is a guess from a column's name. */
  guessed: boolean
  /** Whether a review is known by its id; else a row with an earlier one's id and another text gets an id of its own. */
  knownById: boolean
  rows: AsyncIterable<Row>
}

interface Source {
  domainHint: ReviewStream['domainHint']
  open(): Promise<OpenedRows>
}

function openSource(path: string, { columns, scale }: ReadReviewsOptions): Source {
  const asked = knownFields(columns ?? {})
  const raw = (rows: AsyncIterable<Row>): Source => ({
    domainHint: 'movie',
    open: async () => ({
      columns: Object.values(NSMC_COLUMNS),
      map: { ...NSMC_COLUMNS, ...asked },
      scale: scale ?? '1-10',
      guessed: false,
      knownById: true,
      rows,
    }),
  })
  if (requirePath(path).isDirectory()) {
    const files = rawFiles(path)
    if (files.length === 0) throw new MalgwiError('CORPUS_FORM', `${path} holds no .json file`)
    return raw(rowsOfFiles(files))
  }
  if (/\.(tar|tar\.gz|tgz)$/i.test(path)) return raw(rowsOfArchive(path))
  if (/\.json$/i.test(path)) return raw(rowsOfFiles([path]))
  const form = tableForm(path)
  if (!form) throw new MalgwiError('CORPUS_FORM', path)
  return {
    domainHint: 'default',
    async open() {
      const names = Object.values(asked)
      const headless = form !== 'jsonl' && names.length > 0 && names.every((name) => /^[1-9]\d*$/.test(name))
      const table = await openTable(path, form, headless)
      const map = mapColumns(table.columns, asked, scale ? USUAL : USUAL_WITHOUT_SCALE)
      requireColumns(path, table.columns, map)
      const obvious = OBVIOUS_SCALES[map.rating!.toLowerCase()]
      if (!scale && !obvious) throw new MalgwiError('CORPUS_SCALE', `the column ${map.rating} may be on any`)
      return { columns: table.columns, map, scale: scale ?? obvious, guessed: !scale, knownById: false, rows: table.rows }
    },
  }
}

function knownFields(columns: Readonly<Record<string, string>>): ColumnMap<Field> {
  const unknown = Object.keys(columns).find((field) => !FIELDS.includes(field as Field))
  if (unknown === undefined) return columns
  throw new MalgwiError('USAGE', `There is no field ${unknown} in a review; the column map has ${FIELDS.join(', ')}.`)
}

function requireColumns(path: string, columns: readonly string[], map: ColumnMap<Field>): void {
  if (columns.length === 0) throw new MalgwiError('CORPUS_EMPTY', `${path} has no rows`)
  const missing = FIELDS.filter((f) => (f === 'text' || f === 'rating' || map[f]) && (!map[f] || !columns.includes(map[f]!)))
  if (missing.length === 0) return
  const seen = columns.slice(0, 20).map((name) => name.slice(0, 40))
  throw new MalgwiError('CORPUS_COLUMNS', `no column for ${missing.join(' and ')} among ${seen.join(', ')}`)
}

async function* reviewsOf(
  path: string,
  open: Source['open'],
  exclude: ReadonlySet<string>,
  counts: ReadCounts,
): AsyncGenerator<Review> {
  const seen = new Map<string, number>()
  const { rows, columns, map, scale, guessed, knownById } = await open()
  counts.scale = scale
  for await (const row of guarded(path, rows)) {
    counts.read++
    const id = plain(row.cells && map.id && row.cells[map.id])
    if (id !== null && exclude.has(id)) {
      counts.excluded++
      continue
    }
    const review = reviewOf(row, id, map, scale)
    if (typeof review === 'string') {
      if (guessed && review.startsWith(OFF_SCALE)) throw new MalgwiError('CORPUS_SCALE', `line ${row.line}: ${review}`)
      counts.broken++
      if (counts.examples.length < DESCRIBED) counts.examples.push({ line: row.line, file: row.file, reason: review })
    } else if (exclude.has(review.id)) counts.excluded++
    else if (seen.has(review.id) && (knownById || seen.get(review.id) === fnv1a(review.text))) counts.duplicates++
    else {
      if (seen.has(review.id)) review.id = generatedId(row.line, review.text)
      seen.set(review.id, fnv1a(review.text))
      counts.kept++
      counts.labels[review.label]++
      yield review
    }
  }
  if (counts.kept === 0) throw new MalgwiError('CORPUS_EMPTY', whyEmpty(path, columns, counts))
}

const OFF_SCALE = 'the rating '

/** The review in a row, or what is wrong with the row. */
function reviewOf({ line, cells }: Row, id: string | null, map: ColumnMap<Field>, scale: Scale): Review | string {
  if (!cells) return 'the row cannot be read'
  const text = cells[map.text!]
  if (typeof text !== 'string' || text.trim() === '') return 'it has no text'
  const rating = parseRating(cells[map.rating!])
  if (Number.isNaN(rating)) return 'it has no rating'
  const label = labelOf(rating, scale)
  if (label === undefined) return `${OFF_SCALE}${rating} is not on the scale ${scale}`
  const item = plain(map.item && cells[map.item])
  return { id: id ?? generatedId(line, text), text, rating, label, item }
}

function plain(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null
  const trimmed = String(value).trim()
  return trimmed === '' ? null : trimmed
}

function whyEmpty(path: string, columns: readonly string[], counts: ReadCounts): string {
  const { read, broken, excluded, examples } = counts
  const first = examples[0] ? `; ${examples[0].file ?? 'line'} ${examples[0].line}: ${examples[0].reason}` : ''
  return `${path}, ${read} rows read, ${broken} broken, ${excluded} excluded, columns ${columns.slice(0, 20).join(', ')}${first}`
}
