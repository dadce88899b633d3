import type { Recognizer } from '../recognizer/contract.js'
import { showsCards } from './cards/channels.js'
import { FILM, QUOTE } from './marks.js'
import type { MessageKey, MessageParams } from './messages.js'
import { type Naming, nameIn } from './naming.js'
import { normalise } from './offsets.js'
import type { BotOptions } from './options.js'
import { type Reading, readUtterance } from './reading.js'
import { type Activity, type Attachment, MessageFactory, type TurnContext } from './sdk.js'
import { type Shape, shapeOf } from './shape.js'
import type { Opinion, Talk } from './talk.js'
import { hash, type Texts } from './texts.js'

/** What the dialogs are given once, by constructor. */
export interface Services {
  recognizer: Recognizer
  texts: Texts
  options: BotOptions
}

/** One turn of one conversation: what was said, what is remembered, and how to answer. */
export interface Turn {
  /** What the user said; where they chose by number, what they chose. */
  readonly text: string
  /** The choices that the user named by number, where they are several. */
  readonly picks: readonly string[]
  readonly shape: Shape
  readonly talk: Talk
  /** The conversation's own: what is as good may differ by it. */
  readonly seed: number
  /** Whether the channel shows cards beside the text. */
  readonly showsCards: boolean
  /** Reads the utterance, once however often it is asked for. */
  read(): Promise<Reading>
  /** A message in the variant whose turn it is. */
  say<K extends MessageKey>(key: K, params?: MessageParams<K>): string
  /** Shades, in what the user typed this turn, the words that moved the answer. */
  shade(driving: Opinion['driving']): void
  /** Goes on with a part of the utterance, from its beginning: what has been answered of it stands first in the next answer. */
  goOn(text: string, answered: string): void
  /** Sends the sentences as one message; the choices become its suggested actions and what a number refers to. */
  answer(sentences: readonly (string | null)[], choices?: readonly string[], options?: AnswerOptions): Promise<void>
}

interface AnswerOptions {
  /** Between the sentences; a space unless given. */
  separator?: string
  /** Shown beside the text. */
  card?: Attachment | null
}

/** What a reply carries for a page to show: UTF-16 offsets into the text of the activity that it answers. */
interface Shading {
  driving: { text: string; start: number; end: number }[]
  of: 'said'
}

const TURN = Symbol('turn')

/** Begins a turn: counts it, resolves numbers to the choices they name, and makes it known to the dialogs. */
export function beginTurn(context: TurnContext, talk: Talk, services: Services): Turn {
  const { texts, options } = services
  const typed = context.activity.text ?? ''
  const said = normalise(typed)
  const shape = shapeOf(said.text, options.maxLength)
  const chosen = shape === 'plain' ? texts.intents.ordinals(said.text).flatMap((place) => talk.choices[place] ?? []) : []
  // There is but one thing to say yes to.
  const agreed = talk.choices.length === 1 && texts.intents.isWholly('accept', said.text) ? talk.choices[0] : undefined
  let text = (chosen.length === 1 ? chosen[0] : agreed) ?? said.text
  talk.turn += 1
  const seed = hash(context.activity.conversation?.id ?? '')

  let reading: Promise<Reading> | undefined
  const read = async () =>
    readUtterance(text, readable(shape) ? await nameIn(text, services) : nothingIn(text, services), services)
  let shading: Shading | null = null
  let answered = ''
  const turn: Turn = {
    get text() {
      return text
    },
    picks: chosen.length > 1 ? chosen : [],
    shape,
    talk,
    seed,
    showsCards: showsCards(context.activity.channelId),
    read: () => (reading ??= read()),
    say: (key, params) => {
      const before = talk.said[key] ?? 0
      talk.said[key] = before + 1
      return texts.say(key, (params ?? {}) as MessageParams<typeof key>, seed + before)
    },
    shade: (driving) => {
      if (!said.text.startsWith(text) || driving.length === 0) return
      const spans = driving.map(({ start, end }) => ({ start: said.typedAt(start), end: said.typedAt(end) }))
      shading = { driving: spans.map((span) => ({ text: typed.slice(span.start, span.end), ...span })), of: 'said' }
    },
    goOn: (part, sentence) => {
      ;[text, answered, reading] = [part, sentence, undefined]
    },
    answer: async (sentences, choices = [], { separator = ' ', card = null } = {}) => {
      talk.choices = [...choices]
      const words = [answered, ...sentences].filter((sentence) => sentence !== null && sentence !== '').join(separator)
      const message: Partial<Activity> =
        choices.length > 0 ? MessageFactory.suggestedActions([...choices], words) : MessageFactory.text(words)
      if (card) message.attachments = [card]
      if (shading) message.channelData = { malgwi: shading }
      await context.sendActivity(message)
    },
  }
  context.turnState.set(TURN, turn)
  return turn
}

/** The turn that `beginTurn` began in this context. */
export const turnOf = ({ context }: { context: TurnContext }): Turn => context.turnState.get(TURN)

export const film = (title: string): string => `${FILM.open}${title}${FILM.close}`
export const quoted = (words: string): string => `${QUOTE.open}${words}${QUOTE.close}`

const readable = (shape: Shape): boolean => shape === 'plain' || shape === 'foreign'

/** What there is to read in a smiley: nothing, without asking the recogniser. */
function nothingIn(text: string, { recognizer }: Services): Naming {
  const object = { kind: 'none', id: null, text: null, title: null, score: 0 } as const
  return {
    analysis: { text, target: { label: recognizer.targets[2], probabilities: {} }, driving: [], object, aspects: [] },
    others: [],
    joined: false,
    scope: null,
  }
}
