import { DRIVING } from './marks.js'
import { countParams, countsOf, filmName } from './phrasing.js'
import { targetOf } from './reading.js'
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
  if (opinion && (opinion.feeling !== null || !opinion.bare)) {
    lines.push(turn.say('why.reading', { sentence: markedSentence(opinion), probabilities: probabilitiesOf(opinion, services) }))
    if (isByWords(opinion, services)) lines.push(turn.say('why.byWords'))
  }
  const counts = subjectCounts(turn, services)
  if (recommendation) counts.push(...recommendationReasons(turn, recommendation, services))
  return counts.length > 0 ? [...lines, ...counts, turn.say('why.method')] : lines
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
function probabilitiesOf({ probabilities }: Opinion, { recognizer }: Services): string {
  return recognizer.targets
    .map((target) => ({ target, probability: probabilities[target] ?? 0 }))
    .sort((a, b) => b.probability - a.probability)
    .map(({ target, probability }) => `${target} ${Math.round(probability * 100)}%`)
    .join(' · ')
}
