import { isNegated } from '../nlp/phrases/negation.js'
import type { Morpheme, Utterance } from '../nlp/text/morpheme.js'
import { type AspectFamily, aspectFinder } from './aspects.js'
import type { Facts } from './facts.js'
import { squeeze, squeezed } from './squeeze.js'
import { isAskedFor, mayBeRefused } from './wish-asked.js'
import { companyIn } from './wish-company.js'
import type { Wish } from './wish-filter.js'
import { type Mention, openMentions } from './wish-mentions.js'
import type { WishWords } from './wish-words.js'
import { spanOf } from './wish-years.js'

/** Reads what an utterance asks of an item. @param titles spans of titles in it: words of a title ask for nothing */
export type WishReader = (utterance: Utterance, titles: readonly Span[]) => Wish

/** UTF-16 offsets into the text as typed. */
interface Span {
  start: number
  end: number
}

const GRAMMAR = new Set<Morpheme['tag']>(['particle', 'ending', 'affix'])

/** '강아지랑 볼 영화' is about company. */
const COMPANY = new Set(['랑', '이랑', '하고', '과', '와'])

export function openWishes(words: WishWords, facts: Facts, families: readonly AspectFamily[]): WishReader {
  const mentions = openMentions(words, facts)
  const findAspects = aspectFinder(
    families.map((family) => ({ ...family, words: [...family.words, ...(words.aspects[family.name] ?? [])] })),
  )
  const felt = new Map<string, string[]>()
  for (const [genre, { feels }] of Object.entries(words.genres))
    for (const lemma of feels) felt.set(lemma, [...(felt.get(lemma) ?? []), genre])
  const plain = new Set([...words.nouns, ...felt.keys(), ...families.flatMap((family) => family.words)])

  return (utterance, titles) => {
    const { morphemes } = utterance
    const text = squeeze(utterance.text)
    const all = mentions(text)
    const spanOfMention = ({ start, end }: Span): Span => ({ start: text.starts[start], end: text.ends[end - 1] })
    const written = all.map(spanOfMention)
    // 〈무서운 영화〉 is a title as well, and none where it is asked for; 〈코미디의 왕〉 is one.
    const asks = (morpheme: Morpheme): boolean =>
      GRAMMAR.has(morpheme.tag) || plain.has(morpheme.lemma) || overlaps(morpheme, written)
    const meant = titles.filter((title) => !morphemes.filter((morpheme) => overlaps(morpheme, [title])).every(asks))

    const wish = emptyWish()
    const taken: Span[] = [...meant]
    const company = companyIn(utterance.text, words, (span) => overlaps(span, meant))
    if (company) {
      const { start, end, ...told } = company
      wish.company = told
      taken.push({ start, end })
    }
    const years: NonNullable<Mention['years']>[] = []
    const notCountries: string[] = []
    for (const [at, mention] of all.entries()) {
      const span = written[at]
      if (overlaps(span, taken.slice(0, meant.length + (company ? 1 : 0)))) continue
      const negated = mayBeRefused(mention) && isNegatedAt(morphemes, span)
      if (!negated && !isAskedFor(mention, all, text, utterance, words)) continue
      taken.push(span)
      if (mention.kind === 'genre') add(negated ? wish.withoutGenres : wish.genres, mention.values)
      else if (mention.kind === 'country') add(negated ? notCountries : wish.countries, mention.values)
      else if (mention.kind === 'person') {
        if (!negated) add(wish.people, mention.values)
        const role = morphemes.find(({ start, lemma }) => start >= span.end && words.roles.includes(lemma))
        if (role && role.eojeol <= morphemes.find(({ end }) => end >= span.end)!.eojeol + 1) taken.push(role)
      } else if (!negated) years.push(mention.years!)
    }
    if (wish.countries.length === 0 && notCountries.length > 0)
      wish.countries = [...facts.allCountries].filter((country) => !notCountries.includes(country))
    wish.years = spanOf(years)

    const free = (at: number): boolean => !overlaps(morphemes[at], taken)
    for (const [at, { lemma }] of morphemes.entries()) {
      const genres = felt.get(lemma)
      if (!genres || !free(at)) continue
      // '무섭지 않은 공포영화' is one still.
      const wanted = wish.genres
      if (isRefused(morphemes, at))
        add(
          wish.withoutGenres,
          genres.filter((genre) => !wanted.includes(genre)),
        )
      else add(wish.genres, genres)
    }
    findAspects(morphemes, (family, at) => {
      if (!free(at) || isCompany(morphemes, at)) return
      add(isRefused(morphemes, at) ? wish.withoutAspects : wish.aspects, [families[family].name])
    })
    wish.genres = wish.genres.filter((genre) => !wish.withoutGenres.includes(genre))
    wish.aspects = wish.aspects.filter((aspect) => !wish.withoutAspects.includes(aspect))
    return wish
  }
}

const emptyWish = (): Wish => ({
  genres: [],
  withoutGenres: [],
  countries: [],
  years: null,
  people: [],
  aspects: [],
  withoutAspects: [],
})

const overlaps = ({ start, end }: Span, spans: readonly Span[]): boolean =>
  spans.some((span) => start < span.end && end > span.start)

function add(list: string[], values: readonly string[]): void {
  for (const value of values) if (!list.includes(value)) list.push(value)
}

function isNegatedAt(morphemes: readonly Morpheme[], { start, end }: Span): boolean {
  const first = morphemes.findIndex((morpheme) => morpheme.end > start)
  const last = morphemes.findLastIndex((morpheme) => morpheme.start < end)
  return first >= 0 && last >= first && isNegated(morphemes, first, last)
}

/** '무섭거나 야한 건 빼고' refuses both. */
function isRefused(morphemes: readonly Morpheme[], at: number): boolean {
  if (isNegated(morphemes, at, at)) return true
  let next = at + 1
  while (morphemes[next]?.tag === 'affix') next++
  const either = morphemes[next]
  return (
    either?.tag === 'ending' && either.surface.endsWith('거나') && next + 1 < morphemes.length && isRefused(morphemes, next + 1)
  )
}

function isCompany(morphemes: readonly Morpheme[], at: number): boolean {
  const next = morphemes[at + 1]
  return next?.tag === 'particle' && COMPANY.has(squeezed(next.surface)) && morphemes[at + 2]?.tag === 'verb'
}
