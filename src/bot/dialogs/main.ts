import { askToForget } from '../forget.js'
import type { Intent } from '../intent-names.js'
import { aboutSentences, factsSentence } from '../phrasing.js'
import { aspectAskedFor, nameOf, type Reading } from '../reading.js'
import {
  ComponentDialog,
  Dialog,
  type DialogContext,
  type DialogTurnResult,
  DialogTurnStatus,
  WaterfallDialog,
  type WaterfallStepContext,
} from '../sdk.js'
import { SMALL_TALK, unclearSentence } from '../small-talk.js'
import { closeSubject, freshTalk, type Opinion, openSubject } from '../talk.js'
import { film, type Services, type Turn, turnOf } from '../turn.js'
import { whyLines } from '../why.js'
import { AspectDialog, type AspectOptions, type PickedAspect } from './aspect.js'
import { OpinionDialog, type OpinionOptions } from './opinion.js'
import { RecommendationDialog, type RecommendationOptions } from './recommendation.js'
import { isEnding, isReroute } from './steps.js'

const ENDED: DialogTurnResult = { status: DialogTurnStatus.complete }
/** Understood in the midst of anything, in this order. */
const INTERRUPTIONS = [
  'forget',
  'startOver',
  'cancel',
  'goodbye',
  'why',
  'facts',
  'help',
  'thanks',
  'greeting',
  'who',
  'insult',
] as const satisfies Intent[]

type StepContext = WaterfallStepContext<object>

/** Hears every turn first: what interrupts is answered here, an answer goes to the dialog that asked, the rest begins a new one. */
export class MainDialog extends ComponentDialog {
  static readonly id = 'main'

  constructor(
    private readonly services: Services,
    opinion: OpinionDialog,
    aspect: AspectDialog,
    recommendation: RecommendationDialog,
  ) {
    super(MainDialog.id)
    this.addDialog(new WaterfallDialog('main.route', [this.route.bind(this), this.hearAgain.bind(this)]))
    this.addDialog(
      new WaterfallDialog('main.wish', [this.askAspect.bind(this), this.recommendWished.bind(this), this.hearAgain.bind(this)]),
    )
    for (const child of [opinion, aspect, recommendation]) this.addDialog(child)
  }

