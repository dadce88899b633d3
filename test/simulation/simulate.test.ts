import { describe, expect, test } from 'vitest'
import { readScript } from '#src/bot/script.js'
import { DIALOGS, openTexts } from '#src/bot/texts.js'
import { type Answer, TerminalAdapter } from '#src/channels/terminal.js'
import type { Talker } from '#src/channels/transcript.js'
import type { Conversation } from '#src/simulation/converse.js'
import { readLines } from '#src/simulation/lines.js'
import { reportOn } from '#src/simulation/report.js'
import { simulation } from '#src/simulation/simulate.js'
import { bot } from '../bot/talk.js'
import { world } from './world.js'

const texts = openTexts('movie')
const parts = { world, lines: readLines(DIALOGS, 'movie'), script: readScript(DIALOGS, 'movie'), texts }

let runs = 0
/** Conversations with the bot over the small recogniser; each run is new to it. */
async function talk(seed: number, numbers: readonly number[], newTalker?: (name: string) => Talker): Promise<Conversation[]> {
  const run = ++runs
  const own = (name: string) => new TerminalAdapter(bot, `${run} ${name}`)
  const converse = simulation({ seed, ...parts, newTalker: newTalker ?? own })
  const held: Conversation[] = []
  for (const number of numbers) held.push(await converse(number))
  return held
}

const upTo = (count: number) => Array.from({ length: count }, (_, number) => number)
/** Somebody who answers every turn alike. */
const always = (answer: Partial<Answer>): Talker => ({ say: async () => ({ lines: [], choices: [], error: null, ...answer }) })
const said = ({ spoken }: Conversation) => spoken.map((one) => one.said)

describe('simulated users', () => {
  test('talk until they take a film or leave, and make no errors of the bot', async () => {
    const report = reportOn(await talk(1, upTo(60)), 1)
    const { success, left } = report
    expect(success.count + left.nothing + left.lost + left.patience).toBe(60)
    expect(success.count).toBeGreaterThan(20)
    expect(report.errors).toBe(0)
    expect(report.repetitions.recommendedTwice).toBe(0)
    expect(report.repetitions.recommendedOwn).toBe(0)
    expect(report.openings.length).toBeGreaterThan(5)
  })

  test('say the same under the same seed, whichever other conversations there are, and something else under another', async () => {
    const always1 = () => always({ lines: [texts.say('odd.unclear', {}, 0)] })
    const [all, one, other] = [await talk(1, upTo(8), always1), await talk(1, [5], always1), await talk(2, upTo(8), always1)]
    expect(said(one[0])).toEqual(said(all[5]))
    expect(one[0].persona.film.id).toBe(all[5].persona.film.id)
    expect(other.map(said)).not.toEqual(all.map(said))
  })

  test('leave somebody who never understands, and the report says so', async () => {
    const held = await talk(3, upTo(10), () => always({ lines: [texts.say('odd.unclear', {}, 0)] }))
    const report = reportOn(held, 3)
    expect(report.left.lost).toBe(10)
    expect(report.notUnderstood.rate).toBe(1)
    expect(report.notUnderstood.said).toContainEqual({ conversation: 9, turn: 1, text: held[9].spoken[0].said })
    expect(report.success).toMatchObject({ count: 0, turns: { median: 0 } })
    expect(report.incidents.lost).toEqual(upTo(10))
    expect(report.repetitions.saidTwice).toBeGreaterThanOrEqual(20)
  })

  test('notice a film that is recommended twice, and the one they spoke of', async () => {
    const film = parts.world.films[0].title
    const recommending = (title: string) =>
      always({ lines: [texts.say('recommend.disliked', { film: `〈${title}〉`, praise: '음악 호평' }, 0)] })
    const held = await talk(4, upTo(30), () => recommending(film))
    const theirs = held.filter(({ persona }) => persona.film.title === film)
    const others = held.filter(({ persona }) => persona.film.title !== film)
    expect(theirs.some(({ recommendedOwn }) => recommendedOwn.length > 0)).toBe(true)
    expect(others.every(({ recommendedOwn }) => recommendedOwn.length === 0)).toBe(true)
    expect(held.some(({ recommendedTwice }) => recommendedTwice.length > 0)).toBe(true)
  })

  test('count what goes wrong', async () => {
    const held = await talk(5, upTo(4), () => always({ error: 'broken' }))
    const report = reportOn(held, 5)
    expect(report.errors).toBe(report.turns)
    expect(report.incidents.errors).toEqual(upTo(4))
  })
})
