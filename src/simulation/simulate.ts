import type { Script } from '../bot/script.js'
import type { Texts } from '../bot/texts.js'
import type { Talker } from '../channels/transcript.js'
import { type Conversation, converse } from './converse.js'
import { drawing } from './draw.js'
import type { Lines } from './lines.js'
import { listening } from './listen.js'
import { casting } from './persona.js'
import { speechOf } from './speech.js'
import { simulatedUser } from './user.js'
import type { World } from './world.js'

export interface Simulation {
  seed: number
  world: World
  /** What users say. */
  lines: Lines
  /** What the bot says, which they read. */
  script: Pick<Script, 'messages'>
  texts: Texts
  /** Begins a conversation with the bot. */
  newTalker(conversation: string): Talker
}

/**
 * Conversations of simulated users, one after the other, by their numbers: number n under a seed is always the same, whichever
 * others there are. The bot hears only what they say.
 */
export function simulation({ seed, world, lines, script, texts, newTalker }: Simulation): (n: number) => Promise<Conversation> {
  const cast = casting(world)
  const listen = listening(script, texts)
  return (number) => {
    const draw = drawing(seed, number)
    const persona = cast(draw)
    const speech = speechOf(persona, lines, draw)
    const user = simulatedUser({ persona, speech, lines, texts, world, draw })
    return converse({ persona, user, talker: newTalker(`simulation-${seed}-${number}`), listen, texts })
  }
}
