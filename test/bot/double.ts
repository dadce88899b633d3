import type { Analysis, AspectOffer } from '#src/recognizer/analysis.js'
import type { CatalogueItem, HeatMap, Recognizer, RecommendOptions, Wish } from '#src/recognizer/contract.js'

/** A recogniser over a dozen films and invented counts: it reads words from short lists, so that conversations can be written as tables. */

const film = (id: string, title: string, year: number | null, more: Partial<CatalogueItem> = {}): CatalogueItem => ({
  id,
  title,
  year,
  genres: [],
  countries: [],
  directors: [],
  actors: [],
  ...more,
})

export const FILMS: readonly CatalogueItem[] = [
  film('1', '용가리', null),
  film('2', '인셉션', 2010, { genres: ['SF', '액션'], directors: ['크리스토퍼 놀란'] }),
  film('3', '푸른 등대', 2003, { genres: ['드라마'], countries: ['한국'], directors: ['한여름'], actors: ['오로라', '문산'] }),
  film('4', '별의 정원', 2014, { genres: ['판타지'] }),
  film('5', '2077', 2009),
  film('6', '레드 M', 2012),
  film('7', '달빛', 1998, { directors: ['서가람'] }),
  film('8', '달빛', 2011, { directors: ['나도현'] }),
  film('9', '느린 기차', 2001, { directors: ['크리스토퍼 놀란'], actors: ['오로라'] }),
  film('10', '종이 고래', 2006),
  film('11', '소문난 집', null),
  film('12', '겨울 손님', 2016),
  film('13', '괴물', 2006),
]

/** Per film and aspect: praised, complained. */
export const COUNTS: Record<string, Record<string, readonly [number, number]>> = {
  '1': { 그래픽: [0, 9], 더빙: [1, 6], 시나리오: [1, 7], 돈: [0, 6], 음악: [6, 2] },
  '2': { 연출: [30, 1], 음악: [22, 2], 시나리오: [25, 4], 연기: [18, 1] },
  '3': { 그래픽: [17, 1], 음악: [9, 1], 시나리오: [10, 2], 연기: [3, 7] },
  '4': { 그래픽: [12, 1], 음악: [14, 1], 괴물: [9, 1] },
  '5': { 그래픽: [9, 1], 시나리오: [2, 8] },
  '6': { 시나리오: [20, 1], 연기: [15, 0] },
  '7': { 음악: [8, 1] },
  '8': { 음악: [3, 1], 연기: [10, 1] },
  '9': { 감동: [10, 0], 시나리오: [12, 2], 연출: [14, 1] },
  '10': { 연출: [20, 1], 연기: [9, 2] },
  '11': { 그래픽: [3, 0] },
  '12': { 돈: [6, 1], 더빙: [2, 6] },
}

const FAMILIES: Record<string, readonly string[]> = {
  그래픽: ['그래픽', 'CG', '씨지'],
  더빙: ['더빙', '성우'],
  시나리오: ['시나리오', '각본'],
  돈: ['돈', '티켓값'],
  음악: ['음악', 'OST'],
  연출: ['연출'],
  연기: ['연기'],
  감동: ['감동', '울었'],
  괴물: ['괴물'],
}

const DISLIKED = [
  '재미 없었어',
  '재미없었어',
  '별로였어',
  '별로',
  '지루했어',
  '실망했어',
  '최악이었어',
  '최악',
  '아쉬웠어',
  '노잼',
]
const LIKED = ['진짜 재밌었어', '재밌었어', '좋았어', '최고였어', '감동이었어', '좋은']
const PHRASES = ['우주 감자', '감자', '점심', '엄마']

const TARGETS = ['부정', '긍정', '중립'] as const

const lowerBound = (k: number, n: number): number => {
  const [z, p] = [1.64, k / n]
  return (p + z ** 2 / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n)
}

function analyse(text: string): Analysis {
  const found = [...FILMS].filter(({ title }) => text.includes(title)).sort((a, b) => b.title.length - a.title.length)[0]
  const phrase = found ? undefined : PHRASES.find((one) => text.includes(one))
  const word = (words: readonly string[]) => words.filter((one) => text.includes(one)).sort((a, b) => b.length - a.length)[0]
  const [disliked, liked] = [word(DISLIKED), word(LIKED)]
  const driving = disliked ?? liked
  const [부정, 긍정, 중립] = disliked ? [0.93, 0.03, 0.04] : liked ? [0.02, 0.95, 0.03] : [0.3, 0.32, 0.38]
  return {
    text,
    target: { label: disliked ? '부정' : liked ? '긍정' : '중립', probabilities: { 부정, 긍정, 중립 } },
    driving: driving
      ? [{ text: driving, start: text.indexOf(driving), end: text.indexOf(driving) + driving.length, score: 1 }]
      : [],
    object: found
      ? { kind: 'item', id: found.id, text: found.title, title: found.title, score: 0.9 }
      : phrase
        ? { kind: 'phrase', id: null, text: phrase, title: null, score: phrase.includes(' ') ? 1 : 0.5 }
        : { kind: 'none', id: null, text: null, title: null, score: 0 },
    aspects: [],
  }
}

