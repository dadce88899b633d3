import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createBot } from '#src/bot/create-bot.js'
import { TerminalAdapter } from '#src/channels/terminal.js'
import { parseTranscript, replayTranscript } from '#src/channels/transcript.js'
import { recognizer } from './double.js'

function play(path: string) {
  const bot = createBot({ recognizer })
  return replayTranscript(path, (name) => new TerminalAdapter(bot, name))
}

const folder = 'dialogs/movie/transcripts'

/** Those whose films the small recogniser has; all are played on the bundle that ships. */
const SMALL = ['asking-back.chat', 'opinion-to-recommendation.chat', 'picking-an-aspect.chat', 'small-talk.chat']

describe('the shipped transcripts hold for the small recogniser too', () => {
  test.each(SMALL)('%s', async (name) => {
    const { turns, failures } = await play(join(folder, name))
    expect(failures).toEqual([])
    expect(turns).toBeGreaterThan(5)
  })
})

describe('a transcript', () => {
  const write = (source: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'chat-')), 'some.chat')
    writeFileSync(path, source)
    return path
  }

  test('tells the line, what was expected and what was said', async () => {
    const path = write('# a film\n사용자: 용가리 별로였어\n말귀: 〈용가리〉 & 무지개 & !/\\[/\n')
    const { turns, failures } = await play(path)
    expect(turns).toBe(1)
    expect(failures.map(({ line, expected }) => [line, expected])).toEqual([
      [3, '무지개'],
      [3, '!/\\[/'],
    ])
    expect(failures[0].answer).toContain('〈용가리〉')
  })

  test('uses later what a named group caught', async () => {
    const path = write('사용자: 용가리 별로였어\n말귀: /〈(?<film>.+)〉/\n사용자: 왜?\n말귀: {film} & !{film}\n')
    const { failures } = await play(path)
    expect(failures.map(({ expected }) => expected)).toEqual(['!{film}'])
  })

  test('may hold several conversations, each from its beginning', async () => {
    const path = write('사용자: 용가리 별로였어\n---\n사용자: 왜?\n말귀: !『\n')
    expect((await play(path)).failures).toEqual([])
  })

  test.each([
    ['말귀: 먼저', ':1: '],
    ['사용자: 안녕\n봇: 안녕', ':2: '],
    ['사용자: 안녕\n말귀: /(/', ':2: '],
    ['사용자: 안녕\n말귀: 안녕 &  & 요', ':2: '],
  ])('that cannot be read says where: %j', (source, where) => {
    expect(() => parseTranscript(source, 'some.chat')).toThrow(`some.chat${where}`)
  })

  test('that is not there is a file not found', async () => {
    await expect(play('no/such.chat')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
  })
})
