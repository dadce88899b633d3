import type { Facts } from './facts.js'
import { Lexicon } from './lexicon.js'
import { isParticle } from './particles.js'
import { type Squeezed, squeezed } from './squeeze.js'
import { type MarkNeeded, peopleLexicon } from './wish-people.js'
import type { WishWords } from './wish-words.js'
import { type WrittenYears, type Years, yearsAt } from './wish-years.js'

/** A genre, country, time or person that is written somewhere. Offsets are into the squeezed text. */
export interface Mention {
  kind: 'genre' | 'country' | 'time' | 'years' | 'person'
  values: readonly string[]
  years: (Years & Partial<Pick<WrittenYears, 'side' | 'decade'>>) | null
  needs: MarkNeeded
  start: number
  end: number
  /** Numbers of the words that it begins and ends in. */
  firstWord: number
  lastWord: number
  /** What follows it in its last word. */
  rest: string
  /** Whether the next mention, or what the items are called, is glued to it: 한국영화, 액션물. */
  glued: boolean
}

type Entry = Pick<Mention, 'kind' | 'values' | 'years' | 'needs'>

const MAKERS = /^(?:산|판|작|님|씨|쪽)/

/** Prepares the words of a domain's wishes; finds them in squeezed text, in its order, whether they ask for something or not. */
export function openMentions(words: WishWords, facts: Facts): (text: Squeezed) => Mention[] {
  const lexicon = wishLexicon(words, facts)
  const people = peopleLexicon(facts.names, words.ordinary)
  const nouns = words.nouns.map(squeezed)

  function entriesAt(text: string, at: number): (Entry & { end: number })[] {
    const listed = lexicon.at(text, at).flatMap(({ value, end }) => value.map((entry) => ({ ...entry, end })))
    const named = people.at(text, at).map(({ value: { name, needs }, end }): Entry & { end: number } => {
      return { kind: 'person', values: [name], years: null, needs, end }
    })
    return [...listed, ...named].sort((a, b) => b.end - a.end)
  }

  // '한국인' and '공포스러운' are other words.
  function mayFollow(rest: string, text: string, end: number): boolean {
    if (rest === '' || isParticle(rest) || MAKERS.test(rest) || words.roles.some((role) => rest.startsWith(role))) return true
    if (nouns.some((noun) => rest.startsWith(noun) && (noun.length > 1 || isParticle(rest.slice(noun.length))))) return true
    return entriesAt(text, end).length > 0
  }

  return ({ text, wordStarts, wordEnds }) => {
    const mentions: Mention[] = []
    const mentionAt = (at: number, firstWord: number): Mention | undefined => {
      const lastWord = (end: number): number => {
        let word = firstWord
        while (wordEnds[word] < end) word++
        return word
      }
      const rest = (end: number): string => text.slice(end, wordEnds[lastWord(end)])
      const fits = (end: number): boolean => mayFollow(rest(end), text, end)
      const years = yearsAt(text, at, facts, fits)
      const entry: (Entry & { end: number }) | undefined = years
        ? { kind: 'years', values: [], years, needs: 'none', end: years.end }
        : entriesAt(text, at).find(({ end }) => fits(end))
      if (!entry) return undefined
      const after = rest(entry.end)
      const glued = nouns.some((noun) => after.startsWith(noun))
      return { ...entry, start: at, firstWord, lastWord: lastWord(entry.end), rest: after, glued }
    }

    for (let word = 0, done = 0; word < wordStarts.length; word++) {
      let at = Math.max(wordStarts[word], done)
      for (let before: Mention | undefined; at < wordEnds[word]; ) {
        const mention = mentionAt(at, word)
        if (!mention) break
        if (before) before.glued = true
        mentions.push(mention)
        before = mention
        at = mention.end
        done = at
      }
    }
    return mentions
  }
}

function wishLexicon(words: WishWords, facts: Facts): Lexicon<Entry[]> {
  const lexicon = new Lexicon<Entry[]>()
  const add = (word: string, kind: Mention['kind'], values: readonly string[], years: Years | null = null): void => {
    const key = squeezed(word)
    const before = lexicon.get(key) ?? []
    const same = before.find((entry) => entry.kind === kind)
    // One word for two genres (로코) asks for both.
    if (same) same.values = [...new Set([...same.values, ...values])]
    else lexicon.set(key, [...before, { kind, values, years, needs: 'none' }])
  }
  for (const genre of facts.allGenres) for (const part of [genre, ...genre.split('/')]) add(part, 'genre', [genre])
  for (const [genre, group] of Object.entries(words.genres))
    for (const word of [genre, ...group.words]) add(word, 'genre', [genre])
  for (const country of facts.allCountries) add(country, 'country', [country])
  for (const [country, group] of Object.entries(words.countries))
    for (const word of [country, ...group.words]) add(word, 'country', [country])
  for (const [word, countries] of Object.entries(words.regions)) add(word, 'country', countries)
  for (const [word, without] of Object.entries(words.abroad))
    add(
      word,
      'country',
      [...facts.allCountries].filter((country) => !without.includes(country)),
    )
  for (const { words: list, from, to } of words.times) {
    const first = from === undefined ? facts.oldest : facts.newest - from
    const last = to === undefined ? facts.newest : facts.newest - to
    for (const word of list) add(word, 'time', [], { from: first, to: last })
  }
  return lexicon
}
