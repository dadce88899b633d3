import { type Squeezed, squeezed } from './squeeze.js'

/** Words around a title that tell it from an ordinary word, and words that are not titles on their own: data of the domain. */
export interface TitleHints {
  /** What the items are called: 영화, 드라마 ('영화 친구', '괴물이라는 영화'). */
  nouns: string[]
  /** How the words begin that say somebody saw it: 봤, 보고 ('마더 봤는데'). */
  seen: string[]
  /** How the words begin that judge it or ask about it: 어때, 재밌 ('베테랑 어때'). */
  judged: string[]
  /** Names that are ordinary words or phrases as well: titles only where something of the above says so. */
  ordinary: string[]
  /** Names that hardly ever mean the title, not even alone or before 봤는데 (오늘, 안녕): only quotes and the like make them one. */
  replies: string[]
}

export const NO_HINTS: TitleHints = { nouns: [], seen: [], judged: [], ordinary: [], replies: [] }

/** What stands around a name. */
export interface TitleContext {
  /** Addition to the log-odds that a title is meant. */
  weight: number
  /** Whether something marks it as a title: 0 nothing, 1 what is said of it ('… 봤는데', or nothing else is said), 2 quotes, '영화 …'. */
  mark: 0 | 1 | 2
}

/*
 * Log-odds, by what kinds of context are worth: a bracket says so outright, quotes nearly (people also stress words with them),
 * '영화 X' only where nothing stands before 영화 ('내 인생 영화 …'). Set by hand, checked by test/catalog/titles.test.ts.
 */
const WEIGHTS = {
  brackets: 8,
  quotes: 5,
  called: 8,
  whole: 6,
  spelled: 3,
  nounBefore: 3.5,
  nounBeforeLater: 1,
  nounAfter: 1.5,
  seen: 3,
  judged: 2,
  opinion: 3,
  first: 1,
  later: -0.5,
  modified: -2,
  company: -2,
  genitive: -1,
  setAside: -10,
} as const

const OPENING = '〈《<「『[【‹«'
const CLOSING = '〉》>」』]】›»'
const QUOTES = `'"‘’“”\`´`
const CALLED = /^이?(?:라는|란|라고하는|라던)/
const CALLED_ALONE = /^이?(?:라는|란|라고하는|라던)$/
const DETERMINERS = new Set(
  '내 제 네 니 우리 저희 이 그 저 한 두 세 첫 이런 그런 저런 무슨 어떤 모든 다른 같은 각 전 몇 여러 온 어느 딴 새'.split(' '),
)
const INTENSIFIERS = new Set(
  '진짜 정말 너무 완전 넘 엄청 꽤 아주 매우 진심 되게 참 역시 그냥 좀 정말로 진짜로 굉장히 무척 생각보다 의외로'.split(' '),
)
const ADNOMINAL = /[가-힣](?:한|운|던|적인|있는|없는|하는|되는|같은|나는|의)$/
const COMPANY = /^(?:랑|이랑|하고)$/
const SET_ASIDE = /^(?:말고|빼고|대신)/

/** A squeezed text as words, for looking around names. */
export interface Surroundings {
  raw: string
  squeezed: Squeezed
  words: string[]
  hints: TitleHints
}

export function surroundings(raw: string, text: Squeezed, hints: TitleHints): Surroundings {
  return { raw, squeezed: text, words: text.wordStarts.map((start, word) => text.text.slice(start, text.wordEnds[word])), hints }
}

/**
 * Judges the surroundings of a name.
 * @param span where it stands in the squeezed text, and the numbers of the words it begins and ends in
 * @param title as the catalogue writes it: punctuation that is typed as there ('집으로...') counts
 */
