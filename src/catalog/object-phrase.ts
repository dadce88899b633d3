import type { Morpheme, Utterance } from '../nlp/text/morpheme.js'
import { squeezed } from './squeeze.js'
import { NO_HINTS, type TitleHints } from './title-context.js'

/** What an opinion is about where no title of the catalogue fits. */
export interface ObjectPhrase {
  text: string
  /** UTF-16 offsets into the utterance's text. */
  start: number
  end: number
  /** Whether it is spoken of as a title is: in brackets or quotes, '영화 X', 'X라는 영화', 'X 봤는데'. */
  named: boolean
}

export interface PhraseOptions {
  hints?: TitleHints
  /** Words that are never what an opinion is about, e.g. the aspects: in '연기가 별로' it is the unsaid film. */
  isAspect?: (lemma: string) => boolean
  /** Words that everybody uses: 'X 봤는데' names X only where X is none ('어제 봤는데'). Without it only quotes and '영화 X' name. */
  isCommon?: (lemma: string) => boolean
}

/** Longest name between quotes that is taken for one, in characters; longer ones quote what somebody said. */
const LONGEST_NAME = 30
const ENCLOSED = /[〈《<「『[]\s*([^〈〉《》<>「」『』[\]]+?)\s*[〉》>」』\]]|["“'‘]\s*([^"“”'‘’]+?)\s*["”'’]/gu
/** Stand for something said before or for nobody: no phrases by themselves, nor parts of one. */
const POINTING = new Set(
  '이거 그거 저거 이것 그것 저것 이건 그건 나 너 저 내 제 우리 저희 니 네 당신 누구 무엇 뭐 뭣 것 거 게 수 줄 듯 때 때문 데 점 번 중 정도 여기 거기 저기 어디 언제 오늘 어제 내일 지금 요즘 이번 다음 처음 모두 다들 자신 자기 사람 분 진짜 정말 완전 혼자 생각 이상 이하 전 후 말 씨 님'.split(
    ' ',
  ),
)
const RUN_TAGS = new Set<Morpheme['tag']>(['noun', 'foreign', 'number', 'unknown', 'affix'])
/** What the particle after a run makes of it, best first: object, topic, subject. */
const ROLES: Record<string, number> = { 을: 3, 를: 3, 은: 2, 는: 2, 이: 1, 가: 1 }

const CALLED = /^(.+?)이?(?:라는|란)(.*)$/u
/** Words of the longest name that is taken for one without quotes. */
const LONGEST_RUN = 5
const NOT_IN_NAMES = new Set<Morpheme['tag']>(['particle', 'ending', 'adverb', 'determiner'])

interface Run {
  first: number
  last: number
  role: number
}

/**
 * The noun phrase that an opinion is about ('데이터 분석을 공부하고 싶어요' → 데이터 분석; '이 카페 커피가 맛없어요' → 카페 커피), or null.
 * What is named like a title comes first, then objects (을/를), topics (은/는) and subjects (이/가), each the first of its kind.
 */
export function findObjectPhrase(utterance: Utterance, options: PhraseOptions = {}): ObjectPhrase | null {
  const hints = options.hints ?? NO_HINTS
  const enclosed = findEnclosed(utterance.text)
  if (enclosed) return enclosed
  const named = findCalled(utterance, hints) ?? findJudged(utterance, hints, options)
  if (named) return named
  const about = nounRuns(utterance, hints)
    .filter((run) => run.role > 0 && isAbout(utterance, run, options))
    .reduce<Run | null>((best, run) => (best === null || run.role > best.role ? run : best), null)
  return about && span(utterance, utterance.morphemes[about.first].start, utterance.morphemes[about.last].end, false)
}

function findEnclosed(text: string): ObjectPhrase | null {
  for (const match of text.matchAll(ENCLOSED)) {
    const inner = match[1] ?? match[2]
    if (inner.length > LONGEST_NAME || squeezed(inner).length < 1) continue
    const start = match.index + match[0].indexOf(inner, 1)
    return { text: inner, start, end: start + inner.length, named: true }
  }
  return null
}

