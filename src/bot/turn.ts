import type { Analysis } from '../recognizer/analysis.js'
import type { Recognizer } from '../recognizer/contract.js'
import { FILM, QUOTE } from './marks.js'
import type { MessageKey, MessageParams } from './messages.js'
import type { BotOptions } from './options.js'
import { isNamedLikeATitle, type Reading, readUtterance } from './reading.js'
import { MessageFactory, type TurnContext } from './sdk.js'
import { type Shape, shapeOf } from './shape.js'
import type { Talk } from './talk.js'
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
  readonly shape: Shape
  readonly talk: Talk
  /** Reads the utterance, once however often it is asked for. */
  read(): Promise<Reading>
  say<K extends MessageKey>(key: K, params?: MessageParams<K>): string
  /** Sends the sentences as one message; the choices become its suggested actions and what a number refers to. */
  answer(sentences: readonly (string | null)[], choices?: readonly string[], separator?: string): Promise<void>
}

const TURN = Symbol('turn')

/** Begins a turn: counts it, resolves a number to the choice it names, and makes it known to the dialogs. */
export function beginTurn(context: TurnContext, talk: Talk, services: Services): Turn {
  const { texts, options } = services
  const typed = (context.activity.text ?? '').normalize('NFC').trim()
  const shape = shapeOf(typed, options.maxLength)
  const place = shape === 'plain' ? texts.intents.ordinal(typed) : null
  const text = (place === null ? undefined : talk.choices[place]) ?? typed
  talk.turn += 1
  const seed = hash(context.activity.conversation?.id ?? '') + talk.turn

  let reading: Promise<Reading> | undefined
  const analyse = async () =>
    readUtterance(text, readable(shape) ? await analyseNaming(text, services.recognizer) : nothingIn(text, services), services)
  const turn: Turn = {
    text,
    shape,
    talk,
    read: () => (reading ??= analyse()),
    say: (key, params) => texts.say(key, (params ?? {}) as MessageParams<typeof key>, seed),
    answer: async (sentences, choices = [], separator = ' ') => {
      talk.choices = [...choices]
      const words = sentences.filter((sentence) => sentence !== null && sentence !== '').join(separator)
      await context.sendActivity(
        choices.length > 0 ? MessageFactory.suggestedActions([...choices], words) : MessageFactory.text(words),
      )
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

/** An analysis whose phrase, where it is spoken of as a title is, was looked for on its own too: short titles are found where nothing else is said. */
async function analyseNaming(text: string, recognizer: Recognizer): Promise<Analysis> {
  const analysis = await recognizer.analyse(text)
  const phrase = analysis.object.text
  if (!phrase || !isNamedLikeATitle(analysis.object)) return analysis
  const { object } = await recognizer.analyse(phrase)
  return object.kind === 'item' ? { ...analysis, object: { ...object, text: phrase } } : analysis
}

/** What there is to read in a smiley: nothing, without asking the recogniser. */
const nothingIn = (text: string, { recognizer }: Services): Analysis => ({
  text,
  target: { label: recognizer.targets[2], probabilities: {} },
  driving: [],
  object: { kind: 'none', id: null, text: null, title: null, score: 0 },
  aspects: [],
})