export function titleContext(
  around: Surroundings,
  { start, end, firstWord: first, lastWord: last }: { start: number; end: number; firstWord: number; lastWord: number },
  title: string,
): TitleContext {
  const { words, hints, squeezed: text, raw } = around
  const rest = text.text.slice(end, text.wordEnds[last])
  const before = first > 0 ? words[first - 1] : ''
  const after = last + 1 < words.length ? words[last + 1] : ''
  const begins = (stems: readonly string[], word: string): boolean => word !== '' && stems.some((stem) => word.startsWith(stem))

  let weight: number = first === 0 ? WEIGHTS.first : WEIGHTS.later
  let mark: TitleContext['mark'] = 0
  const add = (amount: number, level: 1 | 2): void => {
    weight += amount
    if (level > mark) mark = level
  }

  const left = raw[text.starts[start] - 1]
  let close = text.ends[end - 1]
  // The title's own last sign stands before the closing one: 〈골!〉.
  while (/[!?.~…]/.test(raw[close] ?? '')) close++
  const right = raw[close]
  if (left && right && OPENING.includes(left) && CLOSING.includes(right)) add(WEIGHTS.brackets, 2)
  else if (left && right && QUOTES.includes(left) && QUOTES.includes(right)) add(WEIGHTS.quotes, 2)
  else if (isSpelled(raw, text.starts[start], title)) add(WEIGHTS.spelled, 1)

  if (isCalled(rest, after, words[last + 2] ?? '', hints)) add(WEIGHTS.called, 2)
  if (first === 0 && last === words.length - 1 && rest.length <= 3) add(WEIGHTS.whole, 1)

  if (hints.nouns.includes(before)) {
    if (first === 1) add(WEIGHTS.nounBefore, 2)
    else weight += WEIGHTS.nounBeforeLater
  } else if (DETERMINERS.has(before) || ADNOMINAL.test(before)) weight += WEIGHTS.modified

  if (begins(hints.nouns, rest) || (rest === '' && begins(hints.nouns, after))) weight += WEIGHTS.nounAfter
  const bare = rest === '' || rest === '을' || rest === '를'
  if (bare && begins(hints.seen, after)) add(WEIGHTS.seen, 1)
  else if ((bare || /^[은는도]$/.test(rest)) && begins(hints.judged, after)) add(WEIGHTS.judged, 1)
  else if (first === 0 && /^[은는도이가]?$/.test(rest) && begins(hints.judged, judgement(words, last + 1, hints)))
    add(WEIGHTS.opinion, 1)
  else if (begins(hints.seen, rest) || begins(hints.judged, rest)) add(WEIGHTS.judged, 1)

  if (COMPANY.test(rest)) weight += WEIGHTS.company
  if (rest === '의') weight += WEIGHTS.genitive
  if (SET_ASIDE.test(rest) || (rest === '' && SET_ASIDE.test(after))) weight += WEIGHTS.setAside
  return { weight, mark }
}

// What is said after the words that may stand between a title and the opinion of it: 'X 영화 진짜 재미 없었어' → 재미없었어.
function judgement(words: readonly string[], from: number, { nouns }: TitleHints): string {
  let at = from
  while (at < words.length && (INTENSIFIERS.has(words[at]) || nouns.includes(words[at]))) at++
  return at === from ? '' : `${words[at] ?? ''}${words[at + 1] ?? ''}`
}

// 'X라는 영화', 'X라는영화', '"X" 이라는 영화'.
function isCalled(rest: string, after: string, next: string, { nouns }: TitleHints): boolean {
  const noun = (word: string): boolean => nouns.some((start) => word.startsWith(start))
  if (CALLED_ALONE.test(rest)) return noun(after)
  if (rest === '' && CALLED_ALONE.test(after)) return noun(next)
  const said = rest === '' ? after : rest
  return CALLED.test(said) && noun(said.replace(CALLED, ''))
}

const PLAIN = /^[\p{L}\p{N}\s:：-]*$/u

function isSpelled(raw: string, at: number, title: string): boolean {
  return !PLAIN.test(title) && squeezed(title).length >= 2 && raw.startsWith(title, at)
}

/** Whether the rest of an eojeol goes on as hints say ('인셉션봤는데', '용가리영화'). */
export function continues(rest: string, hints: TitleHints): boolean {
  return [hints.nouns, hints.seen, hints.judged].some((stems) => stems.some((stem) => rest.startsWith(stem)))
}
