import type { TokenForm } from '../text/morpheme.js'
import { COMPLAINT, PRAISE, SLANG, WEAK } from './ko/polar-words.js'

/** What a word says by itself. */
export interface Prior {
  /** Dictionary form. */
  word: string
  /** −1 complains, 1 praises; nearer to 0 where it only leans. */
  polarity: number
  /** How many content morphemes it takes. */
  length: number
}

const WEAK_SHARE = 0.5

interface Entry {
  word: string
  polarity: number
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

const SLANG_BEGINS = /^[개쩌쩐쩔쩜지오후구별그거뭐뭣엿좆쓰똥]/u

const { singles, pairs } = tables()

function tables() {
  const weak = new Set(listed(WEAK))
  const singles = new Map<string, Entry>()
  const pairs = new Map<string, Map<string, Entry>>()
  for (const [text, sign] of [
    [PRAISE, 1],
    [COMPLAINT, -1],
  ] as const)
    for (const word of listed(text)) {
      const polarity = weak.has(word) ? sign * WEAK_SHARE : sign
      const [first, second] = word.split('+')
      if (second === undefined) singles.set(keyOf(word), { word, polarity })
      else {
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
  const key = keyOfForm(form)
  const seconds = pairs.get(key)
  if (seconds) {
    for (let next = at + 1; next <= at + 3 && next < morphemes.length; next++) {
      const pair = seconds.get(keyOfForm(morphemes[next]))
      if (pair) return { ...pair, last: next }
      if (!BETWEEN.has(morphemes[next].tag) && morphemes[next].tag !== 'adverb') break
    }
  }
  const next = morphemes[at + 1]
  if (next && !next.initial && next.tag === 'affix') {
    const derived = singles.get(`${form.lemma}${keyOfForm(next)}`)
    if (derived) return { ...derived, last: at + 1 }
    if (/^(?:스럽|롭)/u.test(next.lemma) && singles.has(key)) {
      return { word: `${key}${next.lemma}`, polarity: singles.get(key)!.polarity, last: at + 1 }
    }
  }
  const slang = slangAt(morphemes, at)
  if (slang) return slang
  const entry = singles.get(key)
  return entry ? { word: dictionaryForm(morphemes, at), polarity: entry.polarity, last: at } : null
}

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
  if (glued && next.tag === 'affix' && /^(?:스럽|롭)다$/u.test(next.lemma)) return `${lemma}${next.lemma}`
  if (lemma.endsWith('다') && (tag === 'verb' || tag === 'adjective')) return lemma
  if (glued && (next.tag === 'affix' || next.tag === 'verb') && (next.lemma === '하다' || HADA.test(next.surface)))
    return `${lemma}하다`
  if (tag === 'adjective' && /[가-힣]$/u.test(lemma)) return `${lemma}하다`
  return lemma
}
