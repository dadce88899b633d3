import type { WishWords } from './wish-words.js'

/** Who watches along, and what is kept from them. */
export interface Company {
  /** As it is told: '아이와 볼'. */
  name: string
  withoutGenres: string[]
  withoutAspects: string[]
}

interface Span {
  start: number
  end: number
}

/** What stands between who comes along and the next word: how many of them, and a particle. */
const TAIL =
  /^(?:들|님|둘|셋|[0-9]명)*(?<together>이랑|랑|하고|과|와|끼리|용)?(?:이|가|도|은|는|께서|께|을|를|한테|에게)?(?:요)?$/u
/** Words that may stand between who comes along and that they will watch: '아이 둘이랑 주말에 같이 볼'. */
const REACH = 4

/**
 * The company that a wish names: with a word for being together at the end ('아이 둘이랑') or before what is watched ('가족이랑 볼 영화'),
 * or as who will watch ('아이가 볼 만한 영화'); else by a rating. Null where nobody is named; who appears in a film ('아이가 나오는 영화') is none.
 * @param isTitle whether a span of the text belongs to a title
 */
export function companyIn(
  text: string,
  { company, watched, nouns }: Pick<WishWords, 'company' | 'watched' | 'nouns'>,
  isTitle: (span: Span) => boolean,
): (Company & Span) | null {
  const words = [...text.matchAll(/[^\s,.!?~…]+/gu)].map(({ 0: word, index }) => ({
    word,
    start: index,
    end: index + word.length,
  }))
  const begins = (stems: readonly string[], word: string | undefined): boolean =>
    word !== undefined && stems.some((stem) => word.startsWith(stem))
  for (const [at, { word, start, end }] of words.entries()) {
    if (isTitle({ start, end })) continue
    for (const [name, { words: names, withoutGenres, withoutAspects }] of Object.entries(company)) {
      const known = names.filter((one) => word.startsWith(one)).sort((a, b) => b.length - a.length)
      const tail = known.map((one) => TAIL.exec(word.slice(one.length))).find((found) => found !== null)
      if (!tail) continue
      const rest = words.slice(at + 1, at + 1 + REACH).map((next) => next.word)
      const together = tail.groups!.together !== undefined || rest.some((next) => TOGETHER.test(next))
      const alone = rest.every((next) => TOGETHER.test(next)) || begins(nouns, rest[0])
      if (rest.some((next) => next === WATCH || begins(watched, next)) || (together && alone))
        return { name, withoutGenres, withoutAspects, start, end }
    }
  }
  const squeezed = text.replace(/\s/gu, '')
  const rated = Object.entries(company).find(([, { phrases }]) => phrases.some((phrase) => squeezed.includes(phrase)))
  if (!rated) return null
  const [name, { withoutGenres, withoutAspects }] = rated
  return { name, withoutGenres, withoutAspects, start: 0, end: 0 }
}

const WATCH = '볼'
/** '둘이랑', '셋하고': a number with a particle. */
const TOGETHER = /^(?:둘|셋|넷|여럿)?(?:이랑|랑|하고|과|와)(?:요)?$/u
