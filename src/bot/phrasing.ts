import type { AspectOffer } from '../recognizer/analysis.js'
import { targetOf } from './reading.js'
import type { Opinion, Talk } from './talk.js'
import type { Feeling } from './texts.js'
import { film, quoted, type Services, type Turn } from './turn.js'

type AspectCounts = Pick<AspectOffer, 'aspect' | 'praised' | 'complained'>

const EVERY = 1_000
const LONGEST_QUOTE = 30

/**
 * What has to be said before the next question, once: that the name is not known, and the feeling with the words it was
 * read from ('아쉬우셨군요. '재미 없었어'라는 말이 마음에 걸려요.'). Empty where all of it was said.
 */
export function acknowledge(turn: Turn, opinion: Opinion): string {
  const { feeling, item, phrase, voiced, asked, driving } = opinion
  const sentences: string[] = []
  if (feeling && !voiced.feeling) {
    const words = driving
      .map(({ text }) => quoted(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text))
      .join(', ')
    sentences.push(asked || words === '' ? turn.say(`feelPlain.${feeling}`) : turn.say(`feel.${feeling}`, { words }))
    voiced.feeling = true
  }
  if (!item && phrase && !voiced.unknown) {
    sentences.push(turn.say('which.unknown', { phrase: quoted(phrase) }))
    voiced.unknown = true
  }
  return sentences.join(' ')
}

/** '〈용가리〉의 어떤 부분이 그랬나요?' */
export function askSentence(turn: Turn, opinion: Opinion | null): string {
  const feeling = opinion?.feeling ?? 'liked'
  return opinion?.item ? turn.say(`ask.${feeling}`, { film: film(opinion.item.title) }) : turn.say(`askGeneral.${feeling}`)
}

/**
 * The aspects to offer next, best first: the film's own, then those people speak of in general, without those offered before.
 */
export function aspectsToOffer(talk: Talk, limit: number, { recognizer }: Services): string[] {
  const target = targetOf(recognizer, talk.opinion?.feeling ?? 'liked')
  const own = talk.opinion?.item ? recognizer.aspectsOf(talk.opinion.item.id, target, EVERY) : []
  const general = own.length < limit + talk.offered.length ? recognizer.aspectsOf(null, target, EVERY) : []
  const names = [...own, ...general].map(({ aspect }) => aspect)
  return [...new Set(names)].filter((aspect) => !talk.offered.includes(aspect)).slice(0, limit)
}

export const labelsOf = (aspects: readonly string[], feeling: Feeling, { texts }: Services): string[] =>
  aspects.map((aspect) => texts.aspectLabel(aspect, feeling))

/** An aspect's counts as the texts want them. */
export const countParams = ({ aspect, praised, complained }: AspectCounts, { texts }: Services) => ({
  aspect: texts.aspectLabel(aspect, 'neutral'),
  mentions: praised + complained,
  praised,
  complained,
})

/** What is said of one aspect of an item, or null where fewer than `minMentions` reviews speak of it. */
export function countsOf(id: string, aspect: string, { recognizer, options }: Services): AspectCounts | null {
  const counts = recognizer.countsOf(id, aspect)
  return counts.praised + counts.complained >= options.minMentions ? { aspect, ...counts } : null
}

/**
 * What people say for and against an item, with k of n; the clearest first, as the recogniser orders them.
 */
export function aboutSentences(turn: Turn, { id, title }: { id: string; title: string }, services: Services): string[] {
  const { recognizer, options } = services
  const clear = (feeling: 'liked' | 'disliked') =>
    recognizer
      .aspectsOf(id, targetOf(recognizer, feeling), EVERY)
      .filter(({ praised, complained }) => praised + complained >= options.minMentions)
      .find(({ praised, complained }) => (feeling === 'liked' ? praised > complained : complained > praised))
  const [good, bad] = [clear('liked'), clear('disliked')]
  const name = film(title)
  if (!good && !bad) return [turn.say('about.nothing', { film: name })]
  if (!good) return [turn.say('about.complained', { film: name, ...countParams(bad!, services) })]
  const praise = turn.say('about.praised', { film: name, ...countParams(good, services) })
  return bad ? [praise, turn.say('about.butComplained', countParams(bad, services))] : [praise]
}

const NAMED = 3

/** Year, genres, directors and actors of an item, as far as the catalogue knows them. */
export function factsSentence(turn: Turn, { id, title }: { id: string; title: string }, { recognizer }: Services): string {
  const item = recognizer.item(id)
  const list = (names: readonly string[] | undefined) => (names ?? []).slice(0, NAMED).join(', ')
  const [genres, directors, actors] = [list(item?.genres), list(item?.directors), list(item?.actors)]
  const facts = [
    item?.year ? turn.say('facts.year', { year: item.year }) : '',
    genres,
    directors && turn.say('facts.directors', { names: directors }),
    actors && turn.say('facts.actors', { names: actors }),
  ].filter(Boolean)
  return facts.length > 0
    ? turn.say('facts.known', { film: film(title), facts: facts.join(' · ') })
    : turn.say('facts.none', { film: film(title) })
}
