import { aboutSentences, acknowledge } from '../phrasing.js'
import { ComponentDialog, Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { unclearSentence } from '../small-talk.js'
import type { Opinion } from '../talk.js'
import { FEELINGS } from '../texts.js'
import { film, type Services, type Turn, turnOf } from '../turn.js'
import { REROUTE, RETRIES, STOP } from './steps.js'

export interface FeelingOptions {
  /** Said before the question. */
  lead?: string
  question?: 'about.how' | 'how.again'
  /** How often it was asked again. */
  retries?: number
}
/** In the order in which they are offered. */
const ASKED = ['liked', 'disliked', 'neutral'] as const
type StepContext = WaterfallStepContext<FeelingOptions>

/** Asks how it was, where nothing was said of it or what was said is not plain. */
export class FeelingDialog extends ComponentDialog<FeelingOptions> {
  static readonly id = 'feeling'

  constructor(private readonly services: Services) {
    super(FeelingDialog.id)
    this.addDialog(new WaterfallDialog('feeling.steps', [this.ask.bind(this), this.take.bind(this)]))
  }

  private async ask(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const opinion = turn.talk.opinion!
    const { lead = null, question } = step.options
    const labels = ASKED.map((feeling) => this.services.texts.action(feeling, {}))
    const asked = question ? turn.say(question) : this.question(turn, opinion)
    await turn.answer([lead, acknowledge(turn, opinion), asked], labels)
    return Dialog.EndOfTurn
  }

  private async take(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { text } = turn
    const opinion = turn.talk.opinion!
    const { texts } = this.services
    const { opinion: said, asksAbout } = await turn.read()
    const pressed = FEELINGS.find((feeling) => texts.action(feeling, {}) === text)
    if (!pressed) {
      const another = said.item ? said.item.id !== opinion.item?.id : said.candidates.length > 0
      if (another || asksAbout || texts.intents.first(['recommend', 'other'], text)) return step.endDialog(REROUTE)
      if (opinion.item && texts.intents.is('notSeen', text)) {
        const told = step.options.question === 'about.how'
        await turn.answer(told ? [turn.say('how.notSeen')] : aboutSentences(turn, opinion.item, this.services))
        return step.endDialog(STOP)
      }
    }
    const feeling = pressed ?? said.feeling
    if (!feeling) {
      const retries = (step.options.retries ?? 0) + 1
      if (retries > RETRIES) return step.endDialog(REROUTE)
      const lead = turn.shape === 'plain' ? undefined : unclearSentence(turn)
      return step.replaceDialog(this.initialDialogId, { lead, question: 'how.again', retries } satisfies FeelingOptions)
    }
    // The answer is what the feeling was read from, so '왜?' shows the answer.
    Object.assign(opinion, { feeling, asked: true, text, driving: said.driving, probabilities: said.probabilities })
    opinion.aspect ??= said.aspect
    return step.endDialog()
  }

  private question(turn: Turn, { bare, item }: Opinion): string {
    if (!bare) return turn.say('how.unsure')
    return item ? turn.say('how.noOpinion', { film: film(item.title) }) : turn.say('how.again')
  }
}
