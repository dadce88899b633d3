import type { TokenForm } from '../text/morpheme.js'
import { COMPLAINT, PRAISE, SLANG, WEAK } from './ko/polar-words.js'
import { RESPELLED } from './ko/spellings.js'

const WEAK_SHARE = 0.5

interface Entry {
  word: string
  polarity: number
}

/** A verb or adjective in 다, whose stem alone is another word: 비다, and 비 that falls. */
interface Single extends Entry {
  verbal: boolean
}

const listed = (text: string): string[] => text.split(/\s+/).filter(Boolean)
/** A dictionary form without what the analyser may or may not put to it: 어색하다, 어색 → 어색; 억지스럽다 → 억지스럽. */
const keyOf = (word: string): string => word.replace(/(?<=.)하다$/u, '').replace(/(?<=.)다$/u, '')

const keys = new Map<string, string>()
/** Words whose keys are remembered. */
const REMEMBERED = 50_000

function keyOfForm({ lemma }: TokenForm): string {
  let key = keys.get(lemma)
  if (key === undefined) {
    if (keys.size >= REMEMBERED) keys.clear()
    key = keyOf(lemma)
    keys.set(lemma, key)
  }
  return key
}

const SLANG_BEGINS = /^[괜갠잼하뜬믿무고개쩌쩐쩔쩜지오후구별그거뭐뭣엿좆쓰똥]/u

const { singles, pairs } = tables()

function tables() {
  const weak = new Set(listed(WEAK))
  const singles = new Map<string, Single>()
  const pairs = new Map<string, Map<string, Entry>>()
  for (const [text, sign] of [
    [PRAISE, 1],
    [COMPLAINT, -1],
  ] as const)
    for (const word of listed(text)) {
      const polarity = weak.has(word) ? sign * WEAK_SHARE : sign
      const [first, second] = word.split('+')
      // A noun that is listed goes before the predicate made of it: 실망, 실망하다.
      if (second === undefined) {
        const known = singles.get(keyOf(word))
        if (known?.word !== keyOf(word)) singles.set(keyOf(word), { word, polarity, verbal: /[^하]다$/u.test(word) })
      } else {
        const seconds = pairs.get(keyOf(first)) ?? new Map<string, Entry>()
        pairs.set(keyOf(first), seconds.set(keyOf(second), { word: `${first} ${second}`, polarity }))
      }
    }
  return { singles, pairs }
}

/** What stands between the two words of a pair. */
const BETWEEN = new Set<TokenForm['tag']>(['particle', 'ending', 'affix'])

/** The polar word that begins at a morpheme: the longest one. @param at index of its first morpheme */
export function polarAt(morphemes: readonly TokenForm[], at: number): (Entry & { last: number }) | null {
  const form = morphemes[at]
  if (form.tag === 'particle' || form.tag === 'ending' || form.tag === 'symbol' || form.tag === 'affix') return null
  if (isNoOpinion(morphemes, at)) return null
  const key = keyOfForm(form)
  const seconds = pairs.get(key)
  if (seconds) {
    for (let next = at + 1; next <= at + 3 && next < morphemes.length; next++) {
      const pair = seconds.get(keyOfForm(morphemes[next]))
      if (pair) return { word: spelled(pairForm(morphemes, at, next)), polarity: pair.polarity, last: next }
      if (!BETWEEN.has(morphemes[next].tag) && morphemes[next].tag !== 'adverb') break
    }
  }
  const next = morphemes[at + 1]
  if (next && !next.initial && next.tag === 'affix') {
    const derived = singles.get(`${form.lemma}${keyOfForm(next)}`)
    if (derived) return { word: spelled(derived.word), polarity: derived.polarity, last: at + 1 }
    if (/^(?:스럽|롭)/u.test(next.lemma) && singles.has(key)) {
      return { word: spelled(`${key}${next.lemma}`), polarity: singles.get(key)!.polarity, last: at + 1 }
    }
  }
  // The analyser takes 스러워용 for a word of its own.
  if (next && !next.initial && /^스러[우운워]/u.test(next.surface) && next.tag !== 'affix') {
    const derived = singles.get(`${form.lemma}스럽`)
    if (derived) return { word: derived.word, polarity: derived.polarity, last: at + 1 }
  }
  const slang = slangAt(morphemes, at)
  if (slang) return slang
  const entry = singles.get(key) ?? singles.get(key.replace(/(?<=[가-힣])함$/u, ''))
  if (!entry || (key.length === 1 && entry.verbal && !form.lemma.endsWith('다'))) return null
  // 느끼다 is not 느끼하다.
  if (entry.word.endsWith('하다') && form.tag === 'verb' && form.lemma === `${key}다`) return null
  // 빵빵 터지다 is not 빵빵하다.
  if (form.tag === 'adverb' && entry.word.endsWith('하다') && (!next || next.initial)) return null
  const said = dictionaryForm(morphemes, at)
  // A bare root gets what the list has after it: 탄탄 → 탄탄하다.
  const bare = `${said}하다` === entry.word || `${said}다` === entry.word || said === entry.word.replace(/하다$/u, '함')
  return { word: spelled(bare ? entry.word : said), polarity: entry.polarity, last: at }
}

