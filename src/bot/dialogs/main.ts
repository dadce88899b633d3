import { despairs } from '../despair.js'
import { allFacts, factSentences, holdsSentence, unknownSentence } from '../facts.js'
import { type FactsAsked, factsAskedIn, samePeopleAsked } from '../facts-asked.js'
import { askToForget } from '../forget.js'
import { interruptionIn } from '../interruptions.js'
import { askedTitle } from '../naming.js'
import { aboutSentences, filmName } from '../phrasing.js'
import { aspectAskedFor, type Reading, saysWhat } from '../reading.js'
import {
  type DialogContext,
  type DialogTurnResult,
  DialogTurnStatus,
  WaterfallDialog,
  type WaterfallStepContext,
} from '../sdk.js'
import { chatSentence, SMALL_TALK, unclearSentence } from '../small-talk.js'
import {
  asideSubject,
  closeSubject,
  freshTalk,
  mention,
  type NamedItem,
  openSubject,
  type Quest,
  returnToSubject,
  type Talk,
} from '../talk.js'
import { FEELINGS } from '../texts.js'
import { quoted, type Services, type Turn, turnOf } from '../turn.js'
import { plannedName, plansToSee, unseenIn, unseenSentence } from '../unseen.js'
import { asksWhy, whyCard, whyLines } from '../why.js'
import { candidateLabels, correction } from './item.js'
import { OpinionDialog, type OpinionOptions } from './opinion.js'
import { RecommendationDialog, type RecommendationOptions } from './recommendation.js'
import { isReroute } from './steps.js'
import { WishDialog } from './wish.js'

type StepContext = WaterfallStepContext<object>

/** Hears every turn first: what interrupts is answered here, an answer goes to the dialog that asked, the rest begins a new one. */
export class MainDialog extends WaterfallDialog {
  static readonly id = 'main'

  constructor(private readonly services: Services) {
    super(MainDialog.id)
    this.addStep(this.route.bind(this)).addStep(this.hearAgain.bind(this))
  }

  /** One turn: what interrupts is answered, else the dialog that asked goes on, else a new one begins. */
  async hear(dialogs: DialogContext): Promise<void> {
    if (await this.interrupted(dialogs)) return
    const { status } = await dialogs.continueDialog()
    if (status === DialogTurnStatus.empty) await dialogs.beginDialog(MainDialog.id)
  }

  /** Answers what can be said at any moment; what was going on goes on after it, unless it ends that. */
  private async interrupted(dialogs: DialogContext): Promise<boolean> {
    const turn = turnOf(dialogs)
    const { talk } = turn
    if (await despairs(turn, this.services)) {
      talk.quiet = true
      return this.over(dialogs, turn.say('despair'))
    }
    if (turn.shape === 'empty' || turn.shape === 'long') {
      await turn.answer([unclearSentence(turn)], talk.choices)
      return true
    }
    const heard = interruptionIn(turn.text, this.services.texts.intents)
    const asked = heard === null || heard === 'confused' ? await factsAskedIn(turn, this.services) : null
    if (asked) return this.factsAnswered(dialogs, turn, asked)
    if (await samePeopleAsked(turn, this.services)) {
      await dialogs.cancelAllDialogs()
      return false
    }
    const intent = (heard === null || heard === 'confused') && (await asksWhy(turn, this.services)) ? 'why' : heard
    switch (intent) {
      case null:
        return false
      case 'forget':
        Object.assign(talk, freshTalk())
        askToForget(dialogs.context)
        return this.over(dialogs, turn.say('forgotten'))
      case 'startOver':
        talk.quiet = false
        return this.over(dialogs, turn.say(intent))
      case 'cancel':
      case 'goodbye':
        return this.over(dialogs, turn.say(intent))
      case 'silence':
        talk.quiet = true
        return this.over(dialogs, turn.say(intent))
      case 'why': {
        const lines = whyLines(turn, this.services)
        const card = await whyCard(turn, this.services)
        await turn.answer(lines.length > 0 ? lines : [turn.say('why.nothing')], talk.choices, { separator: '\n', card })
        return true
      }
      case 'facts': {
        const item = talk.recommendation ?? talk.opinion?.item
        if (!item) return false
        await turn.answer([allFacts(turn, item, this.services)], talk.choices)
        return true
      }
      case 'confused':
        await turn.answer([turn.say(talk.choices.length > 0 ? 'confused.choices' : 'confused.plain')], talk.choices)
        return true
      default:
        await turn.answer([turn.say(SMALL_TALK[intent])], talk.choices)
        return true
    }
  }