/** Genres, decades and people by their bare names; '말고', '아닌' and '빼고' after a genre deny it. */
function wishOf(text: string): Wish {
  const among = (names: readonly string[]) => [...new Set(names)].filter((name) => text.includes(name))
  const genres = among(FILMS.flatMap((item) => [...item.genres]))
  const denied = genres.filter((genre) => new RegExp(`${genre}(?: 영화)?\\S* (말고|아닌|빼고)`, 'u').test(text))
  const decade = /(\d0)년대/.exec(text)
  const from = decade ? (Number(decade[1]) > 20 ? 1900 : 2000) + Number(decade[1]) : 0
  const aspect = FILMS.some(({ title }) => text.includes(title)) ? null : aspectNamed(text)
  return {
    genres: genres.filter((genre) => !denied.includes(genre)),
    withoutGenres: denied,
    countries: [],
    years: decade ? { from, to: from + 9 } : null,
    people: among(FILMS.flatMap((item) => [...item.directors, ...item.actors])),
    aspects: aspect ? [aspect] : [],
    withoutAspects: [],
  }
}

function fits({ genres, year, directors, actors }: CatalogueItem, wish: RecommendOptions['wish']): boolean {
  if (!wish) return true
  const { years } = wish
  return (
    (wish.genres ?? []).every((genre) => genres.includes(genre)) &&
    !(wish.withoutGenres ?? []).some((genre) => genres.includes(genre)) &&
    (!years || (year !== null && years.from <= year && year <= years.to)) &&
    (wish.people ?? []).every((name) => directors.includes(name) || actors.includes(name))
  )
}

/** What stands before and after '는데' and '고'. */
function clauses(text: string): { start: number; end: number }[] {
  const ends = [...text.matchAll(/(?:는데|고)\s/gu)].map((match) => match.index + match[0].length)
  return [0, ...ends].map((start, place) => ({ start, end: ends[place] ?? text.length }))
}

const aspectNamed = (text: string): string | null =>
  Object.keys(FAMILIES).find((aspect) => FAMILIES[aspect].some((word) => text.toUpperCase().includes(word))) ?? null

function aspectsOf(itemId: string | null, target: string, limit: number): AspectOffer[] {
  const place = target === '긍정' ? 0 : 1
  const offers = Object.keys(FAMILIES).map((aspect) => {
    const [praised, complained] = itemId === null ? [0, 0] : (COUNTS[itemId]?.[aspect] ?? [0, 0])
    return { aspect, score: [praised, complained][place], praised, complained }
  })
  const known = itemId === null ? offers : offers.filter(({ praised, complained }) => praised + complained > 0)
  return known.sort((a, b) => b.score - a.score).slice(0, limit)
}

/** The words that it reads are all that there is to read. */
function heatMap(text: string, target: string): HeatMap {
  const { driving, target: read } = analyse(text)
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({ start: index, end: index + word.length, score: 0 }))
  const score = read.label === target ? 1 : -1
  const inside = ({ start, end }: { start: number; end: number }) =>
    driving.some((span) => start >= span.start && end <= span.end)
  return { text, target, words: words.map((word) => (inside(word) ? { ...word, score } : word)) }
}

/** What is read without the words in these spans. */
function fallWithout(text: string, spans: readonly { start: number; end: number }[]): number {
  const rest = [...text]
    .map((character, at) => (spans.some(({ start, end }) => start <= at && at < end) ? ' ' : character))
    .join('')
  const { label, probabilities } = analyse(text).target
  return probabilities[label] - analyse(rest).target.probabilities[label]
}

export const recognizer: Recognizer = {
  domain: 'movie',
  targets: TARGETS,
  threshold: 0.5,
  analyse: async (text) => analyse(text),
  heatMap: async (text, target) => heatMap(text, target),
  fallWithout: async (text, spans) => fallWithout(text, spans),
  quotable: (_, span) => span,
  newestYear: () => 2016,
  objectOf: (text) => analyse(text).object,
  aspectsOf,
  countsOf: (itemId, aspect) => {
    const [praised, complained] = COUNTS[itemId]?.[aspect] ?? [0, 0]
    return { praised, complained }
  },
  aspectNamed,
  recommend: (aspect, { exclude, limit, wish }) =>
    FILMS.filter((item) => !exclude.includes(item.id) && fits(item, wish))
      .map((item) => {
        const counts = Object.entries(COUNTS[item.id] ?? {}).filter(([name]) => aspect === null || name === aspect)
        const [praised, complained] = [0, 1].map((place) => counts.reduce((sum, [, tally]) => sum + tally[place], 0))
        const mentions = praised + complained
        return { item, aspect, praised, mentions, lowerBound: lowerBound(praised, mentions) }
      })
      .filter(({ mentions }) => mentions >= 5)
      .sort((a, b) => b.lowerBound - a.lowerBound)
      .slice(0, limit),
  similarItems: (id, options) =>
    recognizer.recommend(null, { ...options, exclude: [...options.exclude, id] }).map((one) => ({ ...one, similarity: 0.5 })),
  wishOf,
  fits: (id, wish) => FILMS.some((item) => item.id === id && fits(item, wish)),
  likelyCountries: (id) => (id === '4' ? ['일본'] : []),
  aspectOpinions: async (text) =>
    clauses(text).flatMap(({ start, end }) => {
      const { label, probabilities } = analyse(text.slice(start, end)).target
      const aspect = aspectNamed(text.slice(start, end))
      return aspect ? [{ aspect, target: label, probability: probabilities[label], clause: { start, end } }] : []
    }),
  searchItems: (query, limit) => FILMS.filter(({ title }) => title.includes(query)).slice(0, limit),
  item: (id) => FILMS.find((one) => one.id === id),
  namesakes: (id) => {
    const title = FILMS.find((one) => one.id === id)?.title
    return FILMS.filter((one) => one.title === title)
  },
}
