import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { evidenceCard } from '#src/bot/cards/evidence.js'
import { createBot } from '#src/bot/create-bot.js'
import { type Activity, ActivityTypes, TurnContext } from '#src/bot/sdk.js'
import { TerminalAdapter } from '#src/channels/terminal.js'
import type { HeatMap, Recognizer } from '#src/recognizer/contract.js'
import { recognizer } from './double.js'

/** Teams takes no message over 28 KB. */
const LARGEST = 28 * 1024
const WORDS = { title: '부정 87%', for: '부정 쪽', against: '긍정 쪽', lang: 'ko' }

/** What of the schema of Adaptive Cards 1.5 is used: https://adaptivecards.io/schemas/1.5.0/adaptive-card.json */
const COLOURS = z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention'])
const WEIGHTS = z.enum(['Default', 'Lighter', 'Bolder'])
const SPACINGS = z.enum(['Default', 'None', 'Small', 'Medium', 'Large', 'ExtraLarge', 'Padding'])
const TextRun = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string().min(1),
  color: COLOURS.optional(),
  weight: WEIGHTS.optional(),
  highlight: z.boolean().optional(),
  italic: z.boolean().optional(),
  underline: z.boolean().optional(),
})
const Card = z.strictObject({
  type: z.literal('AdaptiveCard'),
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  version: z.literal('1.5'),
  fallbackText: z.string().min(1),
  lang: z.string().regex(/^[a-z]{2}$/),
  body: z
    .array(
      z.discriminatedUnion('type', [
        z.strictObject({
          type: z.literal('TextBlock'),
          text: z.string().min(1),
          wrap: z.boolean().optional(),
          weight: WEIGHTS.optional(),
        }),
        z.strictObject({
          type: z.literal('RichTextBlock'),
          inlines: z.array(z.union([z.string().min(1), TextRun])).min(1),
          spacing: SPACINGS.optional(),
        }),
      ]),
    )
    .min(1),
})

function heatMap(text: string, scoreOf: (word: string, at: number) => number): HeatMap {
  const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }, at) => ({
    start: index,
    end: index + word.length,
    score: scoreOf(word, at),
  }))
  return { text, target: '부정', words }
}
const plainOf = (inlines: readonly unknown[]): string =>
  inlines.map((inline) => (typeof inline === 'string' ? inline : (inline as { text: string }).text)).join('')

/** What the bot sends for each of the lines on a channel, with the attachments. */
async function answersOn(channelId: string, lines: readonly string[], to: Recognizer = recognizer): Promise<Partial<Activity>[]> {
  const bot = createBot({ recognizer: to })
  const adapter = new TerminalAdapter(bot, 'card')
  const sent: Partial<Activity>[] = []
  for (const text of lines) {
    const said = {
      type: ActivityTypes.Message,
      text,
      channelId,
      conversation: { id: 'card' },
      from: { id: 'user' },
      recipient: { id: 'bot' },
    }
    const context = new TurnContext(adapter, said as Activity)
    context.onSendActivities(async (_, activities) => {
      sent.push(...activities)
      return activities.map(() => ({ id: '' }))
    })
    await bot.run(context)
  }
  return sent
}

