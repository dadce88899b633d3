import type { Utterance } from '../nlp/text/morpheme.js'
import type { Squeezed } from './squeeze.js'
import type { Mention } from './wish-mentions.js'
import type { WishWords } from './wish-words.js'

const ALONE = /^(?:로|으로|나|이나|요|이요|만|쪽|쪽으로|인데|이면서|이고)$/
const OBJECT = /^(?:이|가|을|를|은|는|도)$/
const PERSON_PARTICLE = /^(?:이|가|은|는|도|의|님|님이|씨|씨가)?$/
const TOGETHER = /^(?:랑|이랑|와|과|하고|이나|나)$/
const MADE = /^(?:나온|나왔|만든|만들|개봉|찍은|제작)/
const MAKER = /^[산판작]/
/** Words that may stand between a country or a time and what is asked for: '한국 진짜 무서운 영화'. */
const REACH = 3

/** Whether what stands around the mention says that it is asked for: '액션 영화', '액션 추천해줘', and not '액션 좋은 영화'. */
export function isAskedFor(
  mention: Mention,
  all: readonly Mention[],
  { text, wordStarts, wordEnds }: Squeezed,
  utterance: Utterance,
  words: Pick<WishWords, 'nouns' | 'roles' | 'asks'>,
): boolean {
  const { kind, rest, glued, lastWord, needs, years } = mention
  const wordAt = (at: number): string => (at < wordStarts.length ? text.slice(wordStarts[at], wordEnds[at]) : '')
  const begins = (stems: readonly string[], word: string): boolean => word !== '' && stems.some((stem) => word.startsWith(stem))
  const next = wordAt(lastWord + 1)
  const mentioned = all.some((other) => other !== mention && other.firstWord === lastWord + 1)
  const named = begins(words.nouns, next) || mentioned
  const bare = rest === '' || rest === '의'

  if (kind === 'person') {
    const role = begins(words.roles, rest) || (PERSON_PARTICLE.test(rest) && begins(words.roles, next))
    return needs === 'none' || role || (needs === 'works' && (glued || (bare && begins(words.nouns, next))))
  }
  if (glued) return true
  if (kind === 'years' || kind === 'time') {
    if (years?.decade || years?.side) return true
    if (bare && (named || leadsToNoun())) return true
    return (
      (rest === '에' && MADE.test(next)) || (rest === '' && (MADE.test(next) || (kind === 'time' && begins(words.asks, next))))
    )
  }
  if (ALONE.test(rest)) return true
  const wanted = next === '' || named || begins(words.asks, next)
  if (kind === 'genre')
    return (rest === '' && wanted) || (OBJECT.test(rest) && begins(words.asks, next)) || (TOGETHER.test(rest) && mentioned)
  if (bare || MAKER.test(rest)) return wanted || leadsToNoun()
  return rest.startsWith('에서') && MADE.test(next)

  // Over adjectives and adverbs; a noun of its own in between is what the country is of: '한국 사람 나오는 영화'.
  function leadsToNoun(): boolean {
    for (let at = lastWord + 1; at <= lastWord + REACH && at < wordStarts.length; at++) {
      if (begins(words.nouns, wordAt(at))) return true
      if (all.some(({ firstWord }) => firstWord === at)) continue
      if (utterance.eojeols[at] === undefined || utterance.eojeols.length !== wordStarts.length) return false
      const [first] = utterance.morphemes.filter(({ eojeol }) => eojeol === at)
      if (!first || !['adjective', 'verb', 'adverb'].includes(first.tag)) return false
    }
    return false
  }
}

/** Whether a negation after the mention speaks of it: '한국 영화 말고' does, '한국이 싫어서' speaks of the country. */
export const mayBeRefused = ({ kind, rest }: Mention): boolean => kind !== 'country' || !OBJECT.test(rest)
