import { acknowledge } from '../phrasing.js'
import { ComponentDialog, Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { unclearSentence } from '../small-talk.js'
import { mention, type NamedItem, type Opinion } from '../talk.js'
import { film, type Services, type Turn, turnOf } from '../turn.js'
import { REROUTE, RETRIES } from './steps.js'

export interface ItemOptions {
  /** Said before the question. */
  lead?: string
  /** How often it was asked again. */
  retries?: number
}
type StepContext = WaterfallStepContext<ItemOptions>

const LONGEST_TITLE = 30

/** Finds out what the opinion is about: asks for it, or which of its namesakes is meant. Not begun where that is known. */
export class ItemDialog extends ComponentDialog<ItemOptions> {
  static readonly id = 'item'

  constructor(private readonly services: Services) {
    super(ItemDialog.id)
    this.addDialog(new WaterfallDialog('item.steps', [this.ask.bind(this), this.take.bind(this)]))
  }

  private async ask(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const opinion = turn.talk.opinion!
    const { lead = null, retries } = step.options
    const { candidates } = opinion
    if (candidates.length > 0) {
      const question = turn.say('which.namesake', { film: film(candidates[0].title) })
      await turn.answer(
        [lead, acknowledge(turn, opinion), question],
        candidates.map((candidate) => this.label(candidate)),
      )
    } else {
      await turn.answer([lead, acknowledge(turn, opinion), turn.say(retries ? 'which.again' : 'which.item')])
    }
    return Dialog.EndOfTurn
  }

  private async take(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const opinion = talk.opinion!
    const { intents } = this.services.texts
    const reading = await turn.read()
    const said = reading.opinion
    const item = this.picked(opinion.candidates, text) ?? said.item
    if (item) {
      opinion.item = item
      opinion.candidates = []
      mention(talk, item.id)
      this.hear(opinion, said)
      return reading.asksAbout ? step.endDialog(REROUTE) : step.endDialog()
    }
    if (intents.first(['any', 'none'], text)) {
      opinion.candidates = []
      opinion.general = true
      return step.endDialog()
    }
    if (intents.first(['recommend', 'other'], text)) return step.endDialog(REROUTE)
    if (said.candidates.length > 0) {
      opinion.candidates = said.candidates
      return step.replaceDialog(this.initialDialogId, {})
    }
    opinion.aspect ??= said.aspect
    const title = opinion.candidates.length === 0 && !reading.question ? this.unknownTitle(turn, said) : null
    if (title) {
      opinion.phrase = title
      return step.endDialog()
    }
    const retries = (step.options.retries ?? 0) + 1
    if (retries > RETRIES) return step.endDialog(REROUTE)
    const lead = turn.shape === 'plain' ? undefined : unclearSentence(turn)
    return step.replaceDialog(this.initialDialogId, { lead, retries } satisfies ItemOptions)
  }

  private label({ title, hint }: NamedItem): string {
    return this.services.texts.action('namesake', { title, hint })
  }

  private picked(candidates: readonly NamedItem[], text: string): NamedItem | null {
    const exact = candidates.find((candidate) => this.label(candidate) === text)
    const hinted = candidates.filter(({ hint }) => text.includes(hint))
    return exact ?? (hinted.length === 1 ? hinted[0] : null)
  }

  /** An answer may say more than the name: what of it, and (where that was not said yet) how it was. */
  private hear(opinion: Opinion, said: Opinion): void {
    opinion.aspect ??= said.aspect
    if (opinion.feeling || !said.feeling) return
    const { text, driving, probabilities, feeling } = said
    Object.assign(opinion, { text, driving, probabilities, feeling, bare: false })
  }

  /** What was answered, as the title of something we do not have; null where it does not look like a title. */
  private unknownTitle(turn: Turn, said: Opinion): string | null {
    const { intents } = this.services.texts
    if (turn.shape !== 'plain' && turn.shape !== 'foreign') return null
    const name = said.phrase ?? intents.withoutParticle(turn.text)
    return name.length > LONGEST_TITLE || intents.isGeneric(name) || said.aspect ? null : name
  }
}
