import { interval } from './metrics.js'

/** What a person says of a suspect: whether the words contradict the rating. */
const MARKS = ['contradicts', 'does not'] as const
type Mark = (typeof MARKS)[number]

export interface MarkedShare {
  contradicts: number
  doesNot: number
  /** Rows without a mark, or with one that is not known. */
  unmarked: number
  /** Of the marked ones, those that contradict; undefined where none is marked. */
  share?: number
  /** Of 95 % confidence. */
  interval?: [low: number, high: number]
}

const HEADER = 'mark\tid\trating\ttext'

/** A sheet for a person to write into, tab-separated: the first column is for `contradicts` or `does not`. */
export function sheetOf(rows: readonly { id: string; rating: number; text: string }[]): string {
  const lines = rows.map(({ id, rating, text }) => ['', id, rating, text.replace(/\s+/g, ' ')].join('\t'))
  return `${[HEADER, ...lines].join('\n')}\n`
}

/** Counts the marks of a sheet that was filled in; case and spaces around a mark do not matter. */
export function countMarks(sheet: string): MarkedShare {
  const lines = sheet.split(/\r?\n/).filter((line) => line.trim() !== '')
  const marks = lines.slice(1).map((line) => line.split('\t', 1)[0].trim().toLowerCase())
  const count = (wanted: Mark): number => marks.filter((mark) => mark === wanted).length
  const [contradicts, doesNot] = MARKS.map(count)
  const marked = contradicts + doesNot
  const counted = { contradicts, doesNot, unmarked: marks.length - marked }
  return marked === 0 ? counted : { ...counted, share: contradicts / marked, interval: interval(contradicts, marked) }
}
