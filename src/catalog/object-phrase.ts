import { eojeolStarts } from '../nlp/phrases/clauses.js'
import type { Morpheme, Utterance } from '../nlp/text/morpheme.js'
import { PLAIN_NOUNS } from './ko/plain-nouns.js'
import { squeezed } from './squeeze.js'
import { NO_HINTS, type TitleHints } from './title-context.js'

/** What an opinion is about where no title of the catalogue fits. */
export interface ObjectPhrase {
  text: string
  /** UTF-16 offsets into the utterance's text. */
  start: number
  end: number
  /**
   * How surely it is a title: 1 in brackets or quotes and in '영화 X', 'X라는 영화', 'X 봤는데'; 0.9 where something stands before 'X 봤는데'
   * and X is no everyday word; 0.7 where such a word is judged (나는 기생충이 좋더라); 0.5 for any other phrase.
   */
  score: number
}

export interface PhraseOptions {
  hints?: TitleHints
  /** Words that are never what an opinion is about, e.g. the aspects: in '연기가 별로' it is the unsaid film. */
  isAspect?: (lemma: string) => boolean
  /** Words that everybody uses: 'X 봤는데' names X only where X is none ('어제 봤는데'). Without it only quotes and '영화 X' name. */
  isCommon?: (lemma: string) => boolean
  /** Words that hardly anybody uses: what is said of them anywhere in a sentence may be said of a title. None without it. */
  isRare?: (lemma: string) => boolean
}

const NAMED = 1
const SEEN = 0.9
const JUDGED = 0.7
const PHRASE = 0.5

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
/** What is said of a film as readily as of anything, beside the words of the domain's hints. */
const LIKED = new Set(['좋다', '싫다', '별로', '최고', '최악', '괜찮다'])
const OBJECT = new Set(['을', '를', '도'])
const NAME_HEADS = new Set<Morpheme['tag']>(['noun', 'foreign', 'number', 'unknown', 'affix'])
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
  const named = findCalled(utterance, hints) ?? findJudged(utterance, hints, options) ?? findSeen(utterance, hints, options)
  if (named) return named
  const about = nounRuns(utterance, hints)
    .filter((run) => run.role > 0 && isAbout(utterance, run, options))
    .reduce<Run | null>((best, run) => (best === null || run.role > best.role ? run : best), null)
  if (!about) return null
  const { morphemes } = utterance
  const score = isJudgedTitle(utterance, about, hints, options) ? JUDGED : PHRASE
  return span(utterance, morphemes[about.first].start, morphemes[about.last].end, score)
}

function findEnclosed(text: string): ObjectPhrase | null {
  for (const match of text.matchAll(ENCLOSED)) {
    const inner = match[1] ?? match[2]
    if (inner.length > LONGEST_NAME || squeezed(inner).length < 1) continue
    const start = match.index + match[0].indexOf(inner, 1)
    return { text: inner, start, end: start + inner.length, score: NAMED }
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
    return span(utterance, eojeol.start, eojeol.start + length, NAMED)
  }
  return null
}

// 'X 봤는데', 'X 어때?', 'X 영화 …' and '영화 X …' at the beginning, where X is no word that everybody uses.
function findJudged(utterance: Utterance, hints: TitleHints, { isAspect, isCommon }: PhraseOptions): ObjectPhrase | null {
  const { eojeols, morphemes } = utterance
  if (!isCommon) return null
  const word = (at: number): string => squeezed(eojeols[at]?.text ?? '')
  const tells = (at: number): boolean => begins(hints.seen, word(at)) || begins(hints.judged, word(at))
  const first = hints.nouns.includes(word(0)) ? 1 : 0
  for (let last = first; last < Math.min(eojeols.length, first + LONGEST_RUN) && !tells(last); last++) {
    const own = morphemes.filter(({ eojeol }) => eojeol >= first && eojeol <= last)
    const tail = own.findLastIndex(({ tag, eojeol }) => eojeol !== last || (tag !== 'particle' && tag !== 'symbol'))
    const name = own.slice(0, tail + 1)
    if (name.length === 0 || name.some(({ tag, lemma }) => NOT_IN_NAMES.has(tag) || POINTING.has(lemma))) return null
    const end = name[name.length - 1]
    const bare = own.slice(tail + 1).every(({ tag, surface }) => tag === 'symbol' || surface in ROLES || surface === '도')
    const marked = bare && (tells(last + 1) || (own.length === name.length && begins(hints.nouns, word(last + 1))))
    if (marked || (first === 1 && last === 1 && own.length > name.length)) {
      const plain = ({ tag, lemma }: Morpheme): boolean =>
        tag === 'affix' || (tag === 'number' && name.length > 1) || PLAIN_NOUNS.has(lemma) || isCommon(lemma)
      const known = isAspect?.(end.lemma) || hints.nouns.includes(end.lemma) || PLAIN_NOUNS.has(end.lemma) || name.every(plain)
      return known ? null : span(utterance, name[0].start, end.end, NAMED)
    }
    if (own.length > name.length) return null
  }
  return null
}

