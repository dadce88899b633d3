import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { openTokens } from '#src/channels/direct-line/tokens.js'
import type { Answer } from '#src/channels/terminal.js'
import { replayTranscript, type Talker } from '#src/channels/transcript.js'
import type { OpenedRecognizer } from '#src/recognizer/open.js'
import type { Store } from '#src/state/contract.js'
import { openStore } from '#src/state/open.js'
import { caller, type Shown } from '../direct-line/echo.js'
import { testServer } from '../http/server.js'
import { openShipped, ships } from './open.js'

const TRANSCRIPTS = 'dialogs/movie/transcripts'

let recognizer: OpenedRecognizer
beforeAll(async () => {
  if (ships) recognizer = await openShipped()
})

/** A conversation over HTTP: each answer is what the bot said after the watermark. */
async function talkerAt(server: { url: string }, token: string): Promise<Talker> {
  const call = caller(server)
  const session = await call.start({ token })
  let { watermark } = await call.activities(session)
  return {
    async say(text): Promise<Answer> {
      const posted = await call.say(session, text)
      if (posted.status !== 200) throw new Error(`${posted.status} ${await posted.text()}`)
      const set = await call.activities(session, watermark)
      watermark = set.watermark
      const messages = set.activities.filter(({ type, from }: Shown) => type === 'message' && from.role === 'bot')
      return {
        lines: messages.flatMap(({ text }) => (text ? [text] : [])),
        choices: (messages.at(-1)?.suggestedActions?.actions ?? []).map(({ title, value }) => title || value),
        error: null,
      }
    },
  }
}

describe.skipIf(!ships)('over Direct Line, on the bundle that ships', () => {
  test.each(ships ? readdirSync(TRANSCRIPTS) : [])('it goes as %s says', async (name) => {
    let store!: Store
    const server = await testServer(
      {},
      {
        async openServices(config, log) {
          store = await openStore(config.databaseUrl)
          return { recognizer, bot: createBot({ recognizer, storage: store.storage }), store, config, log }
        },
      },
    )
    // The texts vary with the conversation's id: one that is the same each time.
    const tokens = await openTokens(Uint8Array.from(await store.secret('direct-line', 32)))
    const newTalker = async (conversation: string) => {
      const grant = tokens.grant(conversation.replaceAll(/\W/g, '-'), `dl_${conversation}`, null)
      return talkerAt(server, (await tokens.sign(grant, 'token')).token)
    }
    const { turns, failures } = await replayTranscript(join(TRANSCRIPTS, name), newTalker)
    expect(failures).toEqual([])
    expect(turns).toBeGreaterThan(0)
    expect(server.logged()).not.toContain('"level":"error"')
  })
})
