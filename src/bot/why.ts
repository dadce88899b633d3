import type { HeatMap } from '../recognizer/contract.js'
import { evidenceCard } from './cards/evidence.js'
import { DRIVING } from './marks.js'
import { spanOf } from './naming.js'
import { countParams, countsOf, filmName } from './phrasing.js'
import { targetOf } from './reading.js'
import type { Attachment } from './sdk.js'
import type { Offer, Opinion } from './talk.js'
import type { Services, Turn } from './turn.js'

const LONGEST_SENTENCE = 160
const EXPLAINED = 3

/**
 * Why the bot said what it said: the sentence with its driving words marked, the probabilities, and the counts behind the
 * aspect and the film. One line each; empty where nothing was said yet.
 */
export function whyLines(turn: Turn, services: Services): string[] {
  const { opinion, recommendation } = turn.talk
  const lines: string[] = []
  // A mere name says nothing that could be shown.
  if (opinion && saysSomething(opinion)) {
    lines.push(turn.say('why.reading', { sentence: markedSentence(opinion), probabilities: probabilitiesOf(opinion, services) }))
    if (isByWords(opinion, services)) lines.push(turn.say('why.byWords'))
    else if (opinion.bySentence) lines.push(turn.say('why.bySentence'))
  }
  const counts = subjectCounts(turn, services)
  const reasons = recommendation ? recommendationReasons(turn, recommendation, services) : []
  const isOnTheWhole = recommendation?.aspect === null
  const isOfAspects = counts.length > 0 || (recommendation !== null && !isOnTheWhole)
  lines.push(...counts, ...reasons)
  if (isOfAspects) lines.push(turn.say('why.method'))
  if (isOnTheWhole) lines.push(turn.say('why.methodWhole'))
  return lines
}

/** Whether the turn asks why of what was recommended: by its name ('왜 〈인셉션〉이에요?'), or by what it has to do with anything. */
export async function asksWhy(turn: Turn, { texts: { intents } }: Services): Promise<boolean> {
  const { recommendation } = turn.talk
  if (!recommendation) return false
  const { opinion, rest } = await turn.read()
  const named = opinion.item ? [opinion.item] : opinion.candidates
  const isOfIt = named.some(({ id }) => id === recommendation.id)
  if (opinion.phrase || (named.length > 0 && !isOfIt)) return false
  return intents.is('relates', rest) || intents.is('why', rest) || intents.is('why', intents.withoutScene(rest))
}

const saysSomething = ({ feeling, bare }: Opinion): boolean => feeling !== null || !bare

/**
 * The sentence with what spoke for how it was read and what against it, for channels that show cards. Null where there is none, and where no
 * words decided the reading: then none are pointed at.
 */
export async function whyCard(turn: Turn, services: Services): Promise<Attachment | null> {
  const { opinion } = turn.talk
  if (!turn.showsCards || !opinion || !saysSomething(opinion)) return null
  if (opinion.driving.length === 0 || isByWords(opinion, services)) return null
  const [target, probability] = ranked(opinion, services)[0]
  const [negative, positive] = services.recognizer.targets
  const opposite = target === negative ? positive : target === positive ? negative : null
  return evidenceCard(await heatMapOf(opinion, target, services), {
    title: turn.say('card.title', { target, percent: percent(probability) }),
    for: turn.say('card.side', { target }),
    against: opposite === null ? turn.say('card.otherSide') : turn.say('card.side', { target: opposite }),
    lang: turn.say('card.language'),
  })
}

/** Of the part that was read, in the whole text; what is named in it speaks for nothing. */
async function heatMapOf(opinion: Opinion, target: string, { recognizer, texts }: Services): Promise<HeatMap> {
  const { text, item, phrase } = opinion
  const { start: from, end: to } = opinion.scope ?? { start: 0, end: text.length }
  const { words } = await recognizer.heatMap(text.slice(from, to), target)
  const names = [item?.title ?? null, phrase].map((name) => spanOf(text, name, texts)).filter((span) => span !== null)
  const placed = words.map((word) => ({ ...word, start: word.start + from, end: word.end + from }))
  const unnamed = placed.filter(({ start, end }) => names.every((name) => end <= name.start || name.end <= start))
  return { text, target, words: unnamed }
}

function recommendationReasons(turn: Turn, offer: Offer, services: Services): string[] {
  const { aspect, like, praised, mentions } = offer
  const name = filmName(turn, offer, services)
  if (aspect !== null) {
    return [turn.say('why.praised', { film: name, aspect: services.texts.aspectLabel(aspect, 'neutral'), praised, mentions })]
  }
  return [
    ...(like ? [turn.say('why.similar', { film: name, like: filmName(turn, like, services) })] : []),
    turn.say('why.whole', { film: name, praised, mentions }),
  ]
}

/** What people say of the film that the conversation is about: of the aspect that was picked, else of those offered. */
function subjectCounts(turn: Turn, services: Services): string[] {
  const { opinion, quest, offered } = turn.talk
  if (!opinion?.item || !opinion.feeling) return []
  const aspect = quest?.aspect ?? null
  const { id } = opinion.item
  const name = filmName(turn, opinion.item, services)
  const told = (aspect ? [aspect] : offered).map((one) => countsOf(id, one, services)).filter((counts) => counts !== null)
  if (aspect && told.length === 0) {
    return [turn.say('why.tooFew', { film: name, aspect: services.texts.aspectLabel(aspect, 'neutral') })]
  }
  return told.slice(0, EXPLAINED).map((counts) => {
    const params = { film: name, ...countParams(counts, services) }
    return turn.say(counts.complained > counts.praised ? 'why.complained' : 'why.praised', params)
  })
}

/** '용가리 영화 『재미 없었어』'; of a long text, the part around the marks. */
export function markedSentence({ text, driving }: Opinion): string {
  let marked = ''
  let at = 0
  for (const { start, end } of driving) {
    if (start < at) continue
    marked += `${text.slice(at, start)}${DRIVING.open}${text.slice(start, end)}${DRIVING.close}`
    at = end
  }
  marked += text.slice(at)
  const oneLine = marked.replace(/\s+/g, ' ')
  if (oneLine.length <= LONGEST_SENTENCE) return oneLine
  const first = Math.max(0, oneLine.indexOf(DRIVING.open))
  const from = Math.max(0, Math.min(first - LONGEST_SENTENCE / 4, oneLine.length - LONGEST_SENTENCE))
  const part = oneLine.slice(from, from + LONGEST_SENTENCE)
  return `${from > 0 ? '…' : ''}${part}${from + LONGEST_SENTENCE < oneLine.length ? '…' : ''}`
}

/** Whether plain words told the feeling, against the greatest probability. */
function isByWords({ feeling, asked, probabilities }: Opinion, { recognizer }: Services): boolean {
  if (!feeling || asked) return false
  const target = targetOf(recognizer, feeling)
  return recognizer.targets.some((other) => (probabilities[other] ?? 0) > (probabilities[target] ?? 0))
}

/** '부정 97% · 긍정 2% · 중립 1%', the most probable first. */
const probabilitiesOf = (opinion: Opinion, services: Services): string =>
  ranked(opinion, services)
    .map(([target, probability]) => `${target} ${percent(probability)}%`)
    .join(' · ')

/** Targets with their probabilities, the most probable first. */
const ranked = ({ probabilities }: Opinion, { recognizer }: Services): [string, number][] =>
  recognizer.targets.map((target): [string, number] => [target, probabilities[target] ?? 0]).sort(([, a], [, b]) => b - a)

const percent = (probability: number): number => Math.round(probability * 100)