// 'X 봤는데' after something else: '어제 기생충 봤는데', '친구랑 극한직업 보고 왔는데'. Nearly anything can stand there, so X is to be a rare word.
function findSeen(utterance: Utterance, hints: TitleHints, options: PhraseOptions): ObjectPhrase | null {
  if (!options.isRare) return null
  const { eojeols, morphemes } = utterance
  const firsts = eojeolStarts(utterance)
  const own = (at: number): Morpheme[] => morphemes.slice(firsts[at], firsts[at + 1])
  for (let at = 1; at < eojeols.length; at++) {
    const [verb] = own(at)
    if (verb?.tag !== 'verb' || !begins(hints.seen, eojeols[at].text)) continue
    const last = nameIn(own(at - 1), hints, true)
    if (!last || !isRareName(last, options)) continue
    let [first] = last
    for (let before = at - 2; before >= 0; before--) {
      const more = nameIn(own(before), hints, false)
      if (!more || options.isCommon?.(more[0].lemma) || options.isAspect?.(more[0].lemma)) break
      first = more[0]
    }
    return span(utterance, first.start, last[last.length - 1].end, SEEN)
  }
  return null
}

/** The morphemes of an eojeol that may be (the last word of) a name, without the particle of an object; null where they are none. */
function nameIn(own: readonly Morpheme[], { nouns }: TitleHints, last: boolean): readonly Morpheme[] | null {
  const tail = own.findLastIndex(({ tag }) => tag !== 'particle' && tag !== 'symbol')
  const name = own.slice(0, tail + 1)
  const particles = own.slice(tail + 1).filter(({ tag }) => tag === 'particle')
  const fits = last ? particles.every(({ surface }) => OBJECT.has(surface)) : particles.every(({ surface }) => surface === '의')
  const head = name[name.length - 1]
  if (!fits || !head || head.end - name[0].start < 2 || !NAME_HEADS.has(head.tag)) return null
  const ordinary = name.some(({ tag, lemma }) => NOT_IN_NAMES.has(tag) || POINTING.has(lemma) || nouns.includes(lemma))
  const plain = PLAIN_NOUNS.has(head.lemma) || (head.tag === 'affix' && PLAIN_NOUNS.has(name[0].lemma))
  return ordinary || plain || (name[0].tag === 'number' && name.length > 1) ? null : name
}

// Every word of it is rare, or it is several in one that nobody writes together.
function isRareName(name: readonly Morpheme[], { isRare, isAspect, isCommon }: PhraseOptions): boolean {
  if (!isRare || name.some(({ lemma }) => isAspect?.(lemma))) return false
  if (name.every(({ lemma }) => isRare(lemma))) return true
  const whole = name.map(({ surface }) => surface).join('')
  return name.length > 1 && isRare(whole) && !name.every(({ lemma }) => isCommon?.(lemma))
}

// '나는 기생충이 좋더라'.
function isJudgedTitle(utterance: Utterance, { first, last }: Run, hints: TitleHints, options: PhraseOptions): boolean {
  const { morphemes, eojeols } = utterance
  const run = morphemes.slice(first, last + 1)
  const after = morphemes.find(({ eojeol, tag }) => eojeol > run[run.length - 1].eojeol && tag !== 'adverb')
  if (!after || PLAIN_NOUNS.has(run[run.length - 1].lemma) || !isRareName(run, options)) return false
  return LIKED.has(after.lemma) || begins(hints.judged, eojeols[after.eojeol].text)
}

const begins = (stems: readonly string[], word: string): boolean => {
  const text = squeezed(word)
  return stems.some((stem) => text.startsWith(stem))
}

function isAbout({ morphemes }: Utterance, run: Run, { isAspect }: PhraseOptions): boolean {
  return !isAspect?.(morphemes[run.last].lemma) && morphemes[run.last].end - morphemes[run.first].start >= 2
}

function span({ text }: Utterance, start: number, end: number, score: number): ObjectPhrase {
  return { text: text.slice(start, end), start, end, score }
}