// Nouns in a row, over spaces, up to a particle; what the items are called ends a run and begins another: '영화 기생충'.
function nounRuns({ morphemes }: Utterance, hints: TitleHints): Run[] {
  const runs: Run[] = []
  let first = -1
  const close = (end: number): void => {
    if (first >= 0 && end > first) {
      const next = morphemes[end]
      const attached = next?.tag === 'particle' && next.eojeol === morphemes[end - 1].eojeol
      runs.push({ first, last: end - 1, role: attached ? (ROLES[next.surface] ?? 0) : 0 })
    }
    first = -1
  }
  morphemes.forEach((morpheme, at) => {
    const inRun = RUN_TAGS.has(morpheme.tag) && !POINTING.has(morpheme.lemma) && !hints.nouns.includes(morpheme.lemma)
    if (!inRun) close(at)
    else if (first < 0) first = at
  })
  close(morphemes.length)
  return runs
}

// 'X라는 영화', 'X라는영화'. By the text: the analyser cuts names it does not know anywhere.
function findCalled(utterance: Utterance, { nouns }: TitleHints): ObjectPhrase | null {
  for (const [at, eojeol] of utterance.eojeols.entries()) {
    const match = CALLED.exec(eojeol.text.normalize('NFC'))
    if (!match) continue
    const said = squeezed(match[2] || (utterance.eojeols[at + 1]?.text ?? ''))
    if (!nouns.some((noun) => said.startsWith(noun))) continue
    const nfc = eojeol.text === eojeol.text.normalize('NFC')
    const length = nfc ? match[1].length : match[1].normalize('NFD').length
    return span(utterance, eojeol.start, eojeol.start + length, true)
  }
  return null
}

// 'X 봤는데', 'X 어때?', 'X 영화 …' and '영화 X …' at the beginning, where X is no word that everybody uses.
function findJudged(utterance: Utterance, hints: TitleHints, { isAspect, isCommon }: PhraseOptions): ObjectPhrase | null {
  const { eojeols, morphemes } = utterance
  if (!isCommon) return null
  const word = (at: number): string => squeezed(eojeols[at]?.text ?? '')
  const begins = (stems: readonly string[], at: number): boolean => stems.some((stem) => word(at).startsWith(stem))
  const tells = (at: number): boolean => begins(hints.seen, at) || begins(hints.judged, at)
  const first = hints.nouns.includes(word(0)) ? 1 : 0
  for (let last = first; last < Math.min(eojeols.length, first + LONGEST_RUN) && !tells(last); last++) {
    const own = morphemes.filter(({ eojeol }) => eojeol >= first && eojeol <= last)
    const tail = own.findLastIndex(({ tag, eojeol }) => eojeol !== last || (tag !== 'particle' && tag !== 'symbol'))
    const name = own.slice(0, tail + 1)
    if (name.length === 0 || name.some(({ tag, lemma }) => NOT_IN_NAMES.has(tag) || POINTING.has(lemma))) return null
    const end = name[name.length - 1]
    const bare = own.slice(tail + 1).every(({ tag, surface }) => tag === 'symbol' || surface in ROLES || surface === '도')
    const marked = bare && (tells(last + 1) || (own.length === name.length && begins(hints.nouns, last + 1)))
    if (marked || (first === 1 && last === 1 && own.length > name.length)) {
      const known = isAspect?.(end.lemma) || name.every(({ lemma }) => isCommon(lemma))
      return known ? null : span(utterance, name[0].start, end.end, true)
    }
    if (own.length > name.length) return null
  }
  return null
}

function isAbout({ morphemes }: Utterance, run: Run, { isAspect }: PhraseOptions): boolean {
  return !isAspect?.(morphemes[run.last].lemma) && morphemes[run.last].end - morphemes[run.first].start >= 2
}

function span({ text }: Utterance, start: number, end: number, named: boolean): ObjectPhrase {
  return { text: text.slice(start, end), start, end, named }
}
