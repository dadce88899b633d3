import { acknowledge, filmName } from '../phrasing.js'
import { type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { type Services, turnOf } from '../turn.js'
import { AspectDialog, type AspectOptions, type PickedAspect } from './aspect.js'
import { FeelingDialog, type FeelingOptions } from './feeling.js'
import { ItemDialog } from './item.js'
import { RecommendationDialog, type RecommendationOptions } from './recommendation.js'
import { isEnding } from './steps.js'

/** What was said of a film already, where the opinion began with a question about it. */
export interface OpinionOptions {
  about?: string
  /** Choices beside how it was. */
  more?: string[]
}
type StepContext = WaterfallStepContext<OpinionOptions>

/** From the conversation's opinion to a recommendation: of what, how it was, what of it, what instead. Asks only for what is missing. */
export class OpinionDialog extends WaterfallDialog<OpinionOptions> {
  static readonly id = 'opinion'

  constructor(private readonly services: Services) {
    super(OpinionDialog.id)
    for (const step of [this.item, this.feeling, this.aspect, this.recommendation]) this.addStep(step.bind(this))
  }

  private async item(step: StepContext): Promise<DialogTurnResult> {
    const { item, phrase, general } = turnOf(step).talk.opinion!
    return item || phrase || general ? step.next() : step.beginDialog(ItemDialog.id)
  }

  private async feeling(step: StepContext): Promise<DialogTurnResult> {
    if (isEnding(step.result)) return step.endDialog(step.result)
    const { about, more } = step.options
    if (turnOf(step).talk.opinion!.feeling) return step.next()
    const asked: FeelingOptions = about ? { lead: about, question: 'about.how', more } : {}
    return step.beginDialog(FeelingDialog.id, asked)
  }

  private async aspect(step: StepContext): Promise<DialogTurnResult> {
    if (isEnding(step.result)) return step.endDialog(step.result)
    const turn = turnOf(step)
    const { talk } = turn
    const opinion = talk.opinion!
    const lead = acknowledge(turn, opinion, this.services)
    if (opinion.aspect) {
      // Nothing is asked about the film any more: that it was heard is to be seen all the same.
      const heard = opinion.item ? turn.say('heard', { film: filmName(turn, opinion.item, this.services) }) : ''
      return step.next({ aspect: opinion.aspect, lead: [heard, lead].filter(Boolean).join(' ') } satisfies PickedAspect)
    }
    // What was liked of a film that was not is no answer to what was missed.
    talk.offered.push(...opinion.weighed[opinion.feeling === 'liked' ? 'disliked' : 'liked'])
    return step.beginDialog(AspectDialog.id, { lead } satisfies AspectOptions)
  }

  private async recommendation(step: StepContext): Promise<DialogTurnResult> {
    if (isEnding(step.result)) return step.endDialog(step.result)
    const { aspect, lead, otherwise, asked } = step.result as PickedAspect
    const turn = turnOf(step)
    if (turn.talk.quiet && !asked) {
      await turn.answer([lead ?? null, turn.say('chat.quiet')])
      return step.endDialog()
    }
    return step.beginDialog(RecommendationDialog.id, {
      quest: { aspect, like: null, filters: null },
      lead,
      reason: asked ? 'aspect' : otherwise ? 'wished' : 'opinion',
    } satisfies RecommendationOptions)
  }
}
