import { acknowledge } from '../phrasing.js'
import { type Reading, refuses } from '../reading.js'
import { Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { unclearSentence } from '../small-talk.js'
import { mention, type NamedItem, type Opinion, readingOf } from '../talk.js'
import { FEELINGS } from '../texts.js'
import { film, quoted, type Services, type Turn, turnOf } from '../turn.js'
import { REROUTE, RETRIES } from './steps.js'

export interface ItemOptions {
  /** Said before the question. */
  lead?: string
  /** How often it was asked again. */
  retries?: number
}
type StepContext = WaterfallStepContext<ItemOptions>

const LONGEST_TITLE = 30
/** Letters of the shortest part of a title that tells which of several is meant: 불의 잔. */
const SHORTEST_PART = 2

/** Finds out what the opinion is about: asks for it, or which of several is meant. Not begun where that is known. */
export class ItemDialog extends WaterfallDialog<ItemOptions> {
  static readonly id = 'item'

  constructor(private readonly services: Services) {
    super(ItemDialog.id)
    this.addStep(this.ask.bind(this)).addStep(this.take.bind(this))
  }

  private async ask(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const opinion = turn.talk.opinion!
    const { lead = null, retries } = step.options
    const { candidates } = opinion
    const said = acknowledge(turn, opinion, this.services)
    if (candidates.length > 0)
      await turn.answer([lead, said, whichSentence(turn, candidates)], candidateLabels(candidates, this.services))
    else await turn.answer([lead, said, turn.say(retries ? 'which.again' : 'which.item')])
    return Dialog.EndOfTurn
  }

  private async take(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const opinion = talk.opinion!
    const { intents } = this.services.texts
    const reading = await turn.read()
    const said = reading.opinion
    // Who names them all again leaves it to us.
    const same = said.candidates[0] !== undefined && said.candidates[0].id === opinion.candidates[0]?.id
    const item = pickedFrom(opinion.candidates, turn, this.services) ?? said.item ?? (same ? said.candidates[0] : null)
    if (item) {
      opinion.item = item
      opinion.candidates = []
      opinion.phrase = null
      mention(talk, item.id)
      this.hear(opinion, said)
      return reading.asksAbout ? step.endDialog(REROUTE) : step.endDialog()
    }
    if (intents.first(['any', 'none'], text)) {
      opinion.candidates = []
      opinion.general = true
      return step.endDialog()
    }
    if (this.isAnother(turn, reading)) return step.endDialog(REROUTE)
    if (said.candidates.length > 0) {
      opinion.candidates = said.candidates
      return step.replaceDialog(ItemDialog.id, {})
    }
    opinion.aspect ??= said.aspect
    // '아니야 재밌었어': which film is still open.
    const corrected = FEELINGS.find((feeling) => intents.isWholly(feeling, text))
    if (corrected && corrected !== opinion.feeling) Object.assign(opinion, correction(said, corrected))
    const title = opinion.candidates.length === 0 && !corrected ? this.unknownTitle(turn, reading) : null
    if (title) {
      opinion.phrase = title
      return step.endDialog()
    }
    const retries = (step.options.retries ?? 0) + 1
    if (retries > RETRIES) return step.endDialog(REROUTE)
    const lead = turn.shape === 'plain' ? undefined : unclearSentence(turn)
    return step.replaceDialog(ItemDialog.id, { lead, retries } satisfies ItemOptions)
  }

  private isAnother({ text }: Turn, { asksAbout, compares, wants, wish }: Reading): boolean {
    const { intents } = this.services.texts
    const wished = wants && (refuses(wish) || intents.is('wants', text))
    return asksAbout || compares || wished || intents.first(['recommend', 'other'], text) !== null
  }

  /** An answer may say more than the name: what of it, and (where that was not said yet) how it was. */
  private hear(opinion: Opinion, said: Opinion): void {
    opinion.aspect ??= said.aspect
    if (!said.feeling || (opinion.feeling && opinion.feeling === said.feeling)) return
    const voiced = { ...opinion.voiced, feeling: false }
    Object.assign(opinion, { ...readingOf(said), feeling: said.feeling, voiced, bare: false, asked: false })
  }

  /** What was answered, as the title of something we do not have; null where it does not look like a title. */
  private unknownTitle(turn: Turn, { opinion: said, question }: Reading): string | null {
    const { intents } = this.services.texts
    if (turn.shape !== 'plain' && turn.shape !== 'foreign') return null
    if (said.phrase) return said.phrase
    if (question || said.aspect || intents.first(['confused', 'accept', 'refuse'], turn.text)) return null
    const name = intents.withoutParticle(turn.text)
    return name.length > LONGEST_TITLE || intents.isGeneric(name) || intents.isSentence(name) ? null : name
  }
}

/** The one of several films that an answer picks: by its label, its place, a part of its title, or what tells it from its namesakes. */
export function pickedFrom(candidates: readonly NamedItem[], { text, picks }: Turn, services: Services): NamedItem | null {
  const labels = candidateLabels(candidates, services)
  const exact = candidates[labels.indexOf(picks[0] ?? text)]
  if (exact) return exact
  const { intents } = services.texts
  if (candidates.length > 0 && intents.first(['both', 'any'], text)) return candidates[0]
  const part = intents.withoutParticle(text).replace(/\s/g, '')
  const called = part.length < SHORTEST_PART ? [] : candidates.filter(({ title }) => title.replace(/\s/g, '').includes(part))
  if (called.length === 1) return called[0]
  const hinted = candidates.filter(({ hint }) => hint !== '' && text.includes(hint))
  return hinted.length === 1 ? hinted[0] : null
}

/** Films to choose from: by their titles, or by what tells apart those that share one. */
export function candidateLabels(candidates: readonly NamedItem[], { texts }: Services): string[] {
  const several = new Set(candidates.map(({ title }) => title)).size > 1
  return candidates.map(({ title, hint }) => (several ? title : texts.action('namesake', { title, hint })))
}

/** More films than this are shown, not told. */
const MOST_TOLD = 3

/** What titles begin with alike, spacing aside, as the first of them writes it: '해리 포터'. */
function commonStart([first, ...others]: readonly string[]): string {
  const rest = others.map((title) => title.replace(/\s/g, ''))
  let end = first.length
  while (end > 0 && !rest.every((title) => title.startsWith(first.slice(0, end).replace(/\s/g, '')))) end--
  return first
    .slice(0, end)
    .trim()
    .replace(/[와과:]$/u, '')
}

/** 〈달빛〉 of which year; 〈인셉션〉 or 〈매트릭스〉. */
function whichSentence(turn: Turn, candidates: readonly NamedItem[]): string {
  const films = [...new Set(candidates.map(({ title }) => film(title)))]
  if (films.length > MOST_TOLD)
    return turn.say('which.series', { words: quoted(commonStart(candidates.map(({ title }) => title))) })
  return films.length > 1
    ? turn.say('which.several', { films: films.join(', ') })
    : turn.say('which.namesake', { film: films[0] })
}

/** What an opinion becomes that was said to be otherwise. */
export const correction = (said: Opinion, feeling: Opinion['feeling']): Partial<Opinion> => ({
  ...readingOf(said),
  feeling,
  asked: false,
  aspect: null,
  voiced: { feeling: false, unknown: true },
})