  /**
   * Answers what is asked of an item; what was asked of the user stays open. False where the turn goes on: it says more than that, or
   * the item becomes what is spoken of.
   */
  private async factsAnswered(dialogs: DialogContext, turn: Turn, asked: FactsAsked): Promise<boolean> {
    const { talk } = turn
    const { facts, item, phrase, told } = asked
    if (!item) {
      talk.asked = { facts, item: null, turn: talk.turn }
      // What was felt of something that nobody has named is heard first, and of what is asked then.
      if (told !== '' && !phrase) {
        turn.goOn(told, '')
        return false
      }
      await turn.answer([phrase ? turn.say('fact.unknown', { phrase: quoted(phrase) }) : turn.say('fact.which')], talk.choices)
      return true
    }
    if (opensSubject(asked, talk, dialogs.activeDialog !== undefined)) {
      await dialogs.cancelAllDialogs()
      return false
    }
    if (asked.named) mention(talk, item.id)
    const waits = talk.asked?.item === null && talk.asked.turn === talk.turn - 1 && dialogs.activeDialog !== undefined
    const sentences = this.factsTold(turn, asked)
    talk.asked = { facts, item: { id: item.id, title: item.title }, turn: talk.turn }
    if (told !== '' || waits) {
      turn.goOn(told || turn.text, sentences.join(' '))
      return false
    }
    await turn.answer(sentences, talk.choices)
    return true
  }

  private async over(dialogs: DialogContext, sentence: string): Promise<true> {
    const turn = turnOf(dialogs)
    await dialogs.cancelAllDialogs()
    closeSubject(turn.talk)
    await turn.answer([sentence])
    return true
  }

  /** Begins what the utterance asks for. */
  private async route(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const { talk, text } = turn
    const { texts } = this.services
    const { intents } = texts
    const reading = await turn.read()
    const { opinion, asksAbout, compares, question, wants, others } = reading
    for (const { id } of others) mention(talk, id)
    const named = opinion.item !== null || opinion.candidates.length > 0

    const asked = await factsAskedIn(turn, this.services)
    if (asked?.item) return this.factsAside(step, turn, reading, asked)
    const same = await samePeopleAsked(turn, this.services)
    if (same && same.people.length > 0) return this.recommend(step, { quest: byPeople(same.people), reason: 'wished' })
    if (same) {
      await turn.answer([unknownSentence(turn, same.item, same.fact, this.services)], talk.choices)
      return step.endDialog()
    }
    if (compares) return this.compare(step, turn, reading)
    if (named && (intents.is('facts', reading.rest) || intents.is('plot', reading.rest)))
      return this.facts(step, turn, opinion.item ?? opinion.candidates[0])
    const pressed = named && talk.choices.includes(text)
    if (pressed || (asksAbout && (named || opinion.phrase || !opinion.aspect))) return this.about(step, turn, reading)
    // '다른 영화요. 음악 좋은 걸로' asks for music, not for another of the same.
    const says = wants && saysWhat(reading.wish)
    const turned = !named && !says ? intents.first(['other', 'seen', 'refuse'], text) : null
    if (turned && !(talk.quiet && turned === 'refuse')) return this.another(step, turn)
    if (wants) return step.beginDialog(WishDialog.id)
    const unseen = unseenIn(reading.rest, intents) ?? (plansToSee(reading.rest, intents) ? 'willSee' : null)
    if (unseen) {
      const offered = talk.recommendation && filmName(turn, talk.recommendation, this.services)
      const name = named || opinion.phrase ? plannedName(turn, opinion, this.services) : offered
      const choices = talk.recommendation ? talk.choices : talk.quiet ? [] : [texts.action('recommend', {})]
      await turn.answer([unseenSentence(turn, unseen, name)], choices)
      return step.endDialog()
    }
    if (named) return this.beginOpinion(step, turn, reading)
    if (intents.is('accept', text) && talk.recommendation) {
      await turn.answer([turn.say('recommend.accepted', { film: filmName(turn, talk.recommendation, this.services) })])
      return step.endDialog()
    }
    const nods = intents.first(['accept', 'none', 'any', 'both'], text)
    if (nods) {
      await turn.answer([turn.say(nods === 'accept' ? 'odd.nod' : 'odd.shrug')], talk.choices)
      return step.endDialog()
    }
    const felt = FEELINGS.find((feeling) => intents.isWholly(feeling, text))
    if (felt && (talk.recommendation || talk.opinion)) return this.feltOtherwise(step, turn, reading, felt)
    const aspect = aspectAskedFor(text, reading, texts)
    const quest = talk.quest ?? { aspect: null, like: null, filters: null }
    if (aspect && (talk.opinion || talk.quest)) {
      const reason = aspect === quest.aspect ? 'other' : 'aspect'
      return this.recommend(step, { quest: { ...quest, like: null, aspect }, reason })
    }
    if (aspect && !intents.isPast(text) && !intents.isOrder(text) && (!opinion.feeling || question || isShort(text)))
      return this.recommend(step, { quest: { ...quest, like: null, aspect }, reason: 'wished' })
    // A smiley may say how it was; another language says nothing that was learnt.
    const unreadable = turn.shape === 'foreign' || (turn.shape !== 'plain' && !opinion.feeling)
    const opens =
      opinion.phrase !== null ? opinion.bare || opinion.feeling || intents.isPast(text) : opinion.feeling && !reading.chat
    if (!unreadable && !question && opens) return this.beginOpinion(step, turn, reading)
    // What was recommended can still be asked about.
    const choices = talk.recommendation ? talk.choices : []
    const chat = !unreadable && (reading.chat || talk.quiet) ? chatSentence(turn, opinion, this.services) : null
    const offers = talk.quiet ? [] : [texts.action('recommend', {})]
    if (chat) await turn.answer([chat], choices.length > 0 ? choices : offers)
    else await turn.answer([unclearSentence(turn)], choices)
    return step.endDialog()
  }

