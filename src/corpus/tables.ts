import { type CsvRecord, csvRecords } from './csv.js'
import { decoded, type Line, linesOf, openBytes } from './lines.js'

/** One row of a table by its column names; null where the row could not be read. */
export interface Row {
  /** From 1; in a raw file the number of the review. */
  line: number
  /** The file, where the corpus has several. */
  file?: string
  cells: Record<string, unknown> | null
}

export interface Table {
  /** Column names as in the header, or of the first JSON object. */
  columns: string[]
  rows: AsyncGenerator<Row>
}

export type TableForm = 'tsv' | 'csv' | 'jsonl'

const FORMS: [RegExp, TableForm][] = [
  [/\.(tsv|txt|tab)(\.gz)?$/i, 'tsv'],
  [/\.csv(\.gz)?$/i, 'csv'],
  [/\.(jsonl|ndjson)(\.gz)?$/i, 'jsonl'],
]

/** The form of a table by the end of its file name; undefined where it is none of ours. */
export function tableForm(path: string): TableForm | undefined {
  return FORMS.find(([pattern]) => pattern.test(path))?.[1]
}

/**
 * Opens a TSV, CSV or JSONL file, gzipped or not. TSV is taken literally (quotes are text, as in NSMC); CSV may quote,
 * and separate by semicolons or tabs.
 * Where `headless`, the columns are called 1, 2, 3 … and the first line is a row.
 */
export async function openTable(path: string, form: TableForm, headless = false): Promise<Table> {
  const text = decoded(openBytes(path) as AsyncIterable<Buffer>)
  if (form === 'jsonl') return fromJson(withoutMark(linesOf(text)))
  const lines = withoutMark(linesOf(text))
  const records = form === 'csv' ? csvRecords(lines, !headless) : tsvRecords(lines)
  const first = await records.next()
  if (first.done) return { columns: [], rows: noRows() }
  const head = first.value
  const columns = head.fields ? head.fields.map((name, i) => (headless ? String(i + 1) : name.trim())) : []
  return { columns, rows: named(columns, records, headless ? head : undefined) }
}

async function* noRows(): AsyncGenerator<Row> {}

async function* named(
  columns: readonly string[],
  records: AsyncGenerator<CsvRecord>,
  first: CsvRecord | undefined,
): AsyncGenerator<Row> {
  const nameRow = ({ line, fields }: CsvRecord): Row => {
    if (!fields) return { line, cells: null }
    const cells: Record<string, unknown> = Object.create(null)
    fields.forEach((field, i) => {
      if (i < columns.length) cells[columns[i]] = field
    })
    return { line, cells }
  }
  if (first) yield nameRow(first)
  for await (const record of records) yield nameRow(record)
}

async function* withoutMark(lines: AsyncGenerator<Line>): AsyncGenerator<Line> {
  for await (const { number, text } of lines) yield { number, text: number === 1 && text ? text.replace(/^\uFEFF/, '') : text }
}

async function* tsvRecords(lines: AsyncGenerator<Line>): AsyncGenerator<CsvRecord> {
  for await (const { number, text } of lines) if (text !== '') yield { line: number, fields: text?.split('\t') ?? null }
}

async function fromJson(lines: AsyncGenerator<Line>): Promise<Table> {
  const first = await lines.next()
  if (first.done) return { columns: [], rows: noRows() }
  const head = parseObject(first.value)
  return {
    columns: Object.keys(head.cells ?? {}),
    rows: (async function* () {
      yield head
      for await (const line of lines) if (line.text !== '') yield parseObject(line)
    })(),
  }
}

function parseObject({ number, text }: Line): Row {
  try {
    const value: unknown = JSON.parse(text ?? '')
    const usable = typeof value === 'object' && value !== null && !Array.isArray(value)
    return { line: number, cells: usable ? (value as Record<string, unknown>) : null }
  } catch {
    return { line: number, cells: null }
  }
}

/** Column name of each field asked for, by what the user says or by the names that fields usually go by. */
export type ColumnMap<Field extends string> = Partial<Record<Field, string>>

/** The column of each field: the one asked for, else the first that goes by one of the usual names (case does not matter). */
export function mapColumns<Field extends string>(
  columns: readonly string[],
  asked: ColumnMap<Field>,
  usual: Record<Field, readonly string[]>,
): ColumnMap<Field> {
  const map: ColumnMap<Field> = { ...asked }
  for (const field of Object.keys(usual) as Field[]) {
    if (map[field] !== undefined) continue
    for (const name of usual[field]) {
      const column = columns.find((c) => c.toLowerCase() === name)
      if (column !== undefined && !Object.values(map).includes(column)) {
        map[field] = column
        break
      }
    }
  }
  return map
}