  protected override async onBeginDialog(inner: DialogContext, options?: object): Promise<DialogTurnResult> {
    return (await this.interrupt(inner)) ? ENDED : super.onBeginDialog(inner, options)
  }

  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    const interrupted = await this.interrupt(inner)
    if (!interrupted) return super.onContinueDialog(inner)
    return interrupted === 'over' ? ENDED : Dialog.EndOfTurn
  }

  /** Answers what can be said at any moment. 'over' where that ends what was going on, 'answered' where it goes on after it. */
  private async interrupt(inner: DialogContext): Promise<'over' | 'answered' | null> {
    const turn = turnOf(inner)
    const { talk } = turn
    if (turn.shape === 'empty' || turn.shape === 'long') {
      await turn.answer([unclearSentence(turn)], talk.choices)
      return 'answered'
    }
    const intent = this.services.texts.intents.first(INTERRUPTIONS, turn.text)
    switch (intent) {
      case null:
        return null
      case 'forget':
        Object.assign(talk, freshTalk())
        askToForget(inner.context)
        return this.over(inner, turn.say('forgotten'))
      case 'startOver':
      case 'cancel':
      case 'goodbye':
        return this.over(inner, turn.say(intent))
      case 'why': {
        const lines = whyLines(turn, this.services)
        await turn.answer(lines.length > 0 ? lines : [turn.say('why.nothing')], talk.choices, '\n')
        return 'answered'
      }
      case 'facts': {
        if (!talk.recommendation) return null
        await turn.answer([factsSentence(turn, talk.recommendation, this.services)], talk.choices)
        return 'answered'
      }
      default:
        await turn.answer([turn.say(SMALL_TALK[intent])], talk.choices)
        return 'answered'
    }
  }

  private async over(inner: DialogContext, sentence: string): Promise<'over'> {
    const turn = turnOf(inner)
    await inner.cancelAllDialogs()
    closeSubject(turn.talk)
    await turn.answer([sentence])
    return 'over'
  }

  /** Begins what the utterance asks for. */
  private async route(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const { intents } = this.services.texts
    const reading = await turn.read()
    const { opinion, asksAbout, question } = reading
    const named = opinion.item ?? (opinion.candidates.length > 0 ? opinion.candidates[0] : null)

    if (intents.is('recommend', text)) return this.wish(step, reading)
    if (asksAbout && (named || !opinion.aspect)) return this.about(step, turn, opinion)
    if (named) return this.beginOpinion(step, turn, opinion)
    if (intents.first(['other', 'seen', 'refuse'], text))
      return talk.aspect ? this.begin(step, { aspect: talk.aspect, reason: 'other' }) : this.wish(step, reading)
    if (intents.is('accept', text) && talk.recommendation) {
      await turn.answer([turn.say('recommend.accepted', { film: film(talk.recommendation.title) })])
      return step.endDialog()
    }
    const aspect = aspectAskedFor(text, reading, this.services.texts)
    if (aspect && (talk.opinion || talk.aspect))
      return this.begin(step, { aspect, reason: aspect === talk.aspect ? 'other' : 'aspect' })
    if (aspect && (!opinion.feeling || isShort(text))) return this.begin(step, { aspect, reason: 'wish' })
    // A smiley may say how it was; another language says nothing that was learnt.
    const unreadable = turn.shape === 'foreign' || (turn.shape !== 'plain' && !opinion.feeling)
    if (!unreadable && !question && (opinion.feeling || (opinion.phrase && opinion.bare)))
      return this.beginOpinion(step, turn, opinion)
    // What was recommended can still be asked about.
    await turn.answer([unclearSentence(turn)], talk.recommendation ? talk.choices : [])
    return step.endDialog()
  }

  /** A child that heard something it is not about hands it here. */
  private async hearAgain(step: StepContext): Promise<DialogTurnResult> {
    return isReroute(step.result) ? step.replaceDialog('main.route') : step.endDialog()
  }

  private async beginOpinion(step: StepContext, turn: Turn, opinion: Opinion): Promise<DialogTurnResult> {
    openSubject(turn.talk, opinion)
    return step.beginDialog(OpinionDialog.id)
  }

  private async begin(step: StepContext, options: RecommendationOptions): Promise<DialogTurnResult> {
    return step.beginDialog(RecommendationDialog.id, options)
  }

  /** '용가리 어때?': what people say of it, and how it was for the user; without a name, of the last film recommended. */
  private async about(step: StepContext, turn: Turn, opinion: Opinion): Promise<DialogTurnResult> {
    const { talk } = turn
    const { recognizer } = this.services
    if (!opinion.item && opinion.candidates.length === 0) {
      const last = talk.recommendation ?? talk.opinion?.item
      const sentences = last && !opinion.phrase ? aboutSentences(turn, last, this.services) : [unclearSentence(turn)]
      await turn.answer(sentences, talk.choices)
      return step.endDialog()
    }
    // Asked after a name that several films bear, the answer is about the one most people mean.
    const item = opinion.item ?? opinion.candidates[0]
    const known = recognizer.item(item.id)
    openSubject(talk, { ...opinion, item: known ? nameOf(known) : item, candidates: [], bare: true })
    return step.beginDialog(OpinionDialog.id, {
      about: aboutSentences(turn, item, this.services).join(' '),
    } satisfies OpinionOptions)
  }

  /** '액션 좋은 영화 추천해줘', '인셉션 같은 영화 추천해줘', '뭐 볼까'. */
  private async wish(step: StepContext, { opinion, aspect }: Reading): Promise<DialogTurnResult> {
    const { talk, text } = turnOf(step)
    const { intents } = this.services.texts
    const named = opinion.item !== null || opinion.candidates.length > 0
    // '무서운 영화 추천해줘' wishes for what frightens, though a film is called so; '무서운 영화 같은 영화' does not.
    const wished = named && !intents.isSimilar(text) ? this.services.recognizer.aspectNamed(text) : aspect
    if (named && !(wished && !intents.isSimilar(text))) {
      openSubject(talk, { ...opinion, feeling: opinion.feeling ?? 'liked', driving: [], asked: true })
      return step.beginDialog(OpinionDialog.id)
    }
    if (wished) return this.begin(step, { aspect: wished, reason: 'wish' })
    closeSubject(talk)
    return step.replaceDialog('main.wish')
  }

  private async askAspect(step: StepContext): Promise<DialogTurnResult> {
    return step.beginDialog(AspectDialog.id, { question: 'ask.wish' } satisfies AspectOptions)
  }

  private async recommendWished(step: StepContext): Promise<DialogTurnResult> {
    if (isEnding(step.result)) return step.next(step.result)
    const { aspect, lead } = step.result as PickedAspect
    return this.begin(step, { aspect, lead, reason: 'wish' })
  }
}

const isShort = (text: string): boolean => text.split(/\s+/).length === 1
