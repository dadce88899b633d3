import type { Texts } from '../bot/texts.js'
import type { Draw } from './draw.js'
import type { Lines, Opening } from './lines.js'
import type { Heard } from './listen.js'
import { type Persona, suits } from './persona.js'
import type { Speech } from './speech.js'
import type { Film, World } from './world.js'

export type Ending = 'accepted' | 'nothing' | 'lost' | 'patience'

/** What a user does: says something, and may leave with it. */
export interface Move {
  text: string
  ending: Ending | null
}

export interface SimulatedUser {
  /** The opening that was drawn, for the report. */
  readonly opening: string
  /** Whether the film they have in mind was named. */
  namedFilm(): boolean
  begin(): Move
  /** Goes on from an answer, by its text and choices alone. */
  hear(heard: Heard): Move
}

interface Parts {
  persona: Persona
  speech: Speech
  lines: Lines
  texts: Texts
  world: World
  draw: Draw
}

/** Answers without use in a row, after which they leave. */
const USELESS = 3
const FORGETS = 0.1
const ASKS_WHY = 0.15

export function simulatedUser({ persona, speech, lines, texts, world, draw }: Parts): SimulatedUser {
  const { film, feeling, aspects } = persona
  const wishable = lines.aspects[aspects[0]]?.wish !== false
  const fitting = lines.openings.filter(({ feelings, wish }) => feelings.includes(feeling) && (wishable || !wish))
  const drawn = draw.weighted(fitting, ({ weight }) => weight)
  const goal = drawn.greets ? draw.weighted(fitting, ({ weight, greets }) => (greets ? 0 : weight)) : drawn

  let turns = 0
  let begun = !drawn.greets
  /** Answers without use in a row. */
  let useless = 0
  /** Whether the film was named, and how often it was told when asked for. */
  let told = false
  let tellings = 0
  /** How often 'none of these' was said, and an aspect in own words. */
  let nones = 0
  let tries = 0
  /** Whether the second aspect was turned to. */
  let turned = false
  let askedWhy = false
  /** The film that suits, while its reasons are asked for. */
  let considered: Film | null = null

  const say = (text: string, ending: Ending | null = null): Move => ({ text, ending })
  const leave = (ending: Ending): Move => say(speech.in('leave'), ending)
  const open = (opening: Opening): Move => {
    told ||= opening[persona.polite ? 'polite' : 'casual'].every((line) => line.includes('{{film'))
    return say(speech.of(opening, aspects[0]))
  }
  const again = (): Move => {
    if (goal.wish) return open(goal)
    told = true
    return say(speech.in('again', aspects[0]))
  }
  const labelOf = (aspect: string, { choices }: Heard) => choices.find((choice) => texts.aspectLabelled(choice) === aspect)

  const tellFilm = (): Move => {
    tellings += 1
    // Somebody who wishes for a film has none to tell of.
    if (tellings > 2 || goal.wish || (!told && draw.chance(FORGETS))) return say(speech.in('filmForgotten'))
    const known = told || tellings > 1
    told = true
    return say(speech.in(known ? 'filmAgain' : 'film'))
  }

  const tellNamesake = ({ choices }: Heard): Move => {
    const own = choices.find(
      (choice) =>
        (film.year !== null && choice.includes(String(film.year))) || film.directors.some((name) => choice.includes(name)),
    )
    return own ? say(own) : say(speech.in('none'))
  }

  const tellFeeling = ({ choices }: Heard): Move => {
    const button = texts.action(feeling, {})
    return choices.includes(button) && draw.chance(persona.presses) ? say(button) : say(speech.feeling())
  }

  const tellAspect = (heard: Heard): Move => {
    const aspect = aspects.find((one) => labelOf(one, heard))
    const label = aspect && labelOf(aspect, heard)
    if (label) {
      if (draw.chance(persona.presses)) return say(label)
      const way = draw()
      if (way < 0.3) return say(speech.in('numbers', undefined, { number: String(heard.choices.indexOf(label) + 1) }))
      return way < 0.7 ? say(speech.in('picked', undefined, { aspect: label })) : say(speech.in(ownWords(), aspect))
    }
    if (heard.choices.length > 0 && nones < 2 && draw.chance(0.5)) {
      nones += 1
      return say(speech.in('none'))
    }
    tries += 1
    return say(speech.in(ownWords(), aspects[(tries - 1) % aspects.length]))
  }
  const ownWords = () => (goal.wish ? 'ownWordsWished' : feeling === 'liked' ? 'ownWordsLiked' : 'ownWords')

  const consider = (heard: Heard, title: string): Move => {
    useless = 0
    const known = world.named(title)
    if (told && title === film.title) return say(speech.in('own'))
    if (!known || persona.seen.has(known.id)) return say(speech.in('seen'))
    if (suits(persona, known, world, draw())) {
      if (askedWhy || !draw.chance(ASKS_WHY)) return say(speech.in('accept'), 'accepted')
      askedWhy = true
      considered = known
      return say(speech.in('why'))
    }
    if (persona.shuns && known.genres.includes(persona.shuns) && draw.chance(0.6)) return say(speech.in('shun'))
    return turnAway(heard)
  }
  const turnAway = ({ choices }: Heard): Move => {
    if (!turned && aspects.length > 1 && draw.chance(0.5)) {
      turned = true
      return say(speech.in('turn', aspects[1]))
    }
    const button = texts.action('other', {})
    return choices.includes(button) && draw.chance(persona.presses) ? say(button) : say(speech.in('refuse'))
  }

  const goOnWithNothing = (): Move => {
    if (turned || aspects.length < 2) return leave('nothing')
    turned = true
    return say(speech.in('turn', aspects[1]))
  }

  return {
    opening: drawn.kind,
    namedFilm: () => told,
    begin: () => {
      turns = 1
      return open(drawn)
    },
    hear: (heard) => {
      turns += 1
      if (considered) {
        considered = null
        return say(speech.in('accept'), 'accepted')
      }
      if (turns > persona.patience) return leave('patience')
      if (!begun) {
        begun = true
        return open(goal)
      }
      if (heard.recommended !== null) return consider(heard, heard.recommended)
      if (heard.nothing) return goOnWithNothing()
      useless = heard.notUnderstood || heard.asks === null ? useless + 1 : 0
      if (useless >= USELESS) return leave('lost')
      switch (heard.asks) {
        case 'film':
          return tellFilm()
        case 'namesake':
          return tellNamesake(heard)
        case 'feeling':
          return tellFeeling(heard)
        case 'aspect':
          return tellAspect(heard)
        default:
          return again()
      }
    },
  }
}
