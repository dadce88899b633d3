import { type Line, LONGEST_ROW } from './lines.js'

export interface CsvRecord {
  /** Of the record's first line, from 1. */
  line: number
  /** null where the record was too long or its quote is never closed. */
  fields: string[] | null
}

/** A quoted field that runs over more lines than this was never closed. */
const MOST_LINES = 200

const COMMA = ','
/** Excel separates by a semicolon where a comma is in decimals, and says so in a first line of its own where it is asked to. */
const SEPARATORS = [COMMA, ';', '\t']
const SAID = /^sep=([,;\t])$/i

/**
 * What separates the fields: in a line of names whatever is there most often, in a row a comma where there is one.
 */
function separatorOf(line: string, names: boolean): string {
  const bare = line.replace(/"[^"]*"?/g, '')
  const counts = SEPARATORS.map((separator) => bare.split(separator).length - 1)
  return !names && counts[0] > 0 ? COMMA : SEPARATORS[counts.indexOf(Math.max(...counts))]
}

/**
 * Records separated by commas, semicolons or tabs, as the first line has it (RFC 4180 otherwise; a quote inside an unquoted field is
 * text). A quote that is not closed costs the one row that opened it: streaming parsers take the rest of the file for its content, or
 * stop.
 *
 * @param names whether the first line has the names of the columns
 */
export async function* csvRecords(lines: AsyncIterable<Line>, names = true): AsyncGenerator<CsvRecord> {
  let held: Line[] = []
  let size = 0
  let separator: string | undefined
  for await (const line of lines) {
    if (separator === undefined && line.text) {
      const said = SAID.exec(line.text)
      separator = said?.[1] ?? separatorOf(line.text, names)
      if (said) continue
    }
    held.push(line)
    size += line.text?.length ?? 0
    if (held.length === 1 || line.text === null || line.text.includes('"')) {
      const fields = splitRecord(held, separator)
      if (fields !== undefined) {
        if (held.length > 1 || line.text !== '') yield { line: held[0].number, fields }
        held = []
        size = 0
      }
    }
    if (held.length > MOST_LINES || size > LONGEST_ROW) {
      yield* withoutFirst(held, separator)
      held = []
      size = 0
    }
  }
  if (held.length > 0) yield* withoutFirst(held, separator)
}

/** The first line is broken; what was taken for its content is read again, line by line. */
async function* withoutFirst([first, ...rest]: Line[], separator: string | undefined): AsyncGenerator<CsvRecord> {
  yield { line: first.number, fields: null }
  for (const line of rest) {
    const fields = splitRecord([line], separator)
    if (fields === undefined) yield { line: line.number, fields: null }
    else if (line.text !== '') yield { line: line.number, fields }
  }
}

/** The fields of a record; undefined where its quote is still open, null where a line of it could not be read. */
function splitRecord(lines: readonly Line[], separator = COMMA): string[] | null | undefined {
  if (lines.some(({ text }) => text === null)) return null
  const record = lines.map(({ text }) => text).join('\n')
  const fields: string[] = []
  let at = 0
  while (at <= record.length) {
    let field = ''
    if (record[at] === '"') {
      let close = at
      for (;;) {
        const from = close + 1
        close = record.indexOf('"', from)
        if (close < 0) return undefined
        field += record.slice(from, close)
        if (record[close + 1] !== '"') break
        field += '"'
        close++
      }
      at = close + 1
    }
    const next = record.indexOf(separator, at)
    const end = next < 0 ? record.length : next
    fields.push(field + record.slice(at, end))
    at = end + 1
  }
  return fields
}
