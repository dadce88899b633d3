import { PassThrough, Readable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'
import { describe, expect, test } from 'vitest'
import type { Bot } from '#src/bot/bot.js'
import { createBot } from '#src/bot/create-bot.js'
import { render, runTerminal, TerminalAdapter } from '#src/channels/terminal.js'
import type { Recognizer } from '#src/recognizer/contract.js'
import { recognizer } from './double.js'
import { bot } from './talk.js'

let conversations = 0

async function pipe(input: Readable, { interactive = false, to = bot as Bot } = {}): Promise<string> {
  const output = new PassThrough()
  const chunks: Buffer[] = []
  output.on('data', (chunk) => chunks.push(chunk))
  await runTerminal({ bot: to, input, output, interactive, conversationId: `terminal-${++conversations}` })
  return Buffer.concat(chunks).toString()
}

describe('from a pipe', () => {
  test('each line is a turn, answered in plain lines', async () => {
    const said = await pipe(Readable.from(['용가리 영화 재미 없었어\n', '그래픽이요\n왜?\n']))
    const lines = said.split('\n')
    expect(lines[0]).toContain("'재미 없었어'")
    expect(lines[1]).toBe('[그래픽] [시나리오] [더빙] [돈이 아까움]')
    expect(lines[2]).toContain('18명 중 17명')
    expect(lines[3]).toBe('[왜?] [다른 영화] [시나리오는?] [처음으로]')
    expect(said).toContain('용가리 영화 『재미 없었어』')
    expect(said).not.toContain('\u001b')
    expect(said.endsWith('\n')).toBe(true)
  })

  test('the last line needs no newline, and lines may end in CRLF', async () => {
    const said = await pipe(Readable.from(['용가리 별로였어\r\n그래픽']))
    expect(said).toContain('〈푸른 등대〉')
    expect(said).not.toContain('\r')
  })

  test('nothing in gives nothing out', async () => {
    expect(await pipe(Readable.from([]))).toBe('')
  })

  test('turns are taken in order, however long one takes', async () => {
    const order: string[] = []
    const slow: Recognizer = {
      ...recognizer,
      analyse: async (text) => {
        order.push(`begin ${text}`)
        await new Promise((done) => setTimeout(done, text === '용가리 별로였어' ? 40 : 1))
        order.push(`end ${text}`)
        return recognizer.analyse(text)
      },
    }
    await pipe(Readable.from(['용가리 별로였어\n인셉션 최고였어\n그래픽\n']), { to: createBot({ recognizer: slow }) })
    expect(order).toEqual(['용가리 별로였어', '인셉션 최고였어', '그래픽'].flatMap((text) => [`begin ${text}`, `end ${text}`]))
  })

  test('a turn that fails is one line more, and the conversation goes on', async () => {
    const failing: Recognizer = {
      ...recognizer,
      analyse: async (text) => {
        if (text === '터져라') throw new Error('the model\ncould not be run')
        return recognizer.analyse(text)
      },
    }
    const said = await pipe(Readable.from(['용가리 별로였어\n터져라\n그래픽이요\n']), { to: createBot({ recognizer: failing }) })
    const lines = said.trimEnd().split('\n')
    expect(lines[2]).toMatch(/다시 말씀해/)
    expect(lines[3]).toBe('(the model could not be run)')
    expect(lines[4]).toContain('〈푸른 등대〉')
  })

  test('a reader that goes away ends it', async () => {
    const output = new PassThrough()
    const input = new PassThrough()
    const done = runTerminal({ bot, input, output, interactive: false, conversationId: 'gone' })
    input.write('용가리 별로였어\n')
    output.destroy(new Error('EPIPE'))
    input.write('그래픽\n')
    input.end()
    await done
  })
})

describe('at a terminal', () => {
  test('there is a welcome, a prompt, numbered choices, and an end at Ctrl-D', async () => {
    const said = await pipe(Readable.from(['용가리 별로였어\n']), { interactive: true })
    expect(said).toContain('말귀예요')
    expect(said).toContain('사용자')
    expect(stripVTControlCharacters(said)).toMatch(/1\. 그래픽 +2\. 시나리오 +3\. 더빙 +4\. 돈이 아까움/)
    expect(said.endsWith('\n')).toBe(true)
  })

  test('driving words are shaded', async () => {
    const adapter = new TerminalAdapter(bot, 'shaded')
    await adapter.say('용가리 별로였어')
    const shown = render(await adapter.say('왜?'), { interactive: true, colours: pc.createColors(true) })
    expect(shown).toContain('\u001b[7m별로였어\u001b[27m')
    expect(shown).not.toContain('『')
  })
})

test('what the terminal cannot do it says', async () => {
  const adapter = new TerminalAdapter(bot, 'cannot')
  await expect(adapter.updateActivity()).rejects.toThrow()
  await expect(adapter.deleteActivity()).rejects.toThrow()
})
