import type { Recommendation } from '../../recognizer/contract.js'
import type { MessageKey } from '../messages.js'
import { aspectsToOffer, countParams, countsOf, filmName } from '../phrasing.js'
import { bestFor, loosen, looseningsOf, withinWords } from '../quest.js'
import { aspectAskedFor, isFilter } from '../reading.js'
import { Dialog, type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { closeSubject, type Quest, type Talk } from '../talk.js'
import { type Services, type Turn, turnOf } from '../turn.js'
import { unseenIn, unseenSentence } from '../unseen.js'
import { REROUTE } from './steps.js'

export interface RecommendationOptions {
  quest: Quest
  /** What led here: an opinion whose aspect is known now, a wish, another film, another aspect. */
  reason: 'opinion' | 'wished' | 'other' | 'aspect'
  /** Said before the recommendation. */
  lead?: string
  /** Whether only to wait for what is said next: everything is said already. */
  waiting?: boolean
}
type StepContext = WaterfallStepContext<RecommendationOptions>

/** Recommends one film for a quest, and follows up: another film, another aspect, fewer conditions, taken. */
export class RecommendationDialog extends WaterfallDialog<RecommendationOptions> {
  static readonly id = 'recommendation'

  constructor(private readonly services: Services) {
    super(RecommendationDialog.id)
    this.addStep(this.recommend.bind(this)).addStep(this.followUp.bind(this))
  }

  private async recommend(step: StepContext): Promise<DialogTurnResult> {
    if (step.options.waiting) return Dialog.EndOfTurn
    const turn = turnOf(step)
    const { quest, reason, lead = null } = step.options
    const { talk } = turn
    const sameFilm = reason === 'aspect' && quest.aspect ? this.sameFilmSentence(turn, quest.aspect) : null
    talk.quest = quest
    talk.quiet = false
    talk.before = null
    const found = bestFor(quest, talk, this.services, turn.seed)
    if (!found) {
      talk.recommendation = null
      const loosenings = looseningsOf(quest, talk, this.services)
      const { texts } = this.services
      const choices =
        loosenings.length > 0
          ? [...loosenings.map((key) => texts.action(key, {})), texts.action('startOver', {})]
          : this.otherAspects(talk, 3, true)
      const ask = loosenings.length > 0 ? turn.say('recommend.loosen') : null
      await turn.answer([lead, sameFilm, this.noneSentence(turn, step.options), ask], choices)
      return Dialog.EndOfTurn
    }
    const { item, praised, mentions } = found
    talk.asked = null
    talk.recommendation = { id: item.id, title: item.title, aspect: found.aspect, like: quest.like, praised, mentions }
    talk.recommended.push(item.id)
    await turn.answer(
      [lead, sameFilm, ...this.sentences(turn, found, step.options)],
      this.choices(talk, reason === 'opinion' && lead ? 3 : 1),
    )
    return Dialog.EndOfTurn
  }

  private async followUp(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const { texts } = this.services
    const { intents } = texts
    const { quest } = step.options
    const next = (options: RecommendationOptions) => step.replaceDialog(RecommendationDialog.id, options)

    const loosened = talk.recommendation ? [] : looseningsOf(quest, talk, this.services)
    const released =
      loosened.find((key) => texts.action(key, {}) === text) ?? (intents.first(['relax', 'accept', 'any'], text) && loosened[0])
    if (released) return next({ quest: loosen(quest, released), reason: 'wished' })

    const reading = await turn.read()
    const { opinion, asksAbout, compares, wants, wish } = reading
    const asked = aspectAskedFor(text, reading, texts)
    const seen =
      opinion.bare && opinion.item !== null && opinion.item.id === talk.recommendation?.id && intents.is('seen', reading.rest)
    if (seen) return next({ quest, reason: 'other', lead: turn.say('recommend.seen') })
    const names = opinion.item !== null || opinion.candidates.length > 0 || opinion.phrase !== null
    if ((names && !(asked && opinion.bare && reading.question)) || compares || (asksAbout && !asked))
      return step.endDialog(REROUTE)
    const wishes = isFilter(wish) || wish.aspects.some((aspect) => aspect !== quest.aspect)
    if (wants && (wishes || intents.isSimilar(text))) return step.endDialog(REROUTE)
    if (intents.is('refuse', text) && !talk.recommendation) {
      closeSubject(talk)
      await turn.answer([turn.say('cancel')])
      return step.endDialog()
    }
    const unseen = unseenIn(text, intents)
    if (unseen === 'unseen' && talk.recommendation) {
      await turn.answer([unseenSentence(turn, unseen, null)], talk.choices)
      return next({ ...step.options, waiting: true })
    }
    // '그거 말고 액션' asks for action, not for another of the same.
    const turned = asked !== null && asked !== quest.aspect && !intents.is('recommend', text)
    if (!turned && intents.first(['other', 'refuse', 'seen', 'anything'], text)) {
      const lead = talk.recommendation && intents.is('seen', text) ? turn.say('recommend.seen') : undefined
      return next({ quest, reason: 'other', lead })
    }
    if (unseen === 'willSee' || intents.is('accept', text)) {
      if (talk.recommendation) {
        await turn.answer([turn.say('recommend.accepted', { film: filmName(turn, talk.recommendation, this.services) })])
        return step.endDialog()
      }
      await turn.answer([turn.say('recommend.acceptedNothing')], this.otherAspects(talk, 3, true))
      return next({ ...step.options, waiting: true })
    }
    if (asked && !wants) {
      const { filters } = quest
      return next({ quest: { aspect: asked, like: null, filters }, reason: asked === quest.aspect ? 'other' : 'aspect' })
    }
    return step.endDialog(REROUTE)
  }

  private sentences(turn: Turn, found: Recommendation<string | null>, { quest, reason, lead }: RecommendationOptions): string[] {
    const { texts } = this.services
    const { item, aspect, praised, mentions } = found
    const name = filmName(turn, item, this.services)
    const counts =
      aspect === null
        ? turn.say('recommend.countsWhole', { mentions, praised })
        : turn.say('recommend.counts', { aspect: texts.aspectLabel(aspect, 'neutral'), mentions, praised })
    if (quest.like) {
      const like = filmName(turn, quest.like, this.services)
      return [turn.say(reason === 'other' ? 'recommend.similarOther' : 'recommend.similar', { like, film: name }), counts]
    }
    const praise = aspect === null ? '' : texts.praise(aspect)
    if (quest.filters && reason !== 'other') {
      const within = withinWords(turn, quest.filters, this.services)
      const sentence = aspect
        ? turn.say('recommend.withinAspect', { within, film: name, praise })
        : turn.say('recommend.within', { within, film: name })
      return [sentence, counts]
    }
    if (aspect === null)
      return [turn.say(reason === 'other' ? 'recommend.wholeOther' : 'recommend.whole', { film: name }), counts]
    const feeling = turn.talk.opinion?.feeling
    // What was felt is said already where something leads into the recommendation.
    const led = lead ? 'led' : (feeling ?? 'wished')
    const key = reason === 'opinion' ? led : reason
    return [turn.say(`recommend.${key}`, { film: name, praise, aspect: texts.aspectLabel(aspect, 'neutral') }), counts]
  }

  private noneSentence(turn: Turn, { quest, reason }: RecommendationOptions): string {
    const { texts } = this.services
    const aspect = quest.aspect && texts.aspectLabel(quest.aspect, 'neutral')
    if (quest.filters) {
      const within = withinWords(turn, quest.filters, this.services)
      return aspect ? turn.say('recommend.noneWithinAspect', { within, aspect }) : turn.say('recommend.noneWithin', { within })
    }
    if (quest.like) return turn.say('recommend.noneSimilar', { like: filmName(turn, quest.like, this.services) })
    const key: Extract<MessageKey, 'recommend.noMore' | 'recommend.none'> =
      reason === 'other' ? 'recommend.noMore' : 'recommend.none'
    return aspect ? turn.say(key, { aspect }) : turn.say('recommend.noneWhole')
  }

  /** What is said of this aspect in the film that was just recommended, else in the one spoken of; null where too few spoke of it. */
  private sameFilmSentence(turn: Turn, aspect: string): string | null {
    const last = turn.talk.recommendation ?? turn.talk.opinion?.item
    const counts = last && countsOf(last.id, aspect, this.services)
    if (!counts) return null
    const params = { film: filmName(turn, last, this.services), ...countParams(counts, this.services) }
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
    const current = talk.quest?.aspect
    const known = talk.offered.filter((aspect) => aspect !== current)
    const others = [...new Set([...known, ...aspectsToOffer(talk, limit + 1, this.services)])]
      .filter((aspect) => aspect !== current)
      .slice(0, limit)
    const actions = others.map((aspect) => texts.action('aspect', { aspect: texts.aspectLabel(aspect, 'neutral') }))
    return closing ? [...actions, texts.action('startOver', {})] : actions
  }
}
