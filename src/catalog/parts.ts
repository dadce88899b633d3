import type { Name, NameKind } from './names.js'
import { isParticle } from './particles.js'
import type { Surroundings } from './title-context.js'
import type { TitleIndex } from './title-index.js'
import type { NameSpan } from './title-weight.js'

/** A part of a series, as it is named: '트랜스포머 4', '쏘우 삼편', '록키 IV'. Its span is the name's with the number. */
export interface PartNamed extends NameSpan {
  number: number
}

const WRITTEN =
  /^(?:시리즈|에피소드|파트|시즌|part)?(?:(?<digits>\d{1,2})|(?<roman>iv|vi{0,3}|i{2,3})|(?<sino>[일이삼사오육칠팔구])(?=[편탄])|(?<native>첫|두|세|네|다섯|여섯|일곱|여덟)번째(?=편|작품|시리즈))(?<counted>편|탄|부|작품|시리즈)?/
const ROMAN = ['', '', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii']
const SINO = ' 일이삼사오육칠팔구'
const NATIVE = ['', '첫', '두', '세', '네', '다섯', '여섯', '일곱', '여덟']
/** A number by itself may be a rating: parts are seldom more. */
const MOST_UNCOUNTED = 9
const MOST = 20
/** What is counted with a number before it, beside parts: '4 점', '2 번 봤어', '3 시간', '2만 명'. */
const COUNTER =
  /^(?:점|번|시간|분|초|명|년|월|일|개|회|살|위|등|배|만|천|원|가지|장|줄|주|달|학년|프로|퍼센트|차|인|층|시|반|대|곳|편|마디|글자|단계|부작)/
/** '3편 다 봤어': as many of them. */
const ALL = /^(?:다|모두|전부|연속|몰아|정주행|내리|전편|중)/
/** Before or after a digit in a text as typed: 3.5, 4/5, 1~3, 10%. */
const FIGURE = /^(?:[./:,~-]\s?\d|[%％★☆])/

/** The number of a part right after a name that ends at `end` of the squeezed text, or null. */
export function partAfter(around: Surroundings, { start, end, firstWord }: NameSpan): PartNamed | null {
  const { squeezed: text, raw } = around
  if (/\d/.test(text.text[end - 1])) return null
  const match = WRITTEN.exec(text.text.slice(end, end + 12))
  if (!match) return null
  const { digits, roman, sino, native, counted } = match.groups as Record<string, string | undefined>
  // '1,2편' is no twelfth.
  if (digits?.length === 2 && text.ends[text.text.indexOf(digits, end)] !== text.starts[text.text.indexOf(digits, end) + 1])
    return null
  const number = digits ? Number(digits) : roman ? ROMAN.indexOf(roman) : sino ? SINO.indexOf(sino) : NATIVE.indexOf(native!)
  if (number < 1 || number > (counted ? MOST : MOST_UNCOUNTED)) return null
  const last = end + match[0].length
  let lastWord = firstWord
  while (text.wordEnds[lastWord] < last) lastWord++
  // '4D로' and '2번' are other words; so is a number whose digits go on.
  if (!isParticle(text.text.slice(last, text.wordEnds[lastWord]))) return null
  if (digits && !counted && FIGURE.test(raw.slice(text.ends[last - 1]))) return null
  // Roman numerals and words glued to a name are letters of another word.
  if (!digits && !text.wordStarts.includes(end)) return null
  const next = text.text.slice(text.wordStarts[lastWord + 1], text.wordEnds[lastWord + 1])
  const after = lastWord + 1 < text.wordStarts.length ? next : ''
  if (counted ? ALL.test(after) : COUNTER.test(after)) return null
  return { start, end: last, firstWord, lastWord, number }
}

/** Which items a part of a series may be. */
export interface PartOwners {
  /** Positions of the items; empty where the catalogue lacks that part. */
  owners: number[]
  /** Whether they only may be it: none of them bears a number, nor can it be told from the years. */
  unsure: boolean
}

/** What may stand before the number in a title, and is seldom said: 스타워즈 에피소드 4. */
const LABELS = ['', '에피소드', '파트', '시즌']

const SERIES: readonly NameKind[] = ['title', 'head', 'series']
const BEGUN: readonly NameKind[] = ['words', 'word']
const UNNUMBERED: readonly NameKind[] = ['head', ...BEGUN]

/**
 * The part of that number among the items that bear the name: the one that is numbered so, or the one whose place it is by year where every
 * numbered part stands in its place (the film after 트랜스포머 3 is the fourth), or else whichever bears no number.
 */
export function partOwners({ table, items }: TitleIndex, name: Name, number: number): PartOwners {
  const numbered = (part: number): number[] =>
    LABELS.flatMap((label) => [label + part, `${label}${part}부`]).flatMap((end) => [
      ...(table.names.get(name.text + end)?.owners.keys() ?? []),
    ])
  const own = numbered(number)
  if (own.length > 0) return { owners: own, unsure: false }
  const bearers = (kinds: readonly NameKind[]): number[] =>
    [...name.owners].flatMap(([owner, kind]) => (kinds.includes(kind) ? [owner] : []))
  const first = bearers(['title'])
  if (number === 1 && first.length > 0) return { owners: first, unsure: false }
  const numberOf = new Map<number, number>()
  for (let part = 2; part <= MOST; part++) for (const owner of numbered(part)) numberOf.set(owner, part)
  const year = (owner: number): number => (first.includes(owner) ? (items[owner].year ?? 0) : (items[owner].year ?? Number.NaN))
  const series = bearers(SERIES).sort((a, b) => year(a) - year(b))
  const inPlace = series.every((owner, place) => !Number.isNaN(year(owner)) && (numberOf.get(owner) ?? place + 1) === place + 1)
  if (numberOf.size > 0 && first.length === 1 && first[0] === series[0] && inPlace) {
    const owner = series[number - 1]
    if (owner !== undefined) return { owners: [owner], unsure: false }
    const last = year(series[series.length - 1])
    return { owners: bearers(BEGUN).filter((one) => year(one) > last), unsure: true }
  }
  return { owners: bearers(UNNUMBERED).filter((owner) => !numberOf.has(owner)), unsure: true }
}
