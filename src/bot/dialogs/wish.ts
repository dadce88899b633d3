import { isForNew } from '../quest.js'
import { filtersOf, isFilter, isRefused, type Reading } from '../reading.js'
import { type DialogTurnResult, WaterfallDialog, type WaterfallStepContext } from '../sdk.js'
import { closeSubject, type Filters, type Quest, type Talk } from '../talk.js'
import { quoted, type Services, turnOf } from '../turn.js'
import { AspectDialog, type AspectOptions, type PickedAspect } from './aspect.js'
import { RecommendationDialog, type RecommendationOptions } from './recommendation.js'
import { isEnding } from './steps.js'

type StepContext = WaterfallStepContext<object>

/** A film is asked for without an opinion: by what it shall be like, or else by what is picked. */
export class WishDialog extends WaterfallDialog {
  static readonly id = 'wish'

  constructor(private readonly services: Services) {
    super(WishDialog.id)
    this.addStep(this.hear.bind(this)).addStep(this.recommend.bind(this))
  }

  private async hear(step: StepContext): Promise<DialogTurnResult> {
    const turn = turnOf(step)
    const reading = await turn.read()
    const quest = questOf(turn.text, turn.talk, reading, this.services)
    if (quest) return step.next(quest)
    closeSubject(turn.talk)
    const { phrase } = reading.opinion
    const lead = phrase ? turn.say('which.unknown', { phrase: quoted(phrase) }) : undefined
    return step.beginDialog(AspectDialog.id, { lead, question: 'ask.wish' } satisfies AspectOptions)
  }

  private async recommend(step: StepContext): Promise<DialogTurnResult> {
    if (isEnding(step.result)) return step.endDialog(step.result)
    const turn = turnOf(step)
    const { lead, ...picked } = step.result as Quest & PickedAspect
    const quest: Quest = { aspect: picked.aspect, like: picked.like ?? null, filters: picked.filters ?? null }
    // What is new ends where the catalogue does, which is said where it is asked for.
    const asked = (await turn.read()).wish.years !== null && isForNew(quest, this.services)
    const upTo = asked ? turn.say('recommend.upTo', { year: quest.filters!.years!.to }) : undefined
    return step.beginDialog(RecommendationDialog.id, {
      quest,
      lead: lead ?? upTo,
      reason: 'wished',
    } satisfies RecommendationOptions)
  }
}

const onlyDenies = (filters: Filters | null): boolean =>
  filters !== null && !isFilter({ ...filters, withoutGenres: [], withoutAspects: [], company: null })

/** What must not be ('공포 말고') is asked of what is looked for already, and so is what narrows it: '그중에 90년대 걸로'. */
function narrowed(quest: Quest | null, filters: Filters | null, narrows: boolean): Filters | null {
  if (!quest?.filters || !(onlyDenies(filters) || narrows)) return filters
  const said = Object.entries(filters ?? {}).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null))
  const genres = quest.filters.genres.filter((genre) => !filters?.withoutGenres.includes(genre))
  return { ...quest.filters, genres, ...Object.fromEntries(said) }
}

/** Who watches along stays, whatever else is wished for. */
function withCompany(filters: Filters | null, before: Quest | null): Filters | null {
  const company = filters?.company ?? before?.filters?.company
  return company ? { ...(filters ?? NO_FILTERS), company } : filters
}
const NO_FILTERS: Filters = { genres: [], withoutGenres: [], countries: [], years: null, people: [], withoutAspects: [] }

/** What a wish looks for; null where it says nothing of that. */
function questOf(text: string, talk: Talk, { opinion, aspect, wish }: Reading, { texts, recognizer }: Services): Quest | null {
  const { intents } = texts
  const narrows = intents.first(['narrows', 'newest'], text) !== null
  const own = narrowed(talk.quest, filtersOf(wish), narrows)
  const filters = withCompany(own, talk.quest)
  const named = opinion.item ?? opinion.candidates[0] ?? null
  if (intents.isSimilar(text) && !opinion.phrase) {
    const like = named ?? talk.recommendation ?? (talk.opinion?.feeling === 'liked' ? talk.opinion.item : null)
    if (like) return { aspect: null, like: { id: like.id, title: like.title, hint: '' }, filters }
  }
  // '무서운 영화 추천해줘' wishes for what frightens, though a film is called so.
  const said = wish.aspects[0] ?? (own ? null : named ? recognizer.aspectNamed(text) : aspect)
  const before = narrows || onlyDenies(filtersOf(wish)) ? (talk.quest?.aspect ?? null) : null
  const wished = said ?? (before !== null && isRefused(before, wish) ? null : before)
  const covered = wished !== null && filters?.genres.includes(wished)
  if (!wished && !filters && !intents.is('anything', text)) return null
  return { aspect: covered ? null : wished, like: null, filters }
}
