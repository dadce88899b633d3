import type { MessageKey } from '../messages.js'
import { acknowledge, askSentence, aspectsToOffer, labelsOf } from '../phrasing.js'
import { ComponentDialog, Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { unclearSentence } from '../small-talk.js'
import { mention } from '../talk.js'
import { FEELINGS } from '../texts.js'
import { type Services, turnOf } from '../turn.js'
import { REROUTE } from './steps.js'

export interface AspectOptions {
  /** Said before the question. */
  lead?: string
  /** The question, where it is not the one that fits the opinion. */
  question?: Extract<MessageKey, 'ask.wish' | 'ask.more' | 'ask.again'>
  /** Whether to offer the same aspects once more. */
  again?: boolean
}
type StepContext = WaterfallStepContext<AspectOptions>

/** What the dialog ends with, unless it is a reroute. */
export interface PickedAspect {
  aspect: string
  lead?: string
  /** Whether it was judged otherwise than the film: no reason to speak of what was liked or missed. */
  otherwise?: boolean
}

/** Offers aspects until one is picked. */
export class AspectDialog extends ComponentDialog<AspectOptions> {
  static readonly id = 'aspect'

  constructor(private readonly services: Services) {
    super(AspectDialog.id)
    this.addDialog(new WaterfallDialog('aspect.steps', [this.offer.bind(this), this.pick.bind(this)]))
  }

  private async offer(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk } = turn
    const { lead = null, question, again } = step.options
    if (again) {
      await turn.answer([lead, question ? turn.say(question) : null], talk.choices)
      return Dialog.EndOfTurn
    }
    const aspects = aspectsToOffer(talk, this.services.options.offers, this.services)
    talk.offered.push(...aspects)
    const labels = labelsOf(aspects, talk.opinion?.feeling ?? 'liked', this.services)
    const ask = aspects.length === 0 ? turn.say('ask.ownWords') : question ? turn.say(question) : askSentence(turn, talk.opinion)
    await turn.answer([lead, ask], labels)
    return Dialog.EndOfTurn
  }

  private async pick(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const { texts } = this.services
    const { intents } = texts
    const labelled = texts.aspectLabelled(text) ?? talk.offered.find((aspect) => aspect === text)
    if (labelled) return step.endDialog({ aspect: labelled } satisfies PickedAspect)
    if (intents.is('none', text))
      return step.replaceDialog(this.initialDialogId, { question: 'ask.more' } satisfies AspectOptions)
    if (intents.is('any', text) && talk.offered.length > 0) {
      const [aspect] = talk.offered
      return step.endDialog({
        aspect,
        lead: turn.say('ask.forYou', { aspect: texts.aspectLabel(aspect, 'neutral') }),
      } satisfies PickedAspect)
    }

    const { opinion, aspect: named, asksAbout } = await turn.read()
    if (opinion.bare && named) return step.endDialog({ aspect: named } satisfies PickedAspect)
    if (opinion.bare && opinion.item && talk.opinion && !talk.opinion.item) {
      talk.opinion.item = opinion.item
      talk.opinion.phrase = null
      talk.offered = []
      mention(talk, opinion.item.id)
      return step.replaceDialog(this.initialDialogId, {})
    }
    const told = talk.opinion
    // Somebody who names the film and says how it was, again, is to be quoted with these words from now on.
    const another = opinion.item
      ? opinion.item.id !== told?.item?.id || opinion.feeling !== null || asksAbout
      : opinion.candidates.length > 0
    if (another || intents.is('recommend', text)) return step.endDialog(REROUTE)
    const corrected = talk.opinion && FEELINGS.find((feeling) => intents.isWholly(feeling, text))
    if (talk.opinion && corrected && corrected !== talk.opinion.feeling) {
      Object.assign(talk.opinion, { feeling: corrected, asked: true, voiced: { feeling: false, unknown: true } })
      talk.offered = []
      return step.replaceDialog(this.initialDialogId, { lead: acknowledge(turn, talk.opinion) } satisfies AspectOptions)
    }
    if (named) {
      const otherwise = opinion.feeling !== null && opinion.feeling !== told?.feeling
      return step.endDialog({ aspect: named, otherwise } satisfies PickedAspect)
    }
    const lead = turn.shape === 'plain' ? undefined : unclearSentence(turn)
    const question = lead ? undefined : 'ask.again'
    return step.replaceDialog(this.initialDialogId, { lead, question, again: true } satisfies AspectOptions)
  }
}
