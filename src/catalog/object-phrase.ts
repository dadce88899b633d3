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
  const runs = nounRuns(utterance, hints)
  const named = runs.find((run) => isNamed(utterance, run, hints, options))
  if (named) return phrase(utterance, named, true)
  const about = runs
    .filter((run) => run.role > 0 && isAbout(utterance, run, options))
    .reduce<Run | null>((best, run) => (best === null || run.role > best.role ? run : best), null)
  return about && phrase(utterance, about, false)
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

function isNamed(utterance: Utterance, run: Run, hints: TitleHints, { isAspect, isCommon }: PhraseOptions): boolean {
  const { morphemes, eojeols } = utterance
  const begin = morphemes[run.first]
  const end = morphemes[run.last]
  const before = run.first > 0 ? morphemes[run.first - 1] : undefined
  if (isAspect?.(end.lemma)) return false
  const rest = squeezed(utterance.text.slice(end.end, eojeols[end.eojeol].end))
  const after = squeezed(eojeols[end.eojeol + 1]?.text ?? '')
  const isNoun = (word: string): boolean => hints.nouns.some((noun) => word.startsWith(noun))
  if (/^이?(?:라는|란)/.test(rest || after) && isNoun(rest ? after : squeezed(eojeols[end.eojeol + 2]?.text ?? ''))) return true
  const opens = begin.initial && begin.eojeol === 0
  const afterNoun = run.first === 1 && before !== undefined && hints.nouns.includes(before.lemma) && begin.initial
  if (!opens && !afterNoun) return false
  if (!isCommon || morphemes.slice(run.first, run.last + 1).every((morpheme) => isCommon(morpheme.lemma))) return false
  if (afterNoun) return true
  const bare = /^[을를은는도]?$/.test(rest)
  return (rest === '' && isNoun(after)) || (bare && [...hints.seen, ...hints.judged].some((stem) => after.startsWith(stem)))
}

function isAbout({ morphemes }: Utterance, run: Run, { isAspect }: PhraseOptions): boolean {
  return !isAspect?.(morphemes[run.last].lemma) && morphemes[run.last].end - morphemes[run.first].start >= 2
}

function phrase({ text, morphemes }: Utterance, run: Run, named: boolean): ObjectPhrase {
  const start = morphemes[run.first].start
  const end = morphemes[run.last].end
  return { text: text.slice(start, end), start, end, named }
}
