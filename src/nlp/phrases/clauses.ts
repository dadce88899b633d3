import type { Morpheme, Utterance } from '../text/morpheme.js'

/** Neighbouring morphemes [first, last], both inclusive, and where they stand in the text as typed (UTF-16). */
export interface Clause {
  first: number
  last: number
  start: number
  end: number
}

/** Signs that end a clause, as one morpheme or at the end of an eojeol. */
const STOPS = /[,.!?…;~]$/u
/** How an eojeol ends that leads on to something else: 좋았는데, 예쁜데, 좋지만, 좋으나, 좋으면서도. */
const CONTRASTS = /(?:[가-힣]데|지만|으나|면서도|더니|건만)(?:요|도)?$/u
const NIEUN = 4
/** And so on: 좋고, 좋으며. */
const JOINS = new Set(['고', '구', '며', '으며'])
/** And therefore: 뻔해서, 뻔하니까. */
const REASONS = /(?:[해아어려와워라]서|니까)$/u
/** How a sentence ends that nothing marks as ended: 별로고 어색함 스토리는 …, 좋았음 연출은 … */
const ENDS = /[다요음임함됨네죠군]$/u
/** Verbs that go with the 고 before them: 보고 있다, 보고 싶다, 보고 나서. */
const AUXILIARY = new Set('있다 싶다 말다 나다 보다 가다 오다 다니다 계시다 들다'.split(' '))
const NO_CLAUSE = new Set(['말다', '빼다', '그렇다'])
const CONNECTIVES = new Set('근데 그런데 하지만 그러나 그렇지만 다만 그래도 반면 반면에 그치만 허나 그리고 그래서'.split(' '))
const PREDICATES = new Set<Morpheme['tag']>(['verb', 'adjective'])
/** What an ending may have grown into. */
const INFLECTED = new Set<Morpheme['tag']>(['verb', 'adjective', 'ending', 'affix', 'particle'])

/**
 * Cuts an utterance after its connective endings (-는데, -지만, -으나, -면서도, -고, -며, -아서, -니까), after final ones, at
 * punctuation, after laughter, and before 근데, 하지만 and the like. What ends in a particle before a comma ('스토리는, 음, 별로') is
 * not cut off. Together the clauses are all of the text.
 */
export function clausesOf(utterance: Utterance): Clause[] {
  const { eojeols, morphemes } = utterance
  const clauses: Clause[] = []
  let first = 0
  const close = (next: number): void => {
    if (next > first) clauses.push({ first, last: next - 1, start: morphemes[first].start, end: morphemes[next - 1].end })
    first = next
  }
  const begins = eojeolStarts(utterance)
  for (let at = 0; at < eojeols.length; at++) {
    for (let inside = begins[at] + 1; inside < begins[at + 1]; inside++) {
      if (stopsInside(morphemes, Math.max(first, begins[at]), inside)) close(inside)
    }
    const own = morphemes.slice(Math.max(first, begins[at]), begins[at + 1])
    const after = morphemes.slice(begins[at + 1], begins[at + 2])
    const connects = CONNECTIVES.has(plainText(after)) && begins[at + 1] > first
    if (connects || endsClause(own, eojeols[at].text, after)) close(begins[at + 1])
  }
  close(morphemes.length)
  return clauses
}

/** Index of the first morpheme of each eojeol, and the number of morphemes last. */
export function eojeolStarts({ eojeols, morphemes }: Utterance): number[] {
  const first = new Array<number>(eojeols.length + 1).fill(morphemes.length)
  for (let at = morphemes.length - 1; at >= 0; at--) first[morphemes[at].eojeol] = at
  // An eojeol of signs that are stripped has no morphemes: it begins where the next one does.
  for (let at = eojeols.length - 1; at >= 0; at--) first[at] = Math.min(first[at], first[at + 1])
  return first
}

/** Whether the morphemes [first, next) of one eojeol end a clause that goes on without a space: '아쉽다.연출은'. */
function stopsInside(morphemes: readonly Morpheme[], first: number, next: number): boolean {
  const [last, following] = [morphemes[next - 1], morphemes[next]]
  if (following.tag === 'symbol' || following.tag === 'interjection') return false
  const signs = last.tag === 'interjection' || (last.tag === 'symbol' && STOPS.test(last.surface))
  if (!signs || next - 1 === first || (following.tag === 'number' && morphemes[next - 2].tag === 'number')) return false
  return stopsAfter(morphemes.slice(first, next))
}

const wordsOf = (own: readonly Morpheme[]): Morpheme[] => own.filter(({ tag }) => tag !== 'symbol' && tag !== 'interjection')

/** A particle before a sign leads on: '스토리도, 연출도'. */
function stopsAfter(own: readonly Morpheme[]): boolean {
  const words = wordsOf(own)
  return words.length > 0 && (words[words.length - 1].tag !== 'particle' || words.some(({ tag }) => PREDICATES.has(tag)))
}

function endsClause(own: readonly Morpheme[], typed: string, after: readonly Morpheme[]): boolean {
  const words = wordsOf(own)
  const last = words[words.length - 1]
  if (!last) return false
  if (STOPS.test(typed) || own[own.length - 1].tag === 'interjection') return stopsAfter(own)
  const text = plainText(own)
  if (CONNECTIVES.has(text)) return false
  const predicate = words.find(({ tag }) => PREDICATES.has(tag))
  if (CONTRASTS.test(text)) {
    const contrasts = !text.endsWith('데') || hasNieun(text[text.length - 2])
    return contrasts && (predicate !== undefined || words.length > 1)
  }
  // 뻔한 이야기라 지루하다
  if (/^이?라$/u.test(last.surface) && (last.lemma === '이다' || words[words.length - 2]?.lemma === '이다')) return true
  if ((!predicate && words.length < 2) || NO_CLAUSE.has(predicate?.lemma ?? '')) return false
  if (predicate && (REASONS.test(text) || endsSentence(last, after))) return !AUXILIARY.has(after[0]?.lemma)
  return last.tag === 'ending' && JOINS.has(last.surface) && !AUXILIARY.has(after[0]?.lemma)
}

function endsSentence(last: Morpheme, after: readonly Morpheme[]): boolean {
  const grown = last.tag === 'ending' || `${last.surface}다` !== last.lemma
  return INFLECTED.has(last.tag) && grown && ENDS.test(last.surface) && after.length > 0
}

const plainText = (morphemes: readonly Morpheme[]): string =>
  morphemes
    .filter(({ tag }) => tag !== 'symbol')
    .map(({ surface }) => surface)
    .join('')

const hasNieun = (syllable: string | undefined): boolean =>
  syllable !== undefined && syllable >= '가' && syllable <= '힣' && (syllable.charCodeAt(0) - 0xac00) % 28 === NIEUN