  /** A child that heard something it is not about hands it here. */
  private async hearAgain(step: StepContext): Promise<DialogTurnResult> {
    return isReroute(step.result) ? step.replaceDialog(MainDialog.id) : step.endDialog()
  }

  private async beginOpinion(step: StepContext, { talk }: Turn, { opinion, others }: Reading): Promise<DialogTurnResult> {
    openSubject(talk, opinion)
    for (const { id } of others) mention(talk, id)
    return step.beginDialog(OpinionDialog.id)
  }

  private async recommend(step: StepContext, options: RecommendationOptions): Promise<DialogTurnResult> {
    return step.beginDialog(RecommendationDialog.id, options)
  }

  /** '다른 영화': the next one for what was looked for, be it before a film was asked about by the way; else by what is picked. */
  private async another(step: StepContext, turn: Turn): Promise<DialogTurnResult> {
    const { talk } = turn
    returnToSubject(talk)
    const { quest, opinion, offered } = talk
    const seen = talk.recommendation && this.services.texts.intents.is('seen', turn.text) ? turn.say('recommend.seen') : undefined
    if (quest) return this.recommend(step, { quest, reason: 'other', lead: seen })
    if (!opinion?.feeling || offered.length === 0) return step.beginDialog(WishDialog.id)
    const [aspect] = offered
    const lead = turn.say('ask.forYou', { aspect: this.services.texts.aspectLabel(aspect, 'neutral') })
    return this.recommend(step, { quest: { aspect, like: null, filters: null }, reason: 'opinion', lead })
  }

  /** '아니다 재밌었어' sets the opinion right; the same after a recommendation, without a no before it, is of the film recommended. */
  private async feltOtherwise(step: StepContext, turn: Turn, { opinion: said }: Reading, feeling: (typeof FEELINGS)[number]) {
    const { talk } = turn
    const { opinion, recommendation } = talk
    const corrects = this.services.texts.intents.is('corrects', turn.text)
    if (recommendation && !(corrects && opinion)) {
      const item: NamedItem = { id: recommendation.id, title: recommendation.title, hint: '' }
      openSubject(talk, { ...said, feeling, item, candidates: [], phrase: null })
    } else openSubject(talk, { ...opinion!, ...correction(said, feeling) })
    return step.beginDialog(OpinionDialog.id)
  }

