import { lowerBound } from '../catalog/shrink.js'
import type { AspectOffer } from '../recognizer/analysis.js'
import { targetOf } from './reading.js'
import type { Opinion, Talk } from './talk.js'
import type { Feeling } from './texts.js'
import { film, quoted, type Services, type Turn } from './turn.js'

type AspectCounts = Pick<AspectOffer, 'aspect' | 'praised' | 'complained'>

const EVERY = 1_000
/** Nothing is believed of a share beforehand: Beta(1, 1). */
const EVEN = { mean: 0.5, strength: 2 }
const LONGEST_QUOTE = 30

/** A film as it is spoken of: '〈인셉션〉', and of several that share a title '2003년 〈올드보이〉'. */
export function filmName(turn: Turn, { id, title }: Titled, { recognizer }: Services): string {
  const namesakes = recognizer.namesakes(id)
  const own = namesakes.find((other) => other.id === id)
  if (namesakes.length < 2 || !own) return film(title)
  if (own.year !== null) return turn.say('film.year', { film: film(title), year: own.year })
  return own.directors.length > 0 ? turn.say('film.director', { film: film(title), name: own.directors[0] }) : film(title)
}

interface Titled {
  id: string
  title: string
}

/**
 * What has to be said before the next question, once: that the name is not known, and the feeling with the words it was
 * read from ('아쉬우셨군요. '재미 없었어'라는 말이 마음에 걸려요.'). Empty where all of it was said.
 */
export function acknowledge(turn: Turn, opinion: Opinion, services: Services): string {
  const { feeling, item, phrase, general, voiced, driving, text } = opinion
  const sentences: string[] = []
  if (feeling && !voiced.feeling) {
    sentences.push(weighedSentence(turn, opinion, services) ?? feelingSentence(turn, opinion, feeling, services))
    if (text === turn.text) turn.shade(driving)
    voiced.feeling = true
  }
  if (!item && (phrase || general) && !voiced.unknown) {
    // A name by itself may be none.
    const key = opinion.bare && !services.texts.intents.isSeen(text) ? 'which.perhaps' : 'which.unknown'
    sentences.push(phrase ? turn.say(key, { phrase: quoted(phrase) }) : turn.say('which.noTitle'))
    voiced.unknown = true
  }
  return sentences.join(' ')
}

function feelingSentence(
  turn: Turn,
  { text: said, scope, driving, bySentence, asked }: Opinion,
  feeling: Feeling,
  { texts: { intents } }: Services,
): string {
  const words = driving
    .map(({ text }) => quoted(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text))
    .join(', ')
  const isMoved = feeling === 'liked' && intents.is('moved', scope ? said.slice(scope.start, scope.end) : said)
  if (words !== '' && !asked) return turn.say(`feel.${isMoved ? 'moved' : feeling}`, { words })
  const plain = turn.say(`feelPlain.${feeling}`)
  return bySentence && !asked ? `${plain} ${turn.say('feel.bySentence')}` : plain
}

/** '그래픽은 괜찮았지만 스토리가 아쉬우셨군요.' Null where less than two things were judged. */
function weighedSentence(turn: Turn, { weighed: { liked, disliked } }: Opinion, { texts }: Services): string | null {
  const [good, bad] = [liked, disliked].map((aspects) => aspects.map((aspect) => texts.aspectLabel(aspect, 'neutral')))
  if (good.length > 0 && bad.length > 0) return turn.say('feel.mixed', { good: good[0], bad: bad[0] })
  if (bad.length > 1) return turn.say('feel.bothDisliked', { first: bad[0], second: bad[1] })
  return good.length > 1 ? turn.say('feel.bothLiked', { first: good[0], second: good[1] }) : null
}

/** '〈용가리〉의 어떤 부분이 그랬나요?' */
export function askSentence(turn: Turn, opinion: Opinion | null, services: Services): string {
  const feeling = opinion?.feeling ?? 'liked'
  return opinion?.item
    ? turn.say(`ask.${feeling}`, { film: filmName(turn, opinion.item, services) })
    : turn.say(`askGeneral.${feeling}`)
}

/**
 * The aspects to offer next, best first: the film's own, then those people speak of in general, without those offered before.
 */
export function aspectsToOffer(talk: Talk, limit: number, { recognizer, texts }: Services): string[] {
  const target = targetOf(recognizer, talk.opinion?.feeling ?? 'liked')
  const own = talk.opinion?.item ? recognizer.aspectsOf(talk.opinion.item.id, target, EVERY) : []
  const general = own.length < limit + talk.offered.length ? recognizer.aspectsOf(null, target, EVERY) : []
  const names = [...own, ...general].map(({ aspect }) => aspect)
  const praises = talk.opinion?.feeling !== 'disliked' && talk.opinion?.feeling !== 'neutral'
  return [...new Set(names)]
    .filter((aspect) => !talk.offered.includes(aspect) && !(praises && texts.isComplaint(aspect)))
    .slice(0, limit)
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
export function aboutSentences(turn: Turn, item: Titled, services: Services): string[] {
  const { id } = item
  const { recognizer, options } = services
  const clear = (feeling: 'liked' | 'disliked') =>
    recognizer
      .aspectsOf(id, targetOf(recognizer, feeling), EVERY)
      .filter(({ praised, complained }) => praised + complained >= options.minMentions)
      .find(({ praised, complained }) => (feeling === 'liked' ? praised > complained : complained > praised))
  const [good, bad] = [clear('liked'), clear('disliked')]
  const name = filmName(turn, item, services)
  if (!good && !bad) return [turn.say('about.nothing', { film: name })]
  const sure = (count: number, { praised, complained }: AspectCounts) =>
    lowerBound(count, praised + complained, EVEN) >= options.worth
  if (!good) {
    const key = sure(bad!.complained, bad!) ? 'about.complained' : 'about.leansComplained'
    return [turn.say(key, { film: name, ...countParams(bad!, services) })]
  }
  const key = sure(good.praised, good) ? 'about.praised' : 'about.leansPraised'
  const praise = turn.say(key, { film: name, ...countParams(good, services) })
  return bad ? [praise, turn.say('about.butComplained', countParams(bad, services))] : [praise]
}