/** 재밌을 줄 몰랐다, 웃겨 죽겠다, 잘도 만들었다: words that judge nothing where they stand. */
function isNoOpinion(morphemes: readonly TokenForm[], at: number): boolean {
  const { lemma, tag } = morphemes[at]
  const [before, next] = [morphemes[at - 1], morphemes[at + 1]]
  if (lemma === '모르다') return before?.surface === '줄' || (before?.tag === 'particle' && morphemes[at - 2]?.surface === '줄')
  if (lemma === '죽다') return before?.tag !== 'particle' && /[어아해워려와겨펴라]$/u.test(before?.surface ?? '')
  return lemma === '잘' && tag === 'adverb' && next?.surface === '도' && !next.initial
}

/** Particles that a predicate of two words goes without: 깊이가 있다 → 깊이 있다, but 마음에 들다. */
const DROPPED = new Set('이 가 을 를 은 는 도 만 ㄹ'.split(' '))

/** A predicate of two words, from morpheme `first` to `last`: the particle between them stays where it means something. */
export function pairForm(morphemes: readonly TokenForm[], first: number, last: number): string {
  const particles = morphemes
    .slice(first + 1, last)
    .filter(({ tag, surface }) => tag === 'particle' && !DROPPED.has(surface))
    .map(({ surface }) => surface)
  const name = morphemes[first].lemma
  return `${name}${particles.join('')} ${dictionaryForm(morphemes, last)}`
}

/** Spellings that stand for another, and what the analyser makes of a word: 재미 없다 → 재미없다, 핵노잼 → 노잼. */
export function spelled(word: string): string {
  const known = RESPELLED.get(word)
  if (known !== undefined) return known
  const plain = word.replace(INTENSIFIED, '$1')
  return RESPELLED.get(plain) ?? plain
}

const INTENSIFIED =
  /^(?:개|핵|존|졸|캐|초|왕|대)(노잼|꿀잼|재미있다|재미없다|재밌다|쩔다|좋다|별로|망작|명작|최고|허접|유치하다)$/u

function slangAt(morphemes: readonly TokenForm[], at: number): (Entry & { last: number }) | null {
  if (!SLANG_BEGINS.test(morphemes[at].surface)) return null
  let text = ''
  for (let last = at; last < morphemes.length && last < at + 3; last++) {
    if (last > at && morphemes[last].initial) break
    text += morphemes[last].surface
    for (const [pattern, word, polarity] of SLANG) if (pattern.test(text)) return { word, polarity, last }
  }
  return null
}

const HADA = /^(?:하|한|해|했|함|할|합|햇|하다)/u

/** 지루/adjective → 지루하다, 완벽/noun+하 → 완벽하다, 부자연+스럽 → 부자연스럽다, 최고/noun → 최고; verbs and adjectives as their lemma. */
export function dictionaryForm(morphemes: readonly TokenForm[], at: number): string {
  const { lemma, tag } = morphemes[at]
  const next = morphemes[at + 1]
  const glued = next !== undefined && !next.initial
  if (glued && next.tag === 'affix' && next.lemma === '적') return `${lemma}적`
  if (glued && next.tag === 'affix' && /^(?:스럽|롭)다$/u.test(next.lemma)) return `${lemma}${next.lemma}`
  if (lemma.endsWith('다') && (tag === 'verb' || tag === 'adjective')) return lemma
  if (glued && (next.tag === 'affix' || next.tag === 'verb') && (next.lemma === '하다' || HADA.test(next.surface)))
    return `${lemma}하다`
  if (tag === 'adjective' && /[가-힣]$/u.test(lemma)) return `${lemma}하다`
  return lemma
}