  /** '용가리 어때?': what people say of it, and how it was for the user; without a name, of the last film spoken of. */
  private async about(step: StepContext, turn: Turn, { opinion, haveYou, rest }: Reading): Promise<DialogTurnResult> {
    const { talk } = turn
    const item = opinion.item ?? opinion.candidates[0]
    const notSeen = haveYou ? turn.say('about.notSeen') : null
    if (!item) {
      const phrase = opinion.phrase ?? (haveYou ? askedTitle(rest, this.services.texts.intents) : null)
      const last = phrase ? null : (talk.recommendation ?? talk.opinion?.item)
      const unknown = phrase ? turn.say('about.unknown', { phrase: quoted(phrase) }) : notSeen ? null : unclearSentence(turn)
      await turn.answer([notSeen, ...(last ? aboutSentences(turn, last, this.services) : [unknown])], talk.choices)
      return step.endDialog()
    }
    asideSubject(talk, { ...opinion, item, candidates: [], bare: true, feeling: null })
    // Asked after a name that several films bear, the answer is about the one most people mean, and says which.
    const about = [...(notSeen ? [notSeen] : []), ...aboutSentences(turn, item, this.services)].join(' ')
    const labels = candidateLabels(opinion.candidates, this.services)
    const more = labels.filter((_, place) => opinion.candidates[place].id !== item.id)
    return step.beginDialog(OpinionDialog.id, { about, more } satisfies OpinionOptions)
  }

  /** Films cannot be weighed against each other: what people say of each. */
  private async compare(step: StepContext, turn: Turn, { opinion, others }: Reading): Promise<DialogTurnResult> {
    const { talk } = turn
    const named = [opinion.item ?? opinion.candidates[0], ...others].filter((item) => item !== undefined && item !== null)
    const last = talk.recommendation ?? talk.opinion?.item
    const items =
      named.length === 1 && last && last.id !== named[0].id ? [last, ...named] : named.length > 0 ? named : last ? [last] : []
    for (const { id } of named) mention(talk, id)
    const sentences = items.slice(0, 2).flatMap((item) => aboutSentences(turn, item, this.services))
    await turn.answer([turn.say('about.compare'), ...sentences], talk.choices)
    return step.endDialog()
  }

  private factsTold(turn: Turn, { item, facts, holds }: FactsAsked): string[] {
    return holds ? [holdsSentence(turn, item!, holds, this.services)] : factSentences(turn, item!, facts, this.services)
  }

  /** What is asked of an item that was not spoken of, and how it was for the user. */
  private async factsAside(step: StepContext, turn: Turn, { opinion }: Reading, asked: FactsAsked) {
    const { facts, item, others } = asked
    const { id, title } = item!
    const about = this.factsTold(turn, asked).join(' ')
    const unsaid = {
      feeling: null,
      aspect: null,
      weighed: { liked: [], disliked: [] },
      driving: [],
      phrase: null,
      candidates: [],
    }
    asideSubject(turn.talk, { ...opinion, ...unsaid, item: { hint: '', id, title }, bare: true })
    turn.talk.asked = { facts, item: { id, title }, turn: turn.talk.turn }
    return step.beginDialog(OpinionDialog.id, { about, more: candidateLabels(others, this.services) } satisfies OpinionOptions)
  }

  private async facts(step: StepContext, turn: Turn, item: NamedItem): Promise<DialogTurnResult> {
    mention(turn.talk, item.id)
    await turn.answer([allFacts(turn, item, this.services)], turn.talk.choices)
    return step.endDialog()
  }
}

/** Whether an item that is asked about becomes what is spoken of: not while what was said of another is being talked over. */
const opensSubject = ({ item, named, told }: FactsAsked, { opinion, recommendation }: Talk, asks: boolean): boolean =>
  named &&
  told === '' &&
  !(asks && opinion?.feeling && !recommendation) &&
  item!.id !== recommendation?.id &&
  item!.id !== opinion?.item?.id

const byPeople = (people: string[]): Quest => ({
  aspect: null,
  like: null,
  filters: { people, genres: [], withoutGenres: [], countries: [], years: null, withoutAspects: [] },
})

const isShort = (text: string): boolean => text.split(/\s+/).length === 1
