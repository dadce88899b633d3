export interface Years {
  from: number
  to: number
}

/** Years as they are written, squeezed: 90년대초반, 2000년대, 2010년이후, 1999년. */
const WRITTEN =
  /^(?:(?<century>18|19|20)?(?<decade>\d0)년대(?<part>초반|초|중반|후반|말(?!고))?|(?<year>(?:18|19|20)\d\d)년도?)(?<side>이후|부터|이전|까지|전)?/
/** Decades written with two digits are of this century up to this one. */
const THIS_CENTURY = 20
const PARTS: Record<string, readonly [number, number]> = { 초: [0, 3], 초반: [0, 3], 중반: [4, 6], 후반: [7, 9], 말: [7, 9] }

export interface WrittenYears extends Years {
  /** Whether it says from when or until when: two such are a span together. */
  side: 'since' | 'until' | null
  /** Whether it is a decade: that is a time of films, and a single year may be of anything. */
  decade: boolean
  end: number
}

/**
 * Years written at `start` of a squeezed text, or null: the longest reading that ends where `ends` says a word may end.
 *
 * @param oldest @param newest of the catalogue, for sides that are open
 */
export function yearsAt(
  text: string,
  start: number,
  { oldest, newest }: { oldest: number; newest: number },
  ends: (end: number) => boolean,
): WrittenYears | null {
  const match = WRITTEN.exec(text.slice(start, start + 16))
  if (!match) return null
  const { century, decade, part = '', year, side = '' } = match.groups as Record<string, string | undefined>
  const whole = start + match[0].length
  const readings = [
    { part, side, end: whole },
    { part, side: '', end: whole - side.length },
    { part: '', side: '', end: whole - side.length - part.length },
  ]
  const read = readings.find(({ end }) => ends(end))
  if (!read) return null
  const years = year ? { from: Number(year), to: Number(year) } : decadeOf(century, Number(decade), read.part)
  const until = read.side === '이전' || read.side === '전' || read.side === '까지'
  const since = read.side !== '' && !until
  return {
    from: until ? Math.min(oldest, years.to) : years.from,
    to: since ? Math.max(newest, years.from) : years.to,
    side: since ? 'since' : until ? 'until' : null,
    decade: !year,
    end: read.end,
  }
}

function decadeOf(century: string | undefined, decade: number, part: string): Years {
  const first = century ? Number(century) * 100 + decade : decade + (decade <= THIS_CENTURY ? 2000 : 1900)
  const [from, to] = PARTS[part] ?? [0, 9]
  return { from: first + from, to: first + to }
}

/** Several years as one span: what lies between a beginning and an end, else all from the first to the last. */
export function spanOf(written: readonly (Years & { side?: WrittenYears['side'] })[]): Years | null {
  if (written.length === 0) return null
  const since = written.filter(({ side }) => side === 'since').map(({ from }) => from)
  const until = written.filter(({ side }) => side === 'until').map(({ to }) => to)
  if (since.length > 0 && until.length > 0) {
    const [from, to] = [Math.max(...since), Math.min(...until)]
    if (from <= to) return { from, to }
  }
  return { from: Math.min(...written.map(({ from }) => from)), to: Math.max(...written.map(({ to }) => to)) }
}