describe('the card', () => {
  const text = '음악은 좋았지만 정말 재미 없었어'
  const SCORES = [0, -0.5, 0.2, 1, 1]
  const { content, contentType } = evidenceCard(
    heatMap(text, (_, at) => SCORES[at]),
    WORDS,
  )!

  test('follows the schema of Adaptive Cards 1.5', () => {
    expect(contentType).toBe('application/vnd.microsoft.card.adaptive')
    expect(Card.parse(content)).toEqual(content)
    expect(Card.safeParse({ ...content, version: '1.6' }).success).toBe(false)
    expect(Card.safeParse({ ...content, body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun' }] }] }).success).toBe(false)
  })

  test('has the sentence as it was said, with both kinds of evidence, told apart without colours too', () => {
    const [, sentence, good, bad] = content.body as [unknown, ...{ inlines: unknown[] }[]]
    expect(plainOf(sentence.inlines)).toBe(text)
    expect(sentence.inlines).toContainEqual(expect.objectContaining({ text: '재미 없었어', weight: 'Bolder', highlight: true }))
    expect(sentence.inlines).toContainEqual(expect.objectContaining({ text: '좋았지만', italic: true, underline: true }))
    expect(plainOf(good.inlines)).toBe('부정 쪽  재미 없었어 +1.00')
    expect(plainOf(bad.inlines)).toBe('긍정 쪽  좋았지만 −0.50')
  })

  test('is none where nothing speaks for the target', () => {
    expect(
      evidenceCard(
        heatMap(text, () => 0),
        WORDS,
      ),
    ).toBeNull()
    expect(
      evidenceCard(
        heatMap(text, () => -1),
        WORDS,
      ),
    ).toBeNull()
  })

  test.each([
    ['many words', '재미 '.repeat(5_000)],
    ['one long word', '"\\'.repeat(10_000)],
    ['halves of characters', '\ud83d \u0007 '.repeat(3_000)],
  ])('stays under 28 KB: %s', (_, long) => {
    const { content } = evidenceCard(
      heatMap(long, (_word, at) => (at === 0 ? 1 : Math.cos(at))),
      WORDS,
    )!
    expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(LARGEST)
    expect(Card.parse(content)).toEqual(content)
    expect(JSON.stringify(content)).not.toContain('\\ud83d')
  })

  test('attack: what was typed stands nowhere that takes Markdown', () => {
    const link = '[눌러요](https://example.com)'
    const { content } = evidenceCard(
      heatMap(`${link} 별로`, () => 1),
      WORDS,
    )!
    for (const block of content.body) if (block.type === 'TextBlock') expect(block.text).not.toContain('example.com')
    expect(content.fallbackText).not.toContain('example.com')
  })
})

describe('asked why, the bot', () => {
  const LINES = ['용가리 영화 재미 없었어', '왜?']

  test.each(['directline', 'azure-directline', 'msteams', 'webchat', 'emulator'])(
    'sends a card beside the text on %s',
    async (channel) => {
      const [first, why] = await answersOn(channel, LINES)
      expect(first.attachments).toBeUndefined()
      expect(why.text).toContain('『재미 없었어』')
      const [{ content }] = why.attachments!
      expect(Card.parse(content).body[0]).toMatchObject({ text: expect.stringContaining('부정 93%') })
      expect(plainOf((content as { body: { inlines: unknown[] }[] }).body[1].inlines)).toBe('용가리 영화 재미 없었어')
    },
  )

  test.each(['terminal', 'kakao'])('sends the text alone on %s', async (channel) => {
    const [, why] = await answersOn(channel, LINES)
    expect(why.attachments).toBeUndefined()
    expect(why.text).toContain('『재미 없었어』')
  })

  test('sends no card where there is nothing to explain', async () => {
    const [why] = await answersOn('msteams', ['왜?'])
    expect(why.attachments).toBeUndefined()
  })
})

describe('driving words', () => {
  const falling = (by: number): Recognizer => ({ ...recognizer, fallWithout: async () => by })
  const LINES = ['용가리 재미 없었어', '왜?']

  test('are named where the probability falls by 0.1 without them', async () => {
    const [told, why] = await answersOn('msteams', LINES, falling(0.1))
    expect(told.text).toContain("'재미 없었어'")
    expect(told.channelData.malgwi.driving).toHaveLength(1)
    expect(why.attachments).toHaveLength(1)
  })

  test.each([0.099, 0, -0.3])(
    'are not named where it falls by %d: the bot says that it went by the whole sentence',
    async (by) => {
      const [told, why] = await answersOn('msteams', LINES, falling(by))
      expect(told.text).not.toContain('재미 없었어')
      expect(told.text).toMatch(/문장 전체|말씀 전체/)
      expect(told.channelData).toBeUndefined()
      expect(why.text).not.toContain('『')
      expect(why.text).toContain('문장 전체')
      expect(why.attachments).toBeUndefined()
    },
  )

  test('are left out together with nothing of what they are not', async () => {
    const asked: unknown[] = []
    const listening: Recognizer = {
      ...recognizer,
      fallWithout: async (text, spans) => {
        asked.push([text, spans.map(({ start, end }) => text.slice(start, end))])
        return 1
      },
    }
    await answersOn('msteams', ['용가리 영화 재미 없었어', '아니다 별로였어'], listening)
    expect(asked).toEqual([
      ['용가리 영화 재미 없었어', ['재미 없었어']],
      ['별로였어', ['별로였어']],
    ])
  })
})
