import type { Recommendation } from '../../recognizer/contract.js'
import { aspectsToOffer, countParams, countsOf } from '../phrasing.js'
import { aspectAskedFor } from '../reading.js'
import { ComponentDialog, Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { closeSubject, type Talk } from '../talk.js'
import { film, type Services, type Turn, turnOf } from '../turn.js'
import { REROUTE } from './steps.js'

export interface RecommendationOptions {
  aspect: string
  /** What led here: an opinion whose aspect is known now, a wish, another film, another aspect. */
  reason: 'opinion' | 'wish' | 'other' | 'aspect'
  /** Said before the recommendation. */
  lead?: string
}
const WAIT = 'recommendation.wait'
type StepContext = WaterfallStepContext<RecommendationOptions>

/** Recommends one film for an aspect, and follows up: another film, another aspect, taken. */
export class RecommendationDialog extends ComponentDialog<RecommendationOptions> {
  static readonly id = 'recommendation'

  constructor(private readonly services: Services) {
    super(RecommendationDialog.id)
    this.addDialog(new WaterfallDialog('recommendation.steps', [this.recommend.bind(this), this.followUp.bind(this)]))
    this.addDialog(new WaterfallDialog(WAIT, [this.wait.bind(this), this.followUp.bind(this)]))
  }

  private async recommend(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { aspect, reason, lead } = step.options
    const { talk } = turn
    const sameFilm = reason === 'aspect' ? this.sameFilmSentence(turn, aspect) : null
    talk.aspect = aspect
    const found = this.best(talk, aspect)
    if (!found) {
      talk.recommendation = null
      const sentence = turn.say(reason === 'other' ? 'recommend.noMore' : 'recommend.none', {
        aspect: this.services.texts.aspectLabel(aspect, 'neutral'),
      })
      await turn.answer([lead ?? null, sameFilm, sentence], this.otherAspects(talk, 3, true))
      return Dialog.EndOfTurn
    }
    const { item, praised, mentions } = found
    talk.recommendation = { id: item.id, title: item.title, aspect: found.aspect, praised, mentions }
    talk.recommended.push(item.id)
    await turn.answer(
      [lead ?? null, sameFilm, ...this.sentences(turn, found, step.options)],
      this.choices(talk, reason === 'opinion' && lead ? 3 : 1),
    )
    return Dialog.EndOfTurn
  }

  private async wait(): Promise<DialogTurnResult> {
    return Dialog.EndOfTurn
  }

  private async followUp(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk } = turn
    const { intents } = this.services.texts
    const { aspect } = step.options
    const reading = await turn.read()
    const { opinion } = reading
    const asked = aspectAskedFor(turn.text, reading, this.services.texts)
    const names = opinion.item !== null || opinion.candidates.length > 0
    if (names && !(asked && opinion.bare && reading.question)) return step.endDialog(REROUTE)
    if (intents.is('refuse', turn.text) && !talk.recommendation) {
      closeSubject(talk)
      await turn.answer([turn.say('cancel')])
      return step.endDialog()
    }
    // '그거 말고 액션' asks for action, not for another of the same.
    const turned = asked !== null && asked !== aspect && !intents.is('recommend', turn.text)
    if (!turned && intents.first(['other', 'refuse', 'seen'], turn.text)) {
      return step.replaceDialog(this.initialDialogId, { aspect, reason: 'other' } satisfies RecommendationOptions)
    }
    if (intents.is('accept', turn.text)) {
      if (talk.recommendation) {
        await turn.answer([turn.say('recommend.accepted', { film: film(talk.recommendation.title) })])
        return step.endDialog()
      }
      await turn.answer([turn.say('recommend.acceptedNothing')], this.otherAspects(talk, 3, true))
      return step.replaceDialog(WAIT, step.options)
    }
    if (asked && !intents.is('recommend', turn.text)) {
      return step.replaceDialog(this.initialDialogId, {
        aspect: asked,
        reason: asked === aspect ? 'other' : 'aspect',
      } satisfies RecommendationOptions)
    }
    return step.endDialog(REROUTE)
  }

  /** The film praised most surely for the aspect's counterpart where it has one, else for the aspect. */
  private best({ recommended, mentioned }: Talk, aspect: string): Recommendation | undefined {
    const { recognizer, options, texts } = this.services
    const exclude = [...new Set([...recommended, ...mentioned])]
    const praisedFor = (name: string | null) =>
      (name === null ? [] : recognizer.recommend(name, { exclude, limit: 1 })).find(
        ({ mentions, lowerBound }) => mentions >= options.minMentions && lowerBound >= options.worth,
      )
    return praisedFor(texts.counterpart(aspect)) ?? praisedFor(aspect)
  }

  private sentences(
    turn: Turn,
    { item, aspect, praised, mentions }: Recommendation,
    { reason, lead }: RecommendationOptions,
  ): string[] {
    const { texts } = this.services
    const label = texts.aspectLabel(aspect, 'neutral')
    const params = { film: film(item.title), praise: texts.praise(aspect), aspect: label }
    const feeling = turn.talk.opinion?.feeling
    // What was felt is said already where something leads into the recommendation.
    const key = reason === 'other' || reason === 'aspect' ? reason : reason === 'opinion' && feeling && !lead ? feeling : 'wished'
    return [turn.say(`recommend.${key}`, params), turn.say('recommend.counts', { aspect: label, praised, mentions })]
  }

  /** What is said of this aspect in the film that was just recommended, where enough people spoke of it. */
  private sameFilmSentence(turn: Turn, aspect: string): string | null {
    const last = turn.talk.recommendation
    const counts = last && countsOf(last.id, aspect, this.services)
    if (!counts) return null
    const params = { film: film(last.title), ...countParams(counts, this.services) }
    return counts.praised >= counts.complained ? turn.say('sameFilm.praised', params) : turn.say('sameFilm.complained', params)
  }

  /** @param others how many other aspects: several where none were offered before */
  private choices(talk: Talk, others: number): string[] {
    const { texts } = this.services
    return [
      texts.action('why', {}),
      texts.action('other', {}),
      ...this.otherAspects(talk, others, false),
      texts.action('startOver', {}),
    ]
  }

  /** Aspects to go on with, as questions (시나리오는?): those offered before first. */
  private otherAspects(talk: Talk, limit: number, closing: boolean): string[] {
    const { texts } = this.services
    const known = talk.offered.filter((aspect) => aspect !== talk.aspect)
    const others = [...known, ...aspectsToOffer(talk, limit + 1, this.services)]
      .filter((aspect) => aspect !== talk.aspect)
      .slice(0, limit)
    const actions = others.map((aspect) => texts.action('aspect', { aspect: texts.aspectLabel(aspect, 'neutral') }))
    return closing ? [...actions, texts.action('startOver', {})] : actions
  }
}
