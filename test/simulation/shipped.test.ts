import { describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { readScript } from '#src/bot/script.js'
import { DIALOGS, openTexts } from '#src/bot/texts.js'
import { TerminalAdapter } from '#src/channels/terminal.js'
import type { Conversation } from '#src/simulation/converse.js'
import { readLines } from '#src/simulation/lines.js'
import { reportOn } from '#src/simulation/report.js'
import { simulation } from '#src/simulation/simulate.js'
import { worldOf } from '#src/simulation/world.js'
import { openShipped, ships } from '../shipped/open.js'

const CONVERSATIONS = 25
const SEED = 7

describe.skipIf(!ships)('simulated users and the bundle that ships', () => {
  test('mostly find a film, are told of none twice and not of the one they spoke of, and meet no error', async () => {
    const recognizer = await openShipped()
    const { domain } = recognizer
    const bot = createBot({ recognizer })
    const converse = simulation({
      seed: SEED,
      world: worldOf(recognizer),
      lines: readLines(DIALOGS, domain),
      script: readScript(DIALOGS, domain),
      texts: openTexts(domain),
      newTalker: (conversation) => new TerminalAdapter(bot, conversation),
    })
    const held: Conversation[] = []
    for (let number = 0; number < CONVERSATIONS; number++) held.push(await converse(number))
    const report = reportOn(held, SEED)
    expect(report.incidents).toMatchObject({ errors: [], recommendedTwice: [], recommendedOwn: [] })
    expect(report.success.rate).toBeGreaterThan(0.8)
    expect(report.aspect.found).toBeGreaterThan(0.7)
  })
})
