import type { MessageKey } from '../messages.js'
import { aboutSentences, acknowledge, askSentence, aspectsToOffer, filmName, labelsOf } from '../phrasing.js'
import { type Reading, saysWhat } from '../reading.js'
import { Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { unclearSentence } from '../small-talk.js'
import { mention } from '../talk.js'
import { FEELINGS } from '../texts.js'
import { type Services, type Turn, turnOf } from '../turn.js'
import { correction } from './item.js'
import { REROUTE, RETRIES } from './steps.js'

export interface AspectOptions {
  /** Said before the question. */
  lead?: string
  /** The question, where it is not the one that fits the opinion. */
  question?: Extract<MessageKey, 'ask.wish' | 'ask.more' | 'ask.again'>
  /** Whether to offer the same aspects once more. */
  again?: boolean
  /** How often nothing could be made of the answer. */
  retries?: number
}
type StepContext = WaterfallStepContext<AspectOptions>

/** What the dialog ends with, unless it is a reroute. */
export interface PickedAspect {
  aspect: string
  lead?: string
  /** Whether it was judged otherwise than the film: no reason to speak of what was liked or missed. */
  otherwise?: boolean
  /** Whether it was asked for as a question: '음악은?' */
  asked?: boolean
}

/** Offers aspects until one is picked. */
export class AspectDialog extends WaterfallDialog<AspectOptions> {
  static readonly id = 'aspect'

  constructor(private readonly services: Services) {
    super(AspectDialog.id)
    this.addStep(this.offer.bind(this)).addStep(this.pick.bind(this))
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
    const ask =
      aspects.length === 0
        ? turn.say('ask.ownWords')
        : question
          ? turn.say(question)
          : askSentence(turn, talk.opinion, this.services)
    await turn.answer([lead, ask], labels)
    return Dialog.EndOfTurn
  }

  private async pick(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const { texts } = this.services
    const { intents } = texts
    const picked = this.labelled(turn)
    if (picked.length > 0) return step.endDialog(this.pickedOf(turn, picked))
    if (intents.is('none', text)) return step.replaceDialog(AspectDialog.id, { question: 'ask.more' } satisfies AspectOptions)

    const reading = await turn.read()
    const leaves = intents.first(['any', 'other'], text) && !(reading.wants && saysWhat(reading.wish))
    if (leaves && talk.offered.length > 0) return step.endDialog(this.forYou(turn))

    const { opinion, aspect: named } = reading
    const oneWord = opinion.bare || text.split(/\s+/).length === 1
    if (oneWord && named && !opinion.feeling)
      return step.endDialog({ aspect: named, asked: reading.question } satisfies PickedAspect)
    const told = talk.opinion
    if (told && !told.item && opinion.item && opinion.bare && !reading.asksAbout) {
      Object.assign(told, { item: opinion.item, phrase: null })
      talk.offered = []
      mention(talk, opinion.item.id)
      return step.replaceDialog(AspectDialog.id, {})
    }
    if (reading.asksAbout && told?.item && (!opinion.item || opinion.item.id === told.item.id) && !opinion.phrase) {
      const lead = aboutSentences(turn, told.item, this.services).join(' ')
      return step.replaceDialog(AspectDialog.id, { lead, again: true } satisfies AspectOptions)
    }
    if (this.isAnother(turn, reading)) return step.endDialog(REROUTE)
    const corrected = told && FEELINGS.find((feeling) => intents.isWholly(feeling, text))
    if (corrected && corrected !== told.feeling) {
      Object.assign(told, correction(opinion, corrected))
      talk.offered = []
      const lead = acknowledge(turn, told, this.services)
      return step.replaceDialog(AspectDialog.id, { lead } satisfies AspectOptions)
    }
    // An answer may name several things, of which one was judged.
    const judged = named ?? opinion.aspect
    if (judged) {
      const otherwise = opinion.feeling !== null && opinion.feeling !== told?.feeling
      return step.endDialog({ aspect: judged, otherwise, asked: reading.question } satisfies PickedAspect)
    }
    if (opinion.item && told?.item)
      return step.replaceDialog(AspectDialog.id, {
        lead: turn.say('ask.repeat', { film: filmName(turn, told.item, this.services) }),
        again: true,
      } satisfies AspectOptions)
    return this.askAgain(step, turn)
  }

  /** Aspects that the answer names by their labels; several where it names several. */
  private labelled({ text, picks, talk }: Turn): string[] {
    const { texts } = this.services
    const aspectOf = (label: string) => {
      const plain = [label, texts.intents.withoutParticle(label)]
      return texts.aspectLabelled(label) ?? talk.offered.find((aspect) => plain.includes(aspect)) ?? null
    }
    const named = (part: string) => aspectOf(part) ?? this.services.recognizer.aspectNamed(part)
    const one = aspectOf(text)
    if (one) return [one]
    if (texts.intents.is('both', text) && talk.choices.length > 1)
      return talk.choices.slice(0, 2).flatMap((label) => aspectOf(label) ?? [])
    const several = (picks.length > 0 ? picks : texts.intents.parts(texts.intents.insteadOf(text))).map(named)
    return several.length > 1 && several.every((aspect) => aspect !== null) ? several : []
  }

  private pickedOf(turn: Turn, [aspect, second]: readonly string[]): PickedAspect {
    const asked = /[?？]\s*$/.test(turn.text)
    if (!second) return { aspect, asked }
    const { texts } = this.services
    const [first, next] = [aspect, second].map((name) => texts.aspectLabel(name, 'neutral'))
    const { talk } = turn
    talk.offered = [second, ...talk.offered.filter((name) => name !== second)]
    return { aspect, lead: turn.say('ask.both', { first, second: next }) }
  }

  private forYou(turn: Turn): PickedAspect {
    const [aspect] = turn.talk.offered
    const label = this.services.texts.aspectLabel(aspect, 'neutral')
    return { aspect, lead: turn.say('ask.forYou', { aspect: label }) }
  }

  /** Whether the answer is about something else; who says again how the same film was is to be quoted with these words from now on. */
  private isAnother({ talk, text }: Turn, { opinion, asksAbout, compares, wants, aspect }: Reading): boolean {
    const told = talk.opinion
    if (asksAbout || compares || wants || this.services.texts.intents.is('recommend', text)) return true
    if (opinion.candidates.length > 0) return true
    if (opinion.item)
      return (
        opinion.item.id !== told?.item?.id || (opinion.feeling !== null && (opinion.feeling !== told?.feeling || aspect !== null))
      )
    return opinion.phrase !== null && opinion.phrase !== told?.phrase
  }

  private async askAgain(step: StepContext, turn: Turn): Promise<DialogTurnResult> {
    const retries = (step.options.retries ?? 0) + 1
    if (retries > RETRIES && turn.shape === 'plain' && turn.talk.offered.length > 0) return step.endDialog(this.forYou(turn))
    const agrees = this.services.texts.intents.is('accept', turn.text)
    const lead = turn.shape === 'plain' || agrees ? undefined : unclearSentence(turn)
    const question = lead ? undefined : 'ask.again'
    return step.replaceDialog(AspectDialog.id, { lead, question, again: true, retries } satisfies AspectOptions)
  }
}
