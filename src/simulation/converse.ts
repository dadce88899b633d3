import type { Texts } from '../bot/texts.js'
import type { Answer } from '../channels/terminal.js'
import type { Talker } from '../channels/transcript.js'
import type { Heard } from './listen.js'
import type { Persona } from './persona.js'
import type { Ending, SimulatedUser } from './user.js'

export interface Spoken {
  said: string
  answer: Answer
  ms: number
  notUnderstood: boolean
}

/** One conversation, with what was watched in it. */
export interface Conversation {
  persona: Persona
  opening: string
  spoken: Spoken[]
  ending: Ending
  /** Titles recommended though they were before; the film they complained of or praised, recommended; sentences said twice in a row. */
  recommendedTwice: string[]
  recommendedOwn: string[]
  saidTwice: string[]
  aspect: AspectWatch
}

/** What became of the aspect that they had in mind first. */
interface AspectWatch {
  /** Aspects were offered at all, and this one among the first. */
  offered: boolean
  first: boolean
  /** It is among as many that the film's reviews with their feeling mention most. */
  frequent: boolean
  /** The bot came to it: offered it, or recommended a film for it or its counterpart. */
  found: boolean
}

interface Parts {
  persona: Persona
  user: SimulatedUser
  talker: Talker
  listen: (answer: Answer) => Heard
  texts: Texts
}

/** Lets a simulated user talk until they leave. */
export async function converse({ persona, user, talker, listen, texts }: Parts): Promise<Conversation> {
  const [aspect] = persona.aspects
  const forAspect = [aspect, texts.counterpart(aspect)].filter((one) => one !== null).map((one) => texts.praise(one))
  const conversation: Conversation = {
    persona,
    opening: user.opening,
    spoken: [],
    ending: 'patience',
    recommendedTwice: [],
    recommendedOwn: [],
    saidTwice: [],
    aspect: { offered: false, first: false, frequent: false, found: false },
  }
  const recommended = new Set<string>()
  let before: string[] = []
  for (let move = user.begin(); ; ) {
    const from = performance.now()
    const answer = await talker.say(move.text)
    const ms = performance.now() - from
    const heard = listen(answer)
    conversation.spoken.push({ said: move.text, answer, ms, notUnderstood: heard.notUnderstood })

    const sentences = sentencesOf(heard.text)
    conversation.saidTwice.push(...sentences.filter((sentence) => before.includes(sentence)))
    before = sentences
    watchAspect(conversation.aspect, heard)
    const title = heard.recommended
    if (title !== null) {
      if (recommended.has(title)) conversation.recommendedTwice.push(title)
      if (title === persona.film.title && user.namedFilm()) conversation.recommendedOwn.push(title)
      recommended.add(title)
    }

    if (move.ending) {
      conversation.ending = move.ending
      return conversation
    }
    move = user.hear(heard)
  }

  function watchAspect(watched: AspectWatch, { asks, choices, recommended: title, text }: Heard): void {
    const labels = asks === 'aspect' ? choices.map((choice) => texts.aspectLabelled(choice)).filter((one) => one !== null) : []
    if (labels.length > 0 && !watched.offered) {
      watched.offered = true
      watched.first = labels.includes(aspect)
      watched.frequent = mostMentioned(persona, labels.length).includes(aspect)
    }
    watched.found ||= labels.includes(aspect) || (title !== null && forAspect.some((praise) => text.includes(praise)))
  }
}

function mostMentioned({ film, feeling }: Persona, limit: number): string[] {
  const descending = [...film.aspects].sort(([, a], [, b]) => b[feeling] - a[feeling])
  return descending.slice(0, limit).map(([name]) => name)
}

const SHORTEST = 8
const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[.?!])\s+|\n/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= SHORTEST)
