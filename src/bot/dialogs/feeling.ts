import { aboutSentences, acknowledge, filmName } from '../phrasing.js'
import type { Reading } from '../reading.js'
import { Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { unclearSentence } from '../small-talk.js'
import { type Opinion, readingOf, returnToSubject } from '../talk.js'
import { FEELINGS } from '../texts.js'
import { type Services, type Turn, turnOf } from '../turn.js'
import { unseenIn } from '../unseen.js'
import { REROUTE, RETRIES, STOP } from './steps.js'

export interface FeelingOptions {
  /** Said before the question. */
  lead?: string
  question?: 'about.how' | 'how.again'
  /** Choices beside how it was. */
  more?: string[]
  /** How often it was asked again. */
  retries?: number
}
/** In the order in which they are offered. */
const ASKED = ['liked', 'disliked', 'neutral'] as const
type StepContext = WaterfallStepContext<FeelingOptions>

/** Asks how it was, where nothing was said of it or what was said is not plain. */
export class FeelingDialog extends WaterfallDialog<FeelingOptions> {
  static readonly id = 'feeling'

  constructor(private readonly services: Services) {
    super(FeelingDialog.id)
    this.addStep(this.ask.bind(this)).addStep(this.take.bind(this))
  }

  private async ask(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const opinion = turn.talk.opinion!
    const { lead = null, question, more = [] } = step.options
    const labels = ASKED.map((feeling) => this.services.texts.action(feeling, {}))
    const asked = question ? turn.say(question) : this.question(turn, opinion)
    await turn.answer([lead, acknowledge(turn, opinion, this.services), asked], [...labels, ...more])
    return Dialog.EndOfTurn
  }

  private async take(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { text, talk } = turn
    const opinion = talk.opinion!
    const { texts } = this.services
    const reading = await turn.read()
    const said = reading.opinion
    const pressed = FEELINGS.find((feeling) => texts.action(feeling, {}) === text)
    if (!pressed) {
      if (this.isAnother(turn, reading)) return step.endDialog(REROUTE)
      const unseen = unseenIn(text, texts.intents)
      if (opinion.item && (unseen === 'willSee' || texts.intents.is('wantsIt', text))) {
        await turn.answer([turn.say('recommend.accepted', { film: filmName(turn, opinion.item, this.services) })])
        return step.endDialog(STOP)
      }
      if (unseen || texts.intents.first(['notSeen', 'any'], text)) return this.unseen(step, turn, opinion)
    }
    const feeling = pressed ?? said.feeling
    if (!feeling) {
      const retries = (step.options.retries ?? 0) + 1
      if (retries > RETRIES) return step.endDialog(REROUTE)
      const lead = turn.shape === 'plain' ? undefined : unclearSentence(turn)
      return step.replaceDialog(FeelingDialog.id, { lead, question: 'how.again', retries } satisfies FeelingOptions)
    }
    // The answer is what the feeling was read from, so '왜?' shows the answer.
    Object.assign(opinion, { ...readingOf(said), feeling, asked: pressed !== undefined })
    opinion.aspect ??= said.aspect
    talk.before = null
    return step.endDialog()
  }

  /** Whether the answer is about something else than how this film was. */
  private isAnother(turn: Turn, { opinion: said, asksAbout, compares, wants }: Reading): boolean {
    const { intents } = this.services.texts
    const { opinion } = turn.talk
    const another = said.item
      ? said.item.id !== opinion!.item?.id
      : said.candidates.length > 0 || (said.phrase !== null && said.phrase !== opinion!.phrase)
    return another || asksAbout || compares || wants || intents.first(['recommend', 'other'], turn.text) !== null
  }

  /** Who has not seen it, or cannot say, is told what people say; what was spoken of before goes on. */
  private async unseen(step: StepContext, turn: Turn, { item, phrase }: Opinion): Promise<DialogTurnResult> {
    const { talk } = turn
    const told = step.options.question === 'about.how' || !item
    const sentences = told ? [turn.say('how.notSeen')] : aboutSentences(turn, item, this.services)
    const back = returnToSubject(talk)
    const { texts } = this.services
    const choices = back || item || phrase ? [texts.action('other', {}), texts.action('startOver', {})] : []
    await turn.answer([...sentences, back ? turn.say('how.back') : null], choices)
    return step.endDialog(STOP)
  }

  private question(turn: Turn, { bare, item }: Opinion): string {
    if (!bare) return turn.say('how.unsure')
    return item ? turn.say('how.noOpinion', { film: filmName(turn, item, this.services) }) : turn.say('how.plain')
  }
}
